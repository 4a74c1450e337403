import type { Step } from '../../experiment/step.js';
import { difference } from '../results.js';
import { copyOf, ROWS, rowsOf } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** What an extractor does not say that it reads, it does not get; of one that says nothing there is nothing to check. */
export function readsLaw(subject: Subject): Law | undefined {
  const law = { name: 'reads', statement: 'reads no rows but those that it names in "reads"' } as const;
  const { source, reads } = subject.extractor;
  const unread = ROWS[source].filter((row) => reads !== undefined && !(reads as readonly string[]).includes(row));
  if (unread.length === 0) return undefined;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.any), (step) => {
        const expected = subject.extract(copyOf(step));
        for (const row of unread) {
          const found = difference(subject.extract(without(step, row)), expected);
          if (found !== undefined) broken(`without ${row}, ${found}`);
        }
      }),
  };
}

/** The step as it is where nobody reads a row: of a sweep it is there, and may be anything; of a trace it throws. */
function without(step: Step, row: string): Step {
  const copy = copyOf(step);
  if (copy.kind === 'transfer') rowsOf(copy)[row]?.fill(Number.NaN);
  else {
    Object.defineProperty(copy, row, {
      get: () => {
        throw new Error(`the row "${row}" was not read, because "reads" does not name it`);
      },
    });
  }
  return copy;
}
