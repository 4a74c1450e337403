import { describe, expect, it } from 'vitest';
import { expandedNames } from '../../../lib/table/layout.js';

describe('expandedNames', () => {
  it.each([
    [[], ['tau']],
    [[3], ['tau_0', 'tau_1', 'tau_2']],
    [
      [2, 2],
      ['tau_0_0', 'tau_0_1', 'tau_1_0', 'tau_1_1'],
    ],
    [[0, 2], []],
  ])('counts the elements of shape %j in row-major order', (shape, names) => {
    expect(expandedNames('tau', shape)).toEqual(names);
  });
});
