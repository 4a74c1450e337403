import fc from 'fast-check';
import { messageOf } from '../../errors.js';
import type { Source } from '../../experiment/step.js';
import type { Extracted, Extractor, InputValues, Output } from '../../extractors/extractor.js';
import { describeStep } from '../describe-step.js';
import { type Given, partsOf } from '../rows.js';
import type { Scale } from './scale.js';

/** Something that every extractor obeys. */
export interface Law {
  readonly name: LawName;
  /** What the extractor does if it obeys, after its name: `gives the same result for the same step`. */
  readonly statement: string;
  /** @throws LawBroken with the smallest case that was found */
  check(): void | Promise<void>;
}

/** The name of a law. */
export type LawName =
  | 'declaration'
  | 'repeatable'
  | 'pure'
  | 'stateless'
  | 'reads'
  | 'shape'
  | 'value'
  | 'degenerate'
  | 'units'
  | 'parameters'
  | 'definition'
  | 'invariance'
  | 'inputs'
  | 'batch'
  | 'modes';

/** The extractor that laws are checked of, with one set of parameters. */
export interface Subject {
  readonly extractor: Extractor;
  readonly sources: readonly Source[];
  /** Complete: defaults filled in. */
  readonly params: object;
  readonly outputs: readonly Output[];
  /** Steps that it has a value of. */
  readonly working: fc.Arbitrary<Given>;
  /** Those, and hostile ones. */
  readonly any: fc.Arbitrary<Given>;
  readonly runs: number;
  readonly seed: number | undefined;
  /** The parameters once more, as another object. */
  freshParams(): object;
  /** What the extractor is given of earlier features of a step; undefined if it takes none. */
  inputsOf(step: Given, scale?: Scale): InputValues | undefined;
  /**
   * The result, in memory of its own: an extractor may use its arrays again for the next step. Default: with the parameters
   * of the subject, and the inputs of the step.
   */
  extract(step: Given, given?: { readonly params?: object; readonly inputs?: InputValues | undefined }): Extracted;
}

/** An extractor broke a law: the message tells how, and shows the smallest step that was found. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
  readonly law: LawName;
  /** What was found, in a line. */
  readonly finding: string;

  constructor(law: LawName, finding: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.law = law;
    this.finding = finding;
  }
}

/** Thrown where a law does not hold; anything else that is thrown was thrown by the extractor. */
class Finding extends Error {}

/** Ends a check: the law does not hold, and this is what was found. */
export function broken(finding: string): never {
  throw new Finding(finding);
}

/** Whatever a law draws, and the steps of it that are shown when the law is broken. */
export interface Case<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  steps(drawn: T): readonly Given[];
}

export const oneStep = (arbitrary: fc.Arbitrary<Given>): Case<Given> => ({ arbitrary, steps: (step) => [step] });

/**
 * Checks a law on what its case draws, `runs` times.
 *
 * @param check - ends with {@link broken} where it does not hold
 * @throws LawBroken for the smallest case that fast-check could find
 */
export function forAll<T>(
  law: Pick<Law, 'name' | 'statement'>,
  subject: Subject,
  { arbitrary, steps }: Case<T>,
  check: (drawn: T) => void,
  runs = subject.runs,
): void {
  const property = fc.property(arbitrary, check);
  const details = fc.check(property, { numRuns: runs, ...(subject.seed !== undefined && { seed: subject.seed }) });
  if (details.failed) throw lawBroken(law, subject, details, ([drawn]) => steps(drawn));
}

/** As {@link forAll}, for checks that wait for something. */
export async function forAllAsync<T>(
  law: Pick<Law, 'name' | 'statement'>,
  subject: Subject,
  { arbitrary, steps }: Case<T>,
  check: (drawn: T) => Promise<void>,
  runs: number,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, check);
  const details = await fc.check(property, {
    numRuns: runs,
    ...(subject.seed !== undefined && { seed: subject.seed }),
  });
  if (details.failed) throw lawBroken(law, subject, details, ([drawn]) => steps(drawn));
}

function lawBroken<T>(
  law: Pick<Law, 'name' | 'statement'>,
  subject: Subject,
  details: fc.RunDetailsFailureProperty<[T]> | fc.RunDetails<[T]>,
  stepsOf: (drawn: [T]) => readonly Given[],
): LawBroken {
  const { counterexample, errorInstance, numRuns, numShrinks, seed } = details;
  const finding =
    errorInstance instanceof Finding
      ? errorInstance.message
      : `it throws ${errorInstance instanceof Error ? `${errorInstance.name}: ` : ''}${messageOf(errorInstance)}`;
  const steps = counterexample === null ? [] : stepsOf(counterexample);
  const message = [
    headline(law, subject),
    `  ${finding}`,
    ...steps.flatMap(partsOf).map((step) => indented(describeStep(step))),
    `  found in run ${numRuns}, made smaller ${numShrinks} times; the seed was ${seed}`,
  ].join('\n\n');
  return new LawBroken(law.name, finding, message, errorInstance instanceof Finding ? undefined : errorInstance);
}

/** A law that is broken without any step: of what the extractor says of itself. */
export function brokenWithout(law: Pick<Law, 'name' | 'statement'>, subject: Subject, finding: string): LawBroken {
  return new LawBroken(law.name, finding, `${headline(law, subject)}\n\n  ${finding}`);
}

function headline({ name, statement }: Pick<Law, 'name' | 'statement'>, { extractor, params }: Subject): string {
  const given = Object.keys(params).length === 0 ? '' : ` with ${JSON.stringify(params)}`;
  return `${extractor.name}${given} breaks the law "${name}": an extractor ${statement}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
