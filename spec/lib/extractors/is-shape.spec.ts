import { expect, it } from 'vitest';
import { isShape } from '../../../lib/extractors/is-shape.js';

it.each([[[]], [[2]], [['n']], [['n', 2]], [[3, 2]]])('is a shape: %j', (shape) => {
  expect(isShape(shape)).toBe(true);
});

it.each([undefined, null, 'n', { length: 0 }, [0], [1.5], [-1], [2, 'n'], ['n', 'm'], [null]])(
  'is no shape: %j',
  (shape) => {
    expect(isShape(shape)).toBe(false);
  },
);
