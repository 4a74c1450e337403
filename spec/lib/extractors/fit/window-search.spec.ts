import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchWindows } from '../../../../lib/extractors/fit/window-search.js';
import { anyCurrents, currents } from './currents.js';
import { obviousWindows } from './obvious-fit.js';
import { traceWith } from './traces.js';

const whole = (current: Float64Array) => ({ start: 0, stop: current.length });
const BOTH = ['rise', 'decay'] as const;

describe('searchWindows', () => {
  it('finds the window of the definition', () => {
    const grids = fc.record({
      smallest: fc.integer({ min: 3, max: 9 }),
      largest: fc.integer({ min: 12, max: 20 }),
      sizeStep: fc.integer({ min: 3, max: 6 }),
      startStep: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        anyCurrents(40),
        grids,
        fc.constantFrom('even' as const, 'uneven' as const),
        (current, grid, spacing) => {
          const trace = traceWith(current, spacing);
          const found = searchWindows(trace, whole(current), grid, BOTH);
          for (const direction of BOTH) {
            const all = obviousWindows(trace.time, current, grid, direction);
            const highest = Math.max(0, ...all.map(({ adjusted }) => adjusted));
            const fit = found[direction];
            if (all.length === 0 || fit === undefined) {
              // A window at the limit of the model may have a time constant for one and none for the other.
              expect(highest).toBeLessThan(0.9);
              continue;
            }
            const chosen = all.find(({ start, size }) => start === fit.start && size === fit.size);
            // Where hardly anything is explained, the optimum is flat, and R2 is told to fewer digits.
            expect(chosen?.adjusted).toBeGreaterThan(highest - 1e-11 - 1e-5 * (1 - highest));
            expect(fit.r2).toBeCloseTo(chosen?.r2 ?? Number.NaN, highest > 0.9 ? 11 : 5);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes the first of tied windows: of periods that are all alike, the first', () => {
    const period = currents(50, 'pulses', 9);
    const current = Float64Array.from({ length: 200 }, (_, i) => period[i % 50]);
    const grid = { smallest: 10, largest: 40, sizeStep: 5, startStep: 1 };
    const first = searchWindows(traceWith(current), whole(current), grid, BOTH);
    const second = searchWindows(traceWith(current), { start: 50, stop: 200 }, grid, BOTH);
    for (const direction of BOTH) {
      expect(first[direction]?.start).toBeLessThan(50);
      expect(second[direction]).toMatchObject({ ...first[direction], start: (first[direction]?.start ?? 0) + 50 });
    }
  });

  it('gives the same whatever was searched before, and for one direction what it gives for both', () => {
    const current = currents(200, 'pulses', 8);
    const grid = { smallest: 10, largest: 60, sizeStep: 5, startStep: 1 };
    const before = searchWindows(traceWith(current), whole(current), grid, BOTH);
    searchWindows(traceWith(currents(200, 'walk', 3)), whole(current), { ...grid, smallest: 11 }, BOTH);
    expect(searchWindows(traceWith(current), whole(current), grid, BOTH)).toEqual(before);
    expect(searchWindows(traceWith(current), whole(current), grid, ['decay']).decay).toEqual(before.decay);
  });

  it('finds nothing where there is nothing, and passes over lost samples', () => {
    const grid = { smallest: 10, largest: 20, sizeStep: 5, startStep: 1 };
    for (const current of [new Float64Array(50), new Float64Array(50).fill(3), new Float64Array(50).fill(Number.NaN)]) {
      expect(searchWindows(traceWith(current), whole(current), grid, BOTH)).toEqual({});
    }
    const current = Float64Array.from({ length: 60 }, (_, i) => Math.exp(-i / 9) + 1e-4 * Math.sin(50 * i));
    current[5] = Number.NaN;
    const found = searchWindows(traceWith(current), whole(current), grid, BOTH).decay;
    expect(found?.start).toBeGreaterThan(5);
    expect((found?.tau ?? 0) / 9e-3).toBeCloseTo(1, 1);
  });

  it('has no window in a range that is too short', () => {
    const grid = { smallest: 10, largest: 20, sizeStep: 5, startStep: 1 };
    const current = currents(10, 'exponential', 1);
    expect(searchWindows(traceWith(current), whole(current), grid, BOTH)).toEqual({});
  });
});
