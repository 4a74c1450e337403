import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each(['Node.js', 'a browser'])('sameBytes in %s', (where) => {
  it('is true of arrays of the same bytes, and of no others', async () => {
    if (where === 'a browser') vi.stubGlobal('Buffer', undefined);
    const { sameBytes } = await import('../../lib/same-bytes.js');
    vi.unstubAllGlobals();
    const few = fc.array(fc.constantFrom(0, 255), { maxLength: 4 });
    fc.assert(
      fc.property(few, few, (a, b) => {
        expect(sameBytes(Uint8Array.from(a), Uint8Array.from(b))).toBe(a.join() === b.join());
      }),
    );
  });

  it('tells -0 from 0, and not one NaN from the same NaN', async () => {
    if (where === 'a browser') vi.stubGlobal('Buffer', undefined);
    const { sameBytes } = await import('../../lib/same-bytes.js');
    const bytes = (value: number) => new Uint8Array(Float64Array.of(value).buffer);
    expect(sameBytes(bytes(-0), bytes(0))).toBe(false);
    expect(sameBytes(bytes(Number.NaN), bytes(Number.NaN))).toBe(true);
  });
});
