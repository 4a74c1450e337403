import { describe, expect, it } from 'vitest';
import { sampleAt, samplesBetween, traceOf, windowLength } from '../../../../lib/extractors/fit/trace.js';

const current = new Float64Array(5);

describe('traceOf', () => {
  it('counts time from the first sample and sees that the samples are even', () => {
    const trace = traceOf(Float64Array.of(1000, 1000.001, 1000.002, 1000.003, 1000.004), current);
    expect(trace?.isEven).toBe(true);
    expect(trace?.interval).toBeCloseTo(1e-3, 12);
    expect(trace?.time[0]).toBe(0);
    expect(trace && windowLength(trace, 1, 3)).toBeCloseTo(2e-3, 12);
  });

  it('takes the median interval and the real times where they are not', () => {
    const trace = traceOf(Float64Array.of(0, 1, 2, 3, 10), current);
    expect(trace).toMatchObject({ isEven: false, interval: 1 });
    expect(trace && windowLength(trace, 2, 3)).toBe(8);
  });

  it('takes a jitter of less than a thousandth of the interval for even', () => {
    expect(traceOf(Float64Array.of(0, 1.0004, 2, 3, 4), current)?.isEven).toBe(true);
    expect(traceOf(Float64Array.of(0, 1.004, 2, 3, 4), current)?.isEven).toBe(false);
  });

  it.each([
    ['stands still', [0, 1, 1, 2, 3]],
    ['goes back', [0, 2, 1, 3, 4]],
    ['is never there', [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY]],
  ])('refuses a time that %s', (_, time) => {
    expect(traceOf(Float64Array.from(time), current)).toBeUndefined();
  });

  it('leaves out samples without a time', () => {
    const trace = traceOf(Float64Array.of(Number.NaN, 1, 2, Number.NaN, 4), Float64Array.of(0, 10, 20, 30, 40));
    expect(trace).toMatchObject({ isEven: false, interval: 2 });
    expect(trace?.time).toEqual(Float64Array.of(0, 1, 3));
    expect(trace?.clock).toEqual(Float64Array.of(1, 2, 4));
    expect(trace?.current).toEqual(Float64Array.of(10, 20, 40));
  });

  it('refuses fewer than two samples', () => {
    expect(traceOf(new Float64Array(1), new Float64Array(1))).toBeUndefined();
    expect(traceOf(new Float64Array(0), new Float64Array(0))).toBeUndefined();
  });
});

describe('sampleAt', () => {
  const trace = traceOf(
    Float64Array.from({ length: 50 }, (_, i) => 3 + i * 0.1),
    new Float64Array(50),
  );
  if (trace === undefined) throw new Error('no trace');

  it('is the first sample not before a time, rounding or not', () => {
    for (let i = 0; i < 50; i++) expect(sampleAt(trace, i * 0.1)).toBe(i);
    expect(sampleAt(trace, 0.31)).toBe(4);
    expect(sampleAt(trace, 100)).toBe(50);
    expect(sampleAt(trace, -1)).toBe(0);
  });

  it('gives ranges with both ends', () => {
    expect(samplesBetween(trace, 0.3, 0.7)).toEqual({ start: 3, stop: 8 });
    expect(samplesBetween(trace, 0.31, 0.69)).toEqual({ start: 4, stop: 7 });
    expect(samplesBetween(trace, 4.5, 9)).toEqual({ start: 45, stop: 50 });
  });
});
