import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../lib/config/yaml-source.js';

const where = (text: string, ...path: (string | number)[]) => {
  const { line, column } = parseYaml(text).positionOf(path);
  return `${line}:${column}`;
};
const errorsOf = (text: string) =>
  parseYaml(text).errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('parseYaml', () => {
  it('reads whatever JSON has, however it is indented', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom('', '  ', '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { content, errors } = parseYaml(text);
        expect(errors).toEqual([]);
        expect(content).toEqual(JSON.parse(text));
      }),
    );
  });

  it('knows where each key and item stands', () => {
    const text = 'a:\n  b: [1, 22]\nd:\n- e: 1\n- f\n';
    expect(where(text)).toBe('1:1');
    expect(where(text, 'a', 'b')).toBe('2:3');
    expect(where(text, 'a', 'b', 1)).toBe('2:10');
    expect(where(text, 'd', 0, 'e')).toBe('4:3');
    expect(where(text, 'd', 1)).toBe('5:3');
  });

  it('gives the last part of a path that there is', () => {
    expect(where('a:\n  b: 1', 'a', 'b', 'c', 0)).toBe('2:3');
    expect(where('a:\n  b: 1', 'a', 'x')).toBe('1:1');
    expect(where('a: [1]', 'a', 7)).toBe('1:1');
    expect(where('', 'a')).toBe('1:1');
  });

  it.each([
    ['CRLF', 'x: 1\r\na: 2\r\n', '2:1'],
    ['a byte order mark', '\ufeffa: 1', '1:1'],
    ['keys that are no text', '1: {x: 2}\ntrue: 3', '2:1', 'true'],
    ['an anchor', 'a: &x {b: 1}\nc: *x', '2:1', 'c'],
    ['a merged key, as that of the mapping', 'x: &x {b: 1}\na: {<<: *x}', '2:1', 'a', 'b'],
  ])('counts lines and columns in spite of %s', (_, text, position, ...path) => {
    expect(where(text, ...(path.length > 0 ? path : ['a']))).toBe(position);
  });

  it('merges mappings as the YAML of Python does', () => {
    expect(parseYaml('x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}').content).toMatchObject({ y: { a: 1, b: 3 } });
  });

  it('keeps names that every object has as keys of their own', () => {
    const { content } = parseYaml('__proto__: {a: 1}\nconstructor: 2');
    expect(Object.keys(content as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(content)).toBe(Object.prototype);
  });

  it.each(['', '# only a comment\n', '---\n', '\ufeff'])('has no content in %j', (text) => {
    expect(parseYaml(text)).toMatchObject({ content: null, errors: [] });
  });

  it.each([
    ['a key twice', 'a: 1\nb: 2\na: 3', '3:1 Map keys must be unique; found "a: 3"'],
    ['a key twice in JSON', '{"a": 1,\n"a": 2}', '2:1 Map keys must be unique; found "\\"a\\": 2}"'],
    ['a number and a text that are the same key', '1: a\n"1": b', '2:1 Map keys must be unique; found "\\"1\\": b"'],
    ['tabs as indentation', 'a:\n\tb: 1', '2:1 Tabs are not allowed as indentation; found "b: 1"'],
    ['a list that does not end', 'a: [1,\n 2', /^2:3 .* end with a \]; found the end of the line$/],
    ['an alias without an anchor', 'a: 1\nb: *c', '2:4 Unresolved alias (the anchor must be set before the alias): c'],
    [
      'objects of Python',
      'a: 1\nb: !!python/name:os.system x',
      '2:4 Unresolved tag: tag:yaml.org,2002:python/name:os.system; found "!!python/name:os.system x"',
    ],
  ])('refuses %s', (_, text, error) => {
    expect(errorsOf(text)).toEqual([typeof error === 'string' ? error : expect.stringMatching(error)]);
    expect(parseYaml(text).content).toBeUndefined();
  });

  it('refuses a second document', () => {
    expect(errorsOf('a: 1\n---\nb: 2')).toEqual([expect.stringContaining('multiple documents')]);
  });

  it('tells all errors', () => {
    expect(errorsOf('a: 1\na: 2\nb: "\\q"').length).toBeGreaterThan(1);
  });

  it('refuses what is too long to be a configuration', () => {
    expect(errorsOf('a: 1\n'.repeat(300_000))).toEqual(['1:1 1500000 characters; a configuration has 1000000 at most']);
    expect(errorsOf(`a: ${'x'.repeat(900_000)}`)).toEqual([]);
  });

  it('refuses aliases that would fill the memory', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`);
    expect(errorsOf(['a0: &a0 [x]', ...levels].join('\n'))).toEqual([expect.stringContaining('Excessive alias count')]);
  });

  it.each([
    ['a: ', '[', '1:103'],
    ['', '- ', '1:201'],
    ['a: ', '{b: ', undefined],
  ])('refuses nesting that would exhaust the stack: %j and many %j', (start, open, position) => {
    const errors = errorsOf(start + open.repeat(20_000));
    expect(errors).toEqual([expect.stringContaining('nested more than 100 deep')]);
    if (position !== undefined) expect(errors[0]).toMatch(new RegExp(`^${position} `));
  });
});
