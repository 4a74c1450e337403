import fc from 'fast-check';
import * as v from 'valibot';
import { describeExtractor, type ParamDescription } from '../../extractors/describe-extractor.js';
import { difference } from '../results.js';
import { copyOf } from '../rows.js';
import { brokenWithout, type Law, type Subject } from './law.js';

export interface ParameterOptions {
  /** As in a configuration. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Names of parameters that are accepted and have no influence. */
  readonly unused: readonly string[];
  /** Values of parameters to try instead of those that are known from the schema: of lists and texts nothing is. */
  readonly otherParams: Readonly<Record<string, readonly unknown[]>>;
}

/** Of each parameter some other value changes the result of some step, or the outputs. */
export function parametersLaw(subject: Subject, options: ParameterOptions): Law | undefined {
  const law = { name: 'parameters', statement: 'depends on each of its parameters' } as const;
  const { extractor, params } = subject;
  const candidates = describeExtractor(extractor).params.flatMap((param) => {
    if (options.unused.includes(param.name)) return [];
    const current = (params as Readonly<Record<string, unknown>>)[param.name];
    const values = options.otherParams[param.name] ?? otherValues(param, current);
    const others = values.flatMap((value) => {
      const result = v.safeParse(extractor.params, { ...options.given, [param.name]: value });
      return result.success ? [result.output] : [];
    });
    return others.length === 0 ? [] : [{ name: param.name, values, others }];
  });
  if (candidates.length === 0) return undefined;
  return {
    ...law,
    check: () => {
      for (const { name, values, others } of candidates) {
        if (others.some((other) => isChangedBy(subject, other))) continue;
        throw brokenWithout(
          law,
          subject,
          `no step of ${subject.runs} is changed when the parameter "${name}" becomes ${values.map((value) => JSON.stringify(value)).join(' or ')}; if it has no influence, name it in the option "unused"`,
        );
      }
    },
  };
}

/** Other values that a parameter may have, as far as its JSON Schema and its value tell. */
function otherValues({ schema }: ParamDescription, current: unknown): readonly unknown[] {
  const { enum: choices, type } = schema as { readonly enum?: readonly unknown[]; readonly type?: string };
  if (choices !== undefined) return choices.filter((choice) => choice !== current);
  if (type === 'boolean') return [current !== true];
  if (typeof current === 'number') return [2 * current, current / 2, current + 1, current - 1];
  return [];
}

function isChangedBy(subject: Subject, params: object): boolean {
  const { extractor, runs, seed } = subject;
  if (JSON.stringify(extractor.outputs(params)) !== JSON.stringify(subject.outputs)) return true;
  const isSame = fc.property(subject.any, (step) => {
    const other = subject.extract(copyOf(step), { params });
    return difference(other, subject.extract(copyOf(step))) === undefined;
  });
  return fc.check(isSame, { numRuns: runs, endOnFailure: true, ...(seed !== undefined && { seed }) }).failed;
}
