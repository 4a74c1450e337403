import type { Source } from '../../experiment/step.js';
import { rowsReadBy } from '../../extractors/sources.js';
import { difference } from '../results.js';
import { copyOf, type Given, ROWS, type RowName, rowsOf, withParts } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** What an extractor does not say that it reads, it does not get; of one that says nothing there is nothing to check. */
export function readsLaw(subject: Subject): Law | undefined {
  const law = { name: 'reads', statement: 'reads no rows but those that it names in "reads"' } as const;
  const { extractor, sources } = subject;
  const unread = sources.flatMap((source) =>
    ROWS[source].filter((row) => !rowsReadBy(extractor, source).includes(row)).map((row) => [source, row] as const),
  );
  if (unread.length === 0) return undefined;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.any), (step) => {
        const expected = subject.extract(copyOf(step));
        for (const [source, row] of unread) {
          const found = difference(subject.extract(without(step, source, row)), expected);
          if (found !== undefined) broken(`without ${row}, ${found}`);
        }
      }),
  };
}

/** The step as it is where nobody reads a row: of a sweep it is there, and may be anything; of a trace it throws. */
function without(given: Given, source: Source, row: RowName): Given {
  return withParts(copyOf(given), (step) => {
    if (step.kind !== source) return step;
    if (step.kind === 'transfer') {
      rowsOf(step)[row]?.fill(Number.NaN);
      return step;
    }
    return Object.defineProperty(step, row, {
      get: () => {
        throw new Error(`the row "${row}" was not read, because "reads" does not name it`);
      },
    });
  });
}
