import { describe, expect, it } from 'vitest';
import { fromWireError, isOectError, isUnreadable, messageOf, OectError, toWireError } from '../../lib/errors.js';

/** An error that is its own cause's cause. */
function circular(): Error {
  const inner = new Error('inner');
  const outer = new Error('outer', { cause: inner });
  inner.cause = outer;
  return outer;
}

describe('OectError', () => {
  it('has a code, a file, a path and its cause', () => {
    const cause = new Error('c');
    const error = new OectError('data-corrupt', 'm', { file: '/f', path: '/p', cause });
    expect(error).toMatchObject({
      name: 'OectError',
      code: 'data-corrupt',
      message: 'm',
      file: '/f',
      path: '/p',
      cause,
    });
    expect(new OectError('internal', 'm')).not.toHaveProperty('cause');
  });
});

describe('isOectError', () => {
  it('tells by class, and by code if one is given', () => {
    const error = new OectError('aborted', 'm');
    expect([isOectError(error), isOectError(error, 'aborted'), isOectError(error, 'internal')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isOectError(new Error('m')), isOectError({ code: 'aborted' }), isOectError(undefined)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('isUnreadable', () => {
  it('speaks of what is wrong with one experiment file, not of the configuration or the machine', () => {
    expect(isUnreadable(new OectError('file-truncated', 'm'))).toBe(true);
    expect(isUnreadable(new OectError('bad-configuration', 'm'))).toBe(false);
    expect(isUnreadable(new Error('m'))).toBe(false);
  });
});

describe('messageOf', () => {
  it.each([
    ['an error', new Error('m'), 'm'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['the causes of an error', new Error('a', { cause: new Error('b', { cause: 'c' }) }), 'a: b: c'],
    ['a cause that the message quotes already', new Error('a failed: b', { cause: new Error('b') }), 'a failed: b'],
    ['causes in a circle', circular(), 'outer: inner'],
    ['text', 'm', 'm'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without any text', Object.create(null), 'something that cannot be told as text was thrown'],
  ])('gives the text of %s', (_, error, text) => {
    expect(messageOf(error)).toBe(text);
  });
});

describe('toWireError', () => {
  it('is plain data from which the same error is made, causes and stack included', () => {
    const cause = new OectError('not-hdf5', 'inner', { file: '/f', cause: new OectError('internal', 'innermost') });
    const error = new OectError('data-corrupt', 'm', { file: '/f', path: '/p', cause });
    const made = fromWireError(structuredClone(toWireError(error)));
    expect(made).toEqual(error);
    expect(isOectError(made.cause, 'not-hdf5')).toBe(true);
    expect(made.stack).toBe(error.stack);
    expect(messageOf(made)).toBe('m: inner: innermost');
  });

  it('takes foreign errors as faults of this program', () => {
    expect(toWireError(new RangeError('m', { cause: 'c' }))).toMatchObject({
      code: 'internal',
      message: 'm',
      cause: { code: 'internal', message: 'c' },
    });
  });

  it.each([
    'text',
    undefined,
    null,
    5,
    Symbol('s'),
    Object.create(null),
    circular(),
    new Error('m', { cause: () => 1 }),
  ])('can be posted whatever was thrown: case %#', (thrown) => {
    const wire = toWireError(thrown);
    expect(structuredClone(wire)).toEqual(wire);
    expect(fromWireError(wire)).toBeInstanceOf(OectError);
  });
});
