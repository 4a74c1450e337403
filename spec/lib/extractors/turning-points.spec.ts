import { describe, expect, it } from 'vitest';
import { turningPoints } from '../../../lib/extractors/turning-points.js';

const turns = (...Vg: number[]) => turningPoints(Float64Array.from(Vg));

describe('turning points', () => {
  it('are where Vg changes its direction', () => {
    expect(turns(0, 1, 2, 1, 0)).toEqual([2]);
    expect(turns(2, 1, 0, 1)).toEqual([2]);
    expect(turns(0, 0.6, 0, -0.6, 0)).toEqual([1, 3]);
    expect(turns(0, 1, 2, 3)).toEqual([]);
    expect(turns()).toEqual([]);
    expect(turns(1)).toEqual([]);
    expect(turns(1, 1, 1)).toEqual([]);
  });

  it('lie in the middle of a symmetric sweep whose extreme point is repeated', () => {
    expect(turns(0, 1, 2, 2, 1, 0)).toEqual([2]);
    expect(turns(0, 1, 2, 2, 2, 1, 0)).toEqual([3]);
    expect(turns(0, 1, 2, 2, 2, 2, 1, 0)).toEqual([3]);
  });

  it('are exact in a clean sweep of unequal branches', () => {
    expect(turns(0, 1, 2, 3, 4, 5, 4)).toEqual([5]);
    expect(turns(4, 5, 4, 3, 2, 1, 0)).toEqual([1]);
    expect(turns(0, 1, 2, 3, 3, 2)).toEqual([3]);
  });

  it('are not made of less than a tenth of the range', () => {
    expect(turns(0, 10, 9.2, 20)).toEqual([]);
    expect(turns(0, 10, 7.9, 20)).toEqual([1, 2]);
    expect(turns(0, -0.5, 10, 20)).toEqual([]);
    expect(turns(0, 10, 20, 19)).toEqual([]);
  });

  it('lie in the middle where noise hides the extreme point', () => {
    expect(turns(0, 30, 29, 60, 80, 99, 100, 101, 80, 60, 40, 20, 0)).toEqual([6]);
    expect(turns(0, 20, 40, 60, 80, 99, 100, 101, 80, 60, 61, 20, 0)).toEqual([6]);
  });
});
