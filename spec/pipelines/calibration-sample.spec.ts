import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CalibrationSample, type Prospect } from '../../pipelines/calibration-sample.js';

const prospects = (...sizes: readonly number[]): readonly Prospect[] =>
  sizes.map((bytes, index) => ({ file: `f${index}`, bytes }));

/** All parts, in bytes, of at most so many each. */
function partsOf(experiments: readonly Prospect[], most?: number) {
  const sample = new CalibrationSample(experiments);
  const parts: { readonly file: string; readonly bytes: number }[] = [];
  for (let part = sample.next(most); part !== undefined && parts.length < 10_000; part = sample.next(most)) {
    const { file, share } = part;
    parts.push({ file, bytes: share * (experiments.find((each) => each.file === file)?.bytes ?? 0) });
  }
  return parts;
}

describe('CalibrationSample', () => {
  it('gives all that there is, and then nothing, in parts that are no larger than the experiment and what is asked for', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1e7 }), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1e5, max: 1e8 }), (bytes, most) => {
        const experiments = prospects(...bytes);
        const parts = partsOf(experiments, most);
        const total = bytes.reduce((sum, each) => sum + each, 0);
        expect(Math.abs(parts.reduce((sum, part) => sum + part.bytes, 0) - total)).toBeLessThanOrEqual(1e-6 * total);
        for (const part of parts) {
          const whole = experiments.find(({ file }) => file === part.file)?.bytes ?? 0;
          expect(part.bytes).toBeGreaterThan(0);
          expect(part.bytes).toBeLessThanOrEqual(Math.min(whole, most) * (1 + 1e-12));
        }
      }),
    );
  });

  it('begins small, and grows no faster than fourfold', () => {
    const parts = partsOf(prospects(1e9), 1e9).map(({ bytes }) => Math.round(bytes));
    expect(parts.slice(0, 4)).toEqual([2 ** 14, 2 ** 16, 2 ** 18, 2 ** 20]);
    expect(partsOf(prospects(2 ** 16))).toHaveLength(4);
  });

  it('comes to experiments of all sizes before it comes to one again', () => {
    const experiments = prospects(...Array.from({ length: 64 }, (_, index) => 1e6 * (index + 1)));
    const order = partsOf(experiments, 1e5)
      .slice(0, 64)
      .map(({ file }) => Number(file.slice(1)));
    expect(new Set(order).size).toBe(64);
    // Of any eight neighbours there are some in each half.
    for (let start = 0; start + 8 <= 64; start++) {
      const small = order.slice(start, start + 8).filter((index) => index < 32).length;
      expect(small).toBeGreaterThan(1);
      expect(small).toBeLessThan(7);
    }
  });
});
