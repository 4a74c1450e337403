import { differentNumbers, numbersOf } from '../results.js';
import { copyOf, type Given, withRows } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/**
 * What does not matter to a feature: in which order the points come, whether the current is positive or negative, at which
 * time of the experiment the step begins.
 */
export type Invariance = 'order of points' | 'sign of current' | 'start of time';

const CHANGES: { readonly [I in Invariance]: (step: Given) => Given } = {
  'order of points': (step) => withRows(step, (row) => row.toReversed()),
  'sign of current': (step) => withRows(step, (row, name) => (name === 'Id' ? row.map((current) => -current) : row)),
  'start of time': (step) =>
    withRows(step, (row, name) => (name === 'time' ? row.map((seconds) => seconds - (row[0] as number)) : row)),
};

/** Of times counted from elsewhere the last digits are others. */
const ROUNDING_OF_TIME = 1e-6;

/** One law for each thing that does not matter: with it changed the numbers are the same. */
export function invarianceLaws(
  subject: Subject,
  invariances: readonly Invariance[],
  tolerance: number,
): readonly Law[] {
  return invariances.map((invariance) => {
    const law = { name: 'invariance', statement: `does not depend on the ${invariance}` } as const;
    const allowed = invariance === 'start of time' ? Math.max(tolerance, ROUNDING_OF_TIME) : tolerance;
    return {
      ...law,
      check: () =>
        forAll(law, subject, oneStep(subject.working), (step) => {
          const expected = numbersOf(subject.extract(copyOf(step)));
          const found = numbersOf(subject.extract(CHANGES[invariance](copyOf(step))));
          const different = differentNumbers(found, expected, allowed);
          if (different !== undefined) broken(`with another ${invariance}, ${different}`);
        }),
    };
  });
}
