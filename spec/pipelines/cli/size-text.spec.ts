import { describe, expect, it } from 'vitest';
import { sizeText } from '../../../pipelines/cli/size-text.js';

describe('sizeText', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [22_680, '22.7 kB'],
    [1.2e9, '1.2 GB'],
    [5e15, '5000.0 TB'],
  ])('of %d is %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
