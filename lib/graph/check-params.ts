import * as v from 'valibot';
import { describeMistake } from '../describe-mistake.js';
import { messageOf } from '../errors.js';
import type { ParamsSchema } from '../extractors/extractor.js';
import { suggestion } from '../nearest.js';

/** Something with parameters. */
export interface Parametrized {
  readonly name: string;
  readonly params: ParamsSchema;
  /** Of parameters that are not given: before those of the schema. */
  readonly defaults?: object | undefined;
}

/** Told of each mistake, and which parameter it is in, if it is in one. */
export type ReportParam = (message: string, ...path: string[]) => void;

/** The parameters with all defaults filled in; undefined if something is wrong with them, which is all reported. */
export function checkParams(
  owner: Parametrized,
  given: Readonly<Record<string, unknown>>,
  report: ReportParam,
): object | undefined {
  const { name, params, defaults } = owner;
  const unknown = unknownParams(owner, given, report);
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => !unknown.includes(key)));
  try {
    const result = v.safeParse(params, { ...defaults, ...known }, { message: describeMistake });
    if (result.success) return unknown.length === 0 ? result.output : undefined;
    for (const issue of result.issues) {
      const path = (issue.path ?? []).map(({ key }) => String(key));
      const what = path.length === 0 ? 'parameters' : `parameter "${path.join('.')}"`;
      report(`${what} of ${name}: ${issue.message}`, ...path);
    }
  } catch (cause) {
    report(`parameters of ${name} cannot be checked: ${messageOf(cause)}`);
  }
  return undefined;
}

/** Reports every parameter that a strict schema does not know, where the schema itself would stop at the first. */
function unknownParams(
  { name, params }: Parametrized,
  given: Readonly<Record<string, unknown>>,
  report: ReportParam,
): readonly string[] {
  if (params.type !== 'strict_object' || !('entries' in params)) return [];
  const known = Object.keys(params.entries as object);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  for (const key of unknown) report(`unknown parameter "${key}" of ${name}; ${suggestion(key, known)}`, key);
  return unknown;
}
