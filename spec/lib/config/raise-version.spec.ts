import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raiseVersion } from '../../../lib/config/raise-version.js';

describe('raiseVersion', () => {
  it.each([
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['3', '4'],
    ['v7', 'v8'],
    ['1.0-beta', '1.1-beta'],
    ['2025-b07', '2025-b08'],
    ['99999999999999999999', '100000000000000000000'],
    ['draft', 'draft.1'],
    ['', '1'],
  ])('makes of %j %j', (version, raised) => {
    expect(raiseVersion(version)).toBe(raised);
  });

  it('gives another version each time', () => {
    fc.assert(
      fc.property(fc.string(), (version) => {
        const first = raiseVersion(version);
        expect(new Set([version, first, raiseVersion(first)]).size).toBe(3);
      }),
    );
  });
});
