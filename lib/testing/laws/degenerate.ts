import fc from 'fast-check';
import { isMissing } from '../../extractors/extractor.js';
import { rowsReadBy } from '../../extractors/sources.js';
import { describeResult, resultsOf } from '../results.js';
import { type Given, withRows } from '../rows.js';
import { broken, forAll, type Law, type Subject } from './law.js';

/** Steps that hold nothing to compute a feature from. */
export const DEGENERATE = ['no point', 'one point', 'constant', 'a NaN'] as const;
/** A kind of step that has no result. */
export type Degenerate = (typeof DEGENERATE)[number];

/**
 * One law for each kind of degenerate step: it gives null and a reason.
 *
 * @param hasValueOf - kinds that do have a value: the largest current of one point is that point's
 */
export function degenerateLaws(subject: Subject, hasValueOf: readonly Degenerate[]): readonly Law[] {
  return DEGENERATE.map((kind) => {
    const wantsValue = hasValueOf.includes(kind);
    const statement = `gives ${wantsValue ? 'a value' : 'null and a reason'} for a step with ${PHRASES[kind]}`;
    const law = { name: 'degenerate', statement } as const;
    const steps = fc
      .tuple(subject.working, fc.nat())
      .map(([step, at]) => degenerateStep(kind, step, at, readBy(subject)));
    return {
      ...law,
      check: () =>
        forAll(
          law,
          subject,
          { arbitrary: steps, steps: (step) => [step] },
          (step) => {
            const extracted = subject.extract(step);
            const [first] = resultsOf(extracted);
            const isNull = first !== undefined && isMissing(first);
            if (isNull === wantsValue) broken(`the result is ${describeResult(extracted)}`);
          },
          Math.ceil(subject.runs / 5),
        ),
    };
  });
}

const PHRASES: { readonly [D in Degenerate]: string } = {
  'no point': 'no point',
  'one point': 'one point',
  constant: 'a current that is constant',
  'a NaN': 'one NaN in it',
};

/** The rows that the extractor reads, each with its source. */
function readBy({ extractor, sources }: Subject): readonly string[] {
  return sources.flatMap((source) => rowsReadBy(extractor, source).map((row) => `${source}.${row}`));
}

function degenerateStep(kind: Degenerate, step: Given, at: number, reads: readonly string[]): Given {
  switch (kind) {
    case 'no point':
      return withRows(step, (row) => row.slice(0, 0));
    case 'one point':
      return withRows(step, (row) => row.slice(0, 1));
    case 'constant':
      return withRows(step, (row, name) => (name === 'Id' ? row.map(() => row[0] as number) : row.slice()));
    case 'a NaN':
      return withRows(step, (row, name, source) =>
        `${source}.${name}` === reads[at % reads.length] ? row.with(at % row.length, Number.NaN) : row.slice(),
      );
  }
}
