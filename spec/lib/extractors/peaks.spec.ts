import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPeaks, localMaxima } from '../../../lib/extractors/peaks.js';

const maximaOf = (...y: number[]) => Array.from(localMaxima(Float64Array.from(y)));
const peaksOf = (y: readonly number[], distance: number, prominence: number) =>
  Array.from(findPeaks(Float64Array.from(y), { distance, prominence }));

describe('local maxima', () => {
  it('counts a plateau once, at its middle rounded down', () => {
    expect(maximaOf(0, 1, 0, 2, 2, 0, 3, 3, 3, 0)).toEqual([1, 3, 7]);
    expect(maximaOf(0, 1, 1, 1, 1, 0)).toEqual([2]);
  });

  it('counts neither edges nor plateaus that touch one or that rise on', () => {
    expect(maximaOf(2, 1, 3)).toEqual([]);
    expect(maximaOf(1, 1, 0, 1, 1)).toEqual([]);
    expect(maximaOf(0, 1, 1, 2, 2, 1, 1, 0)).toEqual([3]);
    expect(maximaOf()).toEqual([]);
    expect(maximaOf(1, 2)).toEqual([]);
  });
});

describe('peaks', () => {
  it('keeps the highest of peaks that are too near', () => {
    expect(peaksOf([0, 1, 0, 3, 0, 2, 0], 3, 0)).toEqual([3]);
    expect(peaksOf([0, 3, 0, 1, 0, 2, 0], 3, 0)).toEqual([1, 5]);
    expect(peaksOf([0, 3, 0, 1, 0, 2, 0], 4, 0)).toEqual([1, 5]);
    expect(peaksOf([0, 3, 0, 1, 0, 2, 0], 4.5, 0)).toEqual([1]);
  });

  it('keeps the later of equal peaks that are too near', () => {
    expect(peaksOf([0, 1, 0, 1, 0], 3, 0)).toEqual([3]);
  });

  it('lets a peak that is dropped later for its prominence drop its neighbours before', () => {
    expect(peaksOf([9, 5, 6, 5, 5.5, 1, 9], 1, 0.4)).toEqual([2, 4]);
    expect(peaksOf([9, 8, 8.5, 8, 8.2, 1, 9], 4, 0.6)).toEqual([]);
  });

  it('measures prominence against the higher valley, as far as the next higher sample', () => {
    expect(peaksOf([0, 5, 3, 4, 1, 9, 2], 1, 0)).toEqual([1, 3, 5]);
    expect(peaksOf([0, 5, 3, 4, 1, 9, 2], 1, 2)).toEqual([1, 5]);
    expect(peaksOf([0, 5, 3, 4, 1, 9, 2], 1, 4)).toEqual([1, 5]);
    expect(peaksOf([0, 5, 3, 4, 1, 9, 2], 1, 7.5)).toEqual([]);
  });

  it('agrees with its definition', () => {
    const heights = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });
    const distances = fc.constantFrom(1, 2, 3, 5.5, 10);
    fc.assert(
      fc.property(heights, distances, fc.integer({ min: 0, max: 8 }), (y, distance, prominence) => {
        expect(peaksOf(y, distance, prominence)).toEqual(definedPeaks(y, distance, prominence));
      }),
      { numRuns: 1000 },
    );
  });

  it('is fast on a long trace that drifts within the prominence', () => {
    const y = Float64Array.from({ length: 100_000 }, (_, i) => i / 100_000 + (i % 2) / 1000);
    const start = performance.now();
    expect(findPeaks(y, { distance: 1, prominence: 10 }).length).toBe(0);
    // Walking each side to its end would take tens of seconds.
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('agrees with scipy.signal.find_peaks', () => {
    const file = new URL('../../fixtures/extractors/find-peaks.json', import.meta.url);
    const cases = JSON.parse(readFileSync(file, 'utf8')) as FindPeaksCase[];
    expect(cases.length).toBeGreaterThan(50);
    for (const { y, distance, prominence, peaks } of cases) expect(peaksOf(y, distance, prominence)).toEqual(peaks);
  });
});

/** Arguments and result of scipy 1.17's find_peaks. */
interface FindPeaksCase {
  readonly y: number[];
  readonly distance: number;
  readonly prominence: number;
  readonly peaks: number[];
}

/** The definition, written for clearness. */
function definedPeaks(y: readonly number[], distance: number, prominence: number): number[] {
  const at = (i: number): number => y[i] as number;
  const maxima = y.flatMap((height, start) => {
    if (start === 0 || at(start - 1) >= height) return [];
    const end = y.findIndex((other, i) => i > start && other !== height);
    return end > 0 && at(end) < height ? [Math.floor((start + end - 1) / 2)] : [];
  });
  const kept: number[] = [];
  for (const peak of maxima.toSorted((a, b) => at(b) - at(a) || b - a)) {
    if (kept.every((other) => Math.abs(other - peak) >= distance)) kept.push(peak);
  }
  const valley = (side: readonly number[], height: number): number => {
    const higher = side.findIndex((other) => other > height);
    return Math.min(height, ...(higher < 0 ? side : side.slice(0, higher)));
  };
  return kept
    .filter((peak) => {
      const left = valley(y.slice(0, peak).toReversed(), at(peak));
      const right = valley(y.slice(peak + 1), at(peak));
      return at(peak) - Math.max(left, right) >= prominence;
    })
    .sort((a, b) => a - b);
}
