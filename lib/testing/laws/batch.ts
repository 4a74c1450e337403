import fc from 'fast-check';
import type { Extracted } from '../../extractors/extractor.js';
import { describeResult, differentNumbers, numbersOf, settled } from '../results.js';
import { copyOf, type Given, rowsOf } from '../rows.js';
import { broken, forAll, type Law, type Subject } from './law.js';

/** How the steps of a block are given to it: what becomes of one must not depend on which others there are. */
const WAYS: Readonly<Record<string, (steps: readonly Given[]) => readonly (readonly Given[])[]>> = {
  'all at once': (steps) => [steps],
  'from the last to the first': (steps) => [steps.toReversed()],
  'in two blocks': (steps) => [steps.slice(0, steps.length >> 1), steps.slice(steps.length >> 1)],
};

/** Of extractors that have a batch form: it gives for each step of a block what `extract` gives for it alone. */
export function batchLaw(subject: Subject): Law | undefined {
  const { extractor } = subject;
  if (extractor.extractBatch === undefined) return undefined;
  const law = { name: 'batch', statement: 'gives for the steps of a block what it gives for each alone' } as const;
  const blocks = fc.array(subject.any, { minLength: 1, maxLength: 5 });
  return {
    ...law,
    check: () =>
      forAll(law, subject, { arbitrary: blocks, steps: (steps) => steps }, (steps) => {
        const expected = new Map(steps.map((step) => [step, subject.extract(copyOf(step))]));
        for (const [how, blocksOf] of Object.entries(WAYS)) {
          for (const block of blocksOf(steps)) {
            const results = extractBlock(subject, block);
            if (results.length !== block.length)
              broken(`${how}, it gives ${results.length} results for ${block.length} steps`);
            for (const [at, step] of block.entries()) {
              const different = differenceOf(results[at] as Extracted, expected.get(step) as Extracted);
              if (different !== undefined) broken(`${how}, for step ${at + 1} of ${block.length} ${different}`);
            }
          }
        }
      }),
  };
}

function extractBlock({ extractor, params, inputsOf }: Subject, steps: readonly Given[]): readonly Extracted[] {
  const copies = steps.map(copyOf);
  const inputs = extractor.inputs && steps.map((step) => inputsOf(step) ?? {});
  const results = extractor.extractBatch?.(copies as never, params, inputs) ?? [];
  const changed = copies.findIndex((copy, i) => !isSame(copy, steps[i] as Given));
  if (changed >= 0) broken(`of step ${changed + 1} of ${steps.length} other numbers are left than it was given`);
  // All of them first: results that share their memory are found out.
  return Array.from(results).map(settled);
}

function isSame(step: Given, other: Given): boolean {
  const others = rowsOf(other);
  return Object.entries(rowsOf(step)).every(([name, row]) => {
    const before = others[name] as Float64Array;
    return row.length === before.length && row.every((number, i) => Object.is(number, before[i]));
  });
}

/** NaN will do for null, where a number is declared; reasons and notes are not compared. */
function differenceOf(found: Extracted, expected: Extracted): string | undefined {
  const [numbers, others] = [found, expected].map((result) =>
    numbersOf(result).map((output) => (output.every(Number.isNaN) ? [] : output)),
  );
  const nulls = (some: readonly (readonly number[])[]): boolean => some.flat().length === 0;
  if (numbers === undefined || others === undefined || (nulls(numbers) && nulls(others))) return undefined;
  if (nulls(numbers) !== nulls(others))
    return `the result is ${describeResult(found)}, not ${describeResult(expected)}`;
  return differentNumbers(numbers, others, 0);
}
