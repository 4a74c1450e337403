import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../../lib/experiment/head.js';
import { displayName, identityOf } from '../../../lib/experiment/identity.js';

function headWith(attributes: Attributes) {
  return { file: '/a.h5', stamp: { inode: 1, size: 1, mtimeMs: 1 }, attributes, warnings: [] };
}

describe('identityOf', () => {
  it('takes the parts from the attributes, numbers as text', () => {
    const head = headWith({ chip_id: '#1', device_number: 7, test_id: 'test_1', description: ' long run ' });
    expect(identityOf(head)).toEqual({ chip: '#1', device: '7', test: 'test_1', description: 'long run' });
  });

  it('leaves out what is missing or empty', () => {
    expect(identityOf(headWith({ chip_id: '', test_id: ' ' }))).toEqual({});
  });
});

describe('displayName', () => {
  it.each([
    [{ chip: '#1', device: '7', test: 'test_1', description: 'run' }, '#1-7-run-test_1'],
    [{ chip: '#1', test: 'test_1' }, '#1-NA-NA-test_1'],
    [{}, 'NA-NA-NA-NA'],
  ])('of %j is %s', (identity, name) => expect(displayName(identity)).toBe(name));
});
