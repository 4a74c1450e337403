import fc from 'fast-check';
import type { Extracted } from '../../extractors/extractor.js';
import { difference } from '../results.js';
import { copyOf, type Given, withRows } from '../rows.js';
import { broken, forAll, type Law, type Subject } from './law.js';

/** The result of a step does not depend on the steps before it: they come in any order, and in any thread. */
export function statelessLaw(subject: Subject): Law {
  const law = { name: 'stateless', statement: 'remembers nothing of the steps before' } as const;
  const steps = fc.array(subject.any, { minLength: 2, maxLength: 4 });
  return {
    ...law,
    check: () =>
      forAll(law, subject, { arbitrary: steps, steps: (drawn) => drawn }, (drawn) => {
        const inOrder = drawn.map((step) => subject.extract(copyOf(step)));
        const backwards = drawn.toReversed().map((step) => subject.extract(copyOf(step)));
        compare(backwards.toReversed(), inOrder, 'after those behind it, and not those before');
        compare(inSameMemory(drawn, subject), inOrder, 'in memory that held the step before');
      }),
  };
}

function compare(found: readonly Extracted[], expected: readonly Extracted[], how: string): void {
  for (const [at, result] of found.entries()) {
    const different = difference(result, expected[at] as Extracted);
    if (different !== undefined) broken(`for step ${at + 1} of ${found.length}, ${how}, ${different}`);
  }
}

/** Each step is put where the one before was, as it is when blocks of a file are read. */
function inSameMemory(steps: readonly Given[], subject: Subject): readonly Extracted[] {
  const memory = new Map<string, Float64Array>();
  return steps.map((step) =>
    subject.extract(
      withRows(step, (row, name, source) => {
        const known = memory.get(`${source}.${name}`);
        const place = known !== undefined && known.length === row.length ? known : new Float64Array(row.length);
        memory.set(`${source}.${name}`, place);
        place.set(row);
        return place;
      }),
    ),
  );
}
