import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenBounds, recordedBounds } from '../../../lib/experiment/transient-bounds.js';

const PLACE = { file: 'a.h5', path: '/transient/step_info_table', samples: 10 };

describe('recordedBounds', () => {
  it('takes ascending bounds, with gaps and empty steps', () => {
    expect(recordedBounds([0, 4, 4, 8], [3, 4, 8, 10], PLACE)).toEqual({
      starts: Float64Array.of(0, 4, 4, 8),
      stops: Float64Array.of(3, 4, 8, 10),
    });
  });

  it.each([
    ['a negative index', [-1], [5], /row 0: start_data_index is -1/],
    ['an index behind the samples', [0, 5], [5, 11], /row 1: end_data_index is 11.*10/],
    ['a fraction', [0.5], [5], /row 0: start_data_index is 0.5/],
    ['NaN', [Number.NaN], [5], /row 0: start_data_index is NaN/],
    ['text', ['0'], [5], /row 0: start_data_index is 0/],
    ['an index too large for a number', [0], [2n ** 60n], /row 0: end_data_index is 1152921504606846976/],
    ['an end before its start', [0, 7], [5, 6], /row 1: end_data_index 6 lies before start_data_index 7/],
    ['steps that overlap', [0, 4], [5, 10], /row 1: start_data_index 4 lies before 5/],
    ['steps out of order', [5, 0], [10, 5], /row 1: start_data_index 0 lies before 10/],
  ])('refuses %s', (_, starts, stops, message) => {
    expect(() => recordedBounds(starts, stops, PLACE)).toThrow(
      expect.objectContaining({ code: 'wrong-layout', message: expect.stringMatching(message), path: PLACE.path }),
    );
  });
});

describe('evenBounds', () => {
  it('gives each step the same number of samples, and the last the remainder', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 10_000 }), (steps, samples) => {
        const { starts, stops } = evenBounds(steps, samples);
        expect(starts[0]).toBe(0);
        expect(stops.at(-1)).toBe(samples);
        expect(starts.slice(1)).toEqual(stops.slice(0, -1));
        const sizes = new Set(stops.slice(0, -1).map((stop, i) => stop - starts[i]));
        expect(sizes.size).toBeLessThanOrEqual(1);
        expect(samples - starts[steps - 1]).toBeGreaterThanOrEqual(Math.floor(samples / steps));
      }),
    );
  });

  it('gives no bounds for no steps', () => {
    expect(evenBounds(0, 10)).toEqual({ starts: new Float64Array(0), stops: new Float64Array(0) });
  });
});
