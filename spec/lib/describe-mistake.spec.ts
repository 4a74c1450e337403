import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { describeMistake, mustBe } from '../../lib/describe-mistake.js';

function mistakeOf(schema: v.GenericSchema, value: unknown): string | undefined {
  return v.safeParse(schema, value, { message: describeMistake }).issues?.[0].message;
}

describe('describeMistake', () => {
  it.each([
    [v.string(), 5, 'is 5; it must be text'],
    [v.string(), undefined, 'is missing; it must be text'],
    [v.number(), 'x', 'is "x"; it must be a number'],
    [v.boolean(), null, 'is empty; it must be true or false'],
    [v.array(v.string()), {}, 'is a mapping; it must be a list'],
    [v.object({}), [], undefined],
    [v.object({}), 'x', 'is "x"; it must be a mapping'],
    [v.union([v.string(), v.null()]), 5, 'is 5; it must be text or empty'],
    [v.literal(2), 1, 'is 1; it must be 2'],
    [v.picklist(['forward', 'reverse']), 7, 'is 7; it must be "forward" or "reverse"'],
    [
      v.picklist(['forward', 'reverse']),
      'foward',
      'is "foward"; it must be "forward" or "reverse"; did you mean "forward"?',
    ],
    [v.pipe(v.number(), v.integer()), 1.5, 'is 1.5; it must be a whole number'],
    [v.pipe(v.number(), v.finite()), Number.POSITIVE_INFINITY, 'is Infinity; it must be a finite number'],
    [v.pipe(v.number(), v.minValue(1)), 0, 'is 0; it must be >=1'],
    [v.pipe(v.array(v.string()), v.maxLength(1)), ['a', 'b'], 'has 2 elements; it must have <=1'],
    [v.pipe(v.string(), v.minLength(3)), 'ab', 'has 2 characters; it must have >=3'],
    [
      v.pipe(
        v.number(),
        v.check(() => false),
      ),
      1,
      'is 1; it must be something else (check)',
    ],
  ])('says what was found and what is allowed', (schema, value, message) => {
    expect(mistakeOf(schema, value)).toBe(message);
  });
});

describe('mustBe', () => {
  it('has words of its own for what is allowed', () => {
    expect(mistakeOf(v.string(mustBe('a name')), [])).toBe('is a list; it must be a name');
    expect(mistakeOf(v.string(mustBe('a name')), undefined)).toBe('is missing; it must be a name');
  });
});
