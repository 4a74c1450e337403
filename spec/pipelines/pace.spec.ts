import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Progress, paceOf } from '../../pipelines/pace.js';

/** Blocks of these bytes, each taking so many ms, and three times as much of all threads. */
const blocks = (...taken: readonly (readonly [bytes: number, ms: number])[]): readonly Progress[] => {
  let ms = 0;
  return taken.map(([bytes, each]) => {
    ms += each;
    return { bytes, ms, cpuMs: 3 * ms };
  });
};

describe('paceOf', () => {
  it('is that of the last quarter; what the time before took longer is for warming up', () => {
    // 100 ms too long at first, then 1 ms for 10 bytes.
    const pace = paceOf(blocks([100, 110], [1000, 100], [1000, 100], [250, 25], [250, 25]));
    expect(pace.perByte.ms).toBeCloseTo(0.1, 12);
    expect(pace.warmUp.ms).toBeCloseTo(100, 9);
    expect(pace.perByte.cpuMs).toBeCloseTo(0.3, 12);
    expect(pace.warmUp.cpuMs).toBeCloseTo(300, 9);
  });

  it('is that of all that was done, if that was one thing, or nothing', () => {
    expect(paceOf(blocks([200, 50]))).toEqual({ perByte: { ms: 0.25, cpuMs: 0.75 }, warmUp: { ms: 0, cpuMs: 0 } });
    expect(paceOf([])).toEqual({ perByte: { ms: 0, cpuMs: 0 }, warmUp: { ms: 0, cpuMs: 0 } });
  });

  it('gives what it was made of back: the time that the same work took, or less where it became slower', () => {
    const block = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }));
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 20 }), (taken) => {
        const progress = blocks(...taken);
        const { perByte, warmUp } = paceOf(progress);
        const bytes = progress.reduce((sum, each) => sum + each.bytes, 0);
        const end = progress.at(-1)?.ms ?? 0;
        const predicted = warmUp.ms + perByte.ms * bytes;
        if (warmUp.ms > 0) expect(predicted).toBeCloseTo(end, 6);
        else expect(predicted).toBeGreaterThanOrEqual(end - 1e-6);
        expect(perByte.ms).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
