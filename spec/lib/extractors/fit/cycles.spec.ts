import { describe, expect, it } from 'vitest';
import { cyclesBySamples, cyclesByTime } from '../../../../lib/extractors/fit/cycles.js';
import type { WindowFit } from '../../../../lib/extractors/fit/window-fit.js';
import { traceWith } from './traces.js';

const pulses = { period: 0.1, sampleRate: 1000, notes: [] };
const window = (start: number, size: number): WindowFit => ({
  start,
  size,
  tau: 1,
  r2: 1,
  fit: { x: 1, level: 0, drop: 1, explained: 1, total: 1 },
});

describe('cyclesBySamples', () => {
  it('counts the cycles whose samples are all there', () => {
    for (const [samples, count] of [
      [1000, 10],
      [999, 9],
      [1001, 10],
      [99, 0],
      [100, 1],
    ]) {
      expect(cyclesBySamples(traceWith(new Float64Array(samples)), pulses).count).toBe(count);
    }
  });

  it('moves a window by whole periods, w intervals long, rounding or not', () => {
    const trace = traceWith(new Float64Array(1000));
    const cycles = cyclesBySamples(trace, pulses);
    for (let cycle = 0; cycle < 10; cycle++) {
      for (const start of [0, 7, 63, 107, 163]) {
        const first = 100 * cycle + (start % 100);
        expect(cycles.moved(window(start, 20), cycle)).toEqual({ start: first, stop: first + 21 });
      }
      expect(cycles.own(cycle)).toEqual({ start: 100 * cycle, stop: Math.min(1000, 100 * cycle + 101) });
    }
  });

  it('does without the sample behind the record, but not without more', () => {
    const cycles = cyclesBySamples(traceWith(new Float64Array(1000)), pulses);
    expect(cycles.moved(window(80, 20), 9)).toEqual({ start: 980, stop: 1000 });
    expect(cycles.moved(window(81, 20), 9)).toBeUndefined();
  });

  it('follows a period that is not a whole number of samples, never starting early', () => {
    const cycles = cyclesBySamples(traceWith(new Float64Array(1000)), { ...pulses, period: 0.1004 });
    expect(cycles.count).toBe(9);
    expect(cycles.moved(window(10, 5), 5)).toEqual({ start: 512, stop: 518 });
  });
});

describe('cyclesByTime', () => {
  const clock = Float64Array.from({ length: 1000 }, (_, i) => i / 1000);
  const trace = (time: Float64Array) => ({ ...traceWith(new Float64Array(time.length)), clock: time });

  it('counts as the original does, and so loses the last cycle', () => {
    expect(cyclesByTime(trace(clock), pulses).count).toBe(9);
    expect(cyclesByTime(trace(clock.subarray(0, 901)), pulses).count).toBe(9);
  });

  it('takes the samples from start to start + size, both included, but for rounding', () => {
    const cycles = cyclesByTime(trace(clock), pulses);
    for (let cycle = 0; cycle < 9; cycle++) {
      const range = cycles.moved(window(107, 20), cycle);
      const mask = [...clock.keys()].filter((i) => {
        const start = 0 + cycle * 0.1 + ((0.107 - 0) % 0.1);
        return clock[i] >= start && clock[i] <= start + 20 * (1 / 1000);
      });
      expect(range).toEqual({ start: mask[0], stop: mask[mask.length - 1] + 1 });
    }
  });

  it('needs three samples', () => {
    expect(cyclesByTime(trace(clock), pulses).moved(window(99, 1), 3)).toBeUndefined();
  });
});
