import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { expression, INPUT, outcomeOf, REFUSED, VALUED } from './hostile.js';

// Counting makes all arrays slow, so the spec of the time that expressions take is another.

/** Bytes of all arrays of numbers that an evaluation makes, those included that it drops at once. */
function allocatedBytes(source: string, input = INPUT): number {
  let bytes = 0;
  class Counted extends Float64Array {
    constructor(...given: readonly unknown[]) {
      super(...(given as [number]));
      // Others are views of memory that has been counted.
      if (!(given[0] instanceof ArrayBuffer)) bytes += this.byteLength;
    }
  }
  vi.stubGlobal('Float64Array', Counted);
  try {
    outcomeOf(source, input);
  } finally {
    vi.unstubAllGlobals();
  }
  return bytes;
}

/** Twice what the limits let an evaluation of this input hand out: what it sorts, it copies once more. */
const LIMIT_BYTES = 2 * 8 * (500_000 + 128 * INPUT.values.length);

describe('hostile expressions', () => {
  it.each([...REFUSED, ...VALUED])('take no more memory than their limits: %s', (_, source) => {
    expect(allocatedBytes(source)).toBeLessThan(LIMIT_BYTES);
  });
});

describe('random expressions', () => {
  it('take no more memory than their limits', () => {
    fc.assert(
      fc.property(expression, (body) => {
        expect(allocatedBytes(`lambda c: ${body}`)).toBeLessThan(LIMIT_BYTES);
      }),
      { numRuns: 300 },
    );
  });

  it('are seen to take some', () => {
    expect(allocatedBytes('lambda c: c + np.arange(1000)[:3]')).toBeGreaterThanOrEqual(8 * 1012);
  });
});

describe('reductions', () => {
  it.each(['sum', 'mean', 'std', 'nanmean', 'nanstd'])('%s makes no array of what it sums of each element', (name) => {
    const input = { shape: [1000, 100] as const, values: new Float64Array(100_000) };
    expect(allocatedBytes(`lambda c: np.${name}(c, axis=1)`, input)).toBeLessThan(input.values.byteLength / 10);
  });
});
