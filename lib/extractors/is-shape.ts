import type { Shape } from './extractor.js';

/** Whether something is a shape: nothing has checked it where an extractor is written in JavaScript. */
export function isShape(shape: unknown): shape is Shape {
  if (!Array.isArray(shape)) return false;
  return shape.every(
    (size, index) => (index === 0 && typeof size === 'string') || (Number.isInteger(size) && size > 0),
  );
}
