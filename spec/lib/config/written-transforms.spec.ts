import { describe, expect, it } from 'vitest';
import { withoutTarget } from '../../../lib/config/written-transforms.js';

describe('withoutTarget', () => {
  it('takes a feature out of all transforms, and leaves out those that were done with it alone', () => {
    const all = { type: 'normalize', params: { method: 'l2' } };
    const list = [{ type: 'filter', target: 'a' }, all, { type: 'filter', target: ['a', 'b'], params: { min: 0 } }];
    expect(withoutTarget(list, 'a')).toEqual([all, { type: 'filter', target: ['b'], params: { min: 0 } }]);
  });

  it('has nothing to do where the feature is not named', () => {
    for (const list of [undefined, null, 'a', [], ['a', 3, null], [{ target: 'ab' }, { target: null }]]) {
      expect(withoutTarget(list, 'a')).toBeUndefined();
    }
  });
});
