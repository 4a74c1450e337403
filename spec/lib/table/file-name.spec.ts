import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeatureFileName, featureFileName } from '../../../lib/table/file-name.js';

const usual: FeatureFileName = {
  chip: '#20250804008',
  device: '3',
  config: 'v1',
  configHash: '4fe0a1b2c3d4e5f6',
  time: new Date('2025-09-05T14:30:07.999Z'),
  format: 'parquet',
};

describe('featureFileName', () => {
  it('names chip, device, configuration, UTC time and the begin of the hash', () => {
    expect(featureFileName(usual)).toBe('#20250804008-3-v1-feat_20250905-143007_4fe0a1b2.parquet');
    expect(featureFileName({ ...usual, format: 'arrow' })).toBe(
      '#20250804008-3-v1-feat_20250905-143007_4fe0a1b2.arrow',
    );
  });

  it('has names for what an experiment does not say', () => {
    const { chip: _, device: __, ...others } = usual;
    expect(featureFileName(others)).toBe('NA-NA-v1-feat_20250905-143007_4fe0a1b2.parquet');
    expect(featureFileName({ ...usual, chip: '', device: '' })).toBe(featureFileName(others));
  });

  it('keeps what file names may have, and replaces what they may not', () => {
    expect(featureFileName({ ...usual, chip: '#1 µ', device: 'a/b\\c:d', config: '.x' })).toBe(
      '#1 µ-a_b_c_d-_x-feat_20250905-143007_4fe0a1b2.parquet',
    );
  });

  it('is a name that file systems take: one part, visible, at most 255 bytes, no control character', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('..', '../../etc', 'a:b\\c', '.hidden', '💡'.repeat(80)),
    );
    fc.assert(
      fc.property(part, part, part, (chip, device, config) => {
        const name = featureFileName({ ...usual, chip, device, config });
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}<>:"/\\|?*]|^\./u);
        expect(name).toMatch(/-feat_20250905-143007_4fe0a1b2\.parquet$/);
      }),
    );
  });
});
