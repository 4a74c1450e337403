import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { deviceTypeOf, deviceTypeSchema } from '../../../lib/extractors/device-type.js';
import { sweepOf } from '../../../lib/testing/index.js';

const schema = deviceTypeSchema('a device type');

describe('device type', () => {
  it('is N or P in any of its spellings', () => {
    for (const spelling of ['N', 'n', 'N-type', 'n-TYPE', ' N ']) expect(v.parse(schema, spelling)).toBe('N');
    for (const spelling of ['P', 'p', 'P-type', 'p-Type']) expect(v.parse(schema, spelling)).toBe('P');
  });

  it('is refused in any other', () => {
    for (const spelling of ['', 'NP', 'N type', 'type-N', 'Ntype', 1, null]) {
      expect(v.safeParse(schema, spelling).success).toBe(false);
    }
  });

  it('comes from the parameters, else from the file, else it is N', () => {
    expect(deviceTypeOf(sweepOf([], [], 'P-type'), 'N')).toBe('N');
    expect(deviceTypeOf(sweepOf([], [], 'P-type'), undefined)).toBe('P');
    expect(deviceTypeOf(sweepOf([], []), undefined)).toBe('N');
    expect(deviceTypeOf(sweepOf([], [], 'memristor'), undefined)).toHaveProperty('missing');
  });
});
