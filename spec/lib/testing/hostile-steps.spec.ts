import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES, type Source, type Step } from '../../../lib/experiment/step.js';
import { coarseSteps, flawedSteps, hostileSteps, sweepOf, workingSteps } from '../../../lib/testing/index.js';
import { rowsOf } from '../../../lib/testing/rows.js';

const axisOf = (step: Step): Float64Array => (step.kind === 'transfer' ? step.Vg : step.time);

describe.each(SOURCES)('steps of %s', (source: Source) => {
  it('are of that source, with rows of one length', () => {
    for (const steps of [workingSteps(source), coarseSteps(source), flawedSteps(source), hostileSteps(source)]) {
      fc.assert(
        fc.property(steps, (step) => {
          expect(step.kind).toBe(source);
          expect(new Set(Object.values(rowsOf(step)).map(({ length }) => length)).size).toBe(1);
        }),
      );
    }
  });

  it.each<[string, (step: Step) => boolean]>([
    ['no point', ({ Id }) => Id.length === 0],
    ['one point', ({ Id }) => Id.length === 1],
    ['NaN in the current', ({ Id }) => Id.some(Number.isNaN)],
    ['NaN in the axis', (step) => axisOf(step).some(Number.isNaN)],
    [
      'padding at its end',
      (step) => step.Id.length > 4 && Number.isNaN(step.Id.at(-1)) && Number.isNaN(axisOf(step).at(-1)),
    ],
    ['a repeated place on its axis', (step) => axisOf(step).some((x, i) => i > 0 && x === axisOf(step)[i - 1])],
    ['the overflow value', ({ Id }) => Id.includes(9.91e37)],
    ['an infinity', ({ Id }) => Id.includes(Number.POSITIVE_INFINITY)],
    [
      'a current that stays the same to the end',
      ({ Id }) => Id.length > 8 && Id.slice(-8).every((I) => I === Id.at(-1)),
    ],
  ])('that are hostile may have %s', (_, has) => {
    const never = fc.property(hostileSteps(source), (step) => !has(step));
    expect(fc.check(never, { numRuns: 3000, endOnFailure: true }).failed).toBe(true);
  });
});

it('shrinks to the smallest step that does it', () => {
  const { counterexample } = fc.check(
    fc.property(coarseSteps('transfer'), ({ Id }) => new Set(Id).size < 2),
    { seed: 4 },
  );
  const [step] = counterexample as [Step];
  expect(step.Id.length).toBe(2);
  expect(Array.from(step.Id, Math.abs).toSorted()).toEqual([0, 0.125]);
  const { deviceType: _, ...rest } = step as ReturnType<typeof sweepOf>;
  expect(rest).toEqual(sweepOf([0, 0], rest.Id));
});

it('is shown as a plot by fast-check', () => {
  expect(() => fc.assert(fc.property(coarseSteps('transient'), ({ Id }) => Id.length < 2))).toThrow(
    /transient step 0, 2 samples\n\n {2}Id \(A\)/,
  );
});
