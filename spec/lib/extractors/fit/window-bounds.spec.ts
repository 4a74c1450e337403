import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowBounds } from '../../../../lib/extractors/fit/window-bounds.js';
import { fitWindow } from '../../../../lib/extractors/fit/window-fit.js';
import { adjustedR2, sizesOf, startsOf } from '../../../../lib/extractors/fit/window-grid.js';
import { anyCurrents, currents } from './currents.js';
import { traceWith } from './traces.js';

const GRID = { smallest: 5, largest: 60, sizeStep: 7, startStep: 3 };
const RANGE = { start: 2, stop: 119 };

describe('windowBounds', () => {
  it('are never below the fit', () => {
    fc.assert(
      fc.property(anyCurrents(120), (current) => {
        const trace = traceWith(current);
        const bounds = windowBounds(trace, RANGE, GRID);
        for (const size of sizesOf(GRID)) {
          const starts = startsOf(GRID, RANGE.stop - RANGE.start, size);
          const { rise, decay } = bounds(size, starts);
          for (let k = 0; k < starts; k++) {
            for (const [direction, bound] of [['rise', rise[k]] as const, ['decay', decay[k]] as const]) {
              const fit = fitWindow(trace, RANGE.start + k * GRID.startStep, size, direction);
              if (fit !== undefined)
                expect(bound).toBeGreaterThanOrEqual(Math.min(1, adjustedR2(fit.r2, size)) - 1e-13);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are near enough to the fit to spare most of them', () => {
    const current = Float64Array.from(
      currents(400, 'pulses', 12),
      (_, i) => Math.exp(-(i % 100) / 15) + 1e-3 * Math.sin(i * i),
    );
    const trace = traceWith(current);
    const { decay } = windowBounds(trace, { start: 0, stop: 400 }, GRID)(40, 120);
    const scores = Array.from(decay, (_, k) => adjustedR2(fitWindow(trace, 3 * k, 40, 'decay')?.r2 ?? 0, 40));
    const best = Math.max(...scores);
    expect(decay.filter((bound) => bound >= best).length).toBeLessThan(0.3 * decay.length);
  });
});
