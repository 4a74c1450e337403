import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../lib/deep-freeze.js';

describe('deepFreeze', () => {
  it('freezes objects and lists in each other, and gives back what it was given', () => {
    const data = { list: [{ deep: 1 }], empty: Object.create(null) };
    expect(deepFreeze(data)).toBe(data);
    for (const part of [data, data.list, data.list[0], data.empty]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('leaves what has a class of its own alone', () => {
    const data = { numbers: new Float64Array(2), map: new Map([['a', 1]]) };
    deepFreeze(data);
    data.numbers[0] = 5;
    expect(data.numbers[0]).toBe(5);
    expect(Object.isFrozen(data.map)).toBe(false);
  });

  it('comes to an end where data goes round in a circle', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(Object.isFrozen(deepFreeze(circle))).toBe(true);
  });

  it.each([undefined, null, 1, 'text'])('gives back %s', (value) => {
    expect(deepFreeze(value)).toBe(value);
  });
});
