import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRuns, firstOfRuns, meanOfRuns, slopes } from '../../../lib/extractors/slope.js';

const of = (...numbers: number[]) => Float64Array.from(numbers);

describe('slopes', () => {
  it('are one-sided at the ends and the mean of both quotients inside', () => {
    expect(slopes(of(0, 1, 3), of(0, 1, 7))).toEqual(of(1, 2, 3));
    expect(slopes(of(3, 1, 0), of(7, 1, 0))).toEqual(of(3, 2, 1));
    expect(slopes(of(0, 2), of(5, 4))).toEqual(of(-0.5, -0.5));
  });

  it('takes a distance of nothing as +1e-12', () => {
    expect(slopes(of(1, 1), of(0, 1))).toEqual(of(1e12, 1e12));
    expect(slopes(of(1, 1 - 5e-13), of(0, 1))).toEqual(of(1e12, 1e12));
  });

  it('of a straight line are its slope', () => {
    const x = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 });
    fc.assert(
      fc.property(x, fc.integer({ min: -8, max: 8 }), (x, slope) => {
        const line = x.map((value) => slope * value + 3);
        expect(slopes(Float64Array.from(x), Float64Array.from(line)).every((found) => found === slope)).toBe(true);
      }),
    );
  });
});

describe('runs of equal Vg', () => {
  it('start where Vg differs from the first point of the run before', () => {
    expect(equalRuns(of(1, 1, 2, 1, 1, 1))).toEqual(Uint32Array.of(0, 2, 3));
    expect(equalRuns(of(0, 6e-13, 1.2e-12, 1.8e-12))).toEqual(Uint32Array.of(0, 2));
    expect(equalRuns(of())).toEqual(Uint32Array.of());
  });

  it('become one point each', () => {
    const starts = Uint32Array.of(0, 2, 3);
    expect(firstOfRuns(of(1, 2, 3, 4, 5, 9), starts)).toEqual(of(1, 3, 4));
    expect(meanOfRuns(of(1, 2, 3, 4, 5, 9), starts)).toEqual(of(1.5, 3, 6));
  });
});
