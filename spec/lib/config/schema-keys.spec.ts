import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../../lib/config/schema.js';
import { remarksOnKeys } from '../../../lib/config/schema-keys.js';

const remarks = (schema: v.GenericSchema, content: unknown) =>
  remarksOnKeys(schema, content).map(({ kind, path, message }) => `${kind} ${path.join('.')}: ${message}`);

const list = v.optional(v.nullable(v.pipe(v.array(v.object({ type: v.string() })), v.maxLength(9))), []);
const schema = v.object({
  list,
  either: v.union([v.string(), v.object({ first: v.string() }), v.object({ second: v.string() })]),
  unused: v.optional(v.pipe(v.nullable(v.object({ level: v.number() })), v.metadata({ ignored: 'it is unused' }))),
  strict: v.strictObject({ a: v.number() }),
});

describe('remarksOnKeys', () => {
  it('finds keys that the schema does not know, at every depth, behind wrappers and in alternatives', () => {
    expect(remarks(schema, { lists: 1, list: [{ type: 1 }, { typ: 1 }], either: { first: 1, secnd: 2 } })).toEqual([
      'unknown lists: unknown key "lists"; did you mean "list"?',
      'unknown list.1.typ: unknown key "typ"; did you mean "type"?',
      'unknown either.secnd: unknown key "secnd"; did you mean "second"?',
    ]);
  });

  it('tells what is ignored once, and what is unknown in it as well', () => {
    expect(remarks(schema, { unused: { level: 1, levle: 2 } })).toEqual([
      'ignored unused: "unused" is ignored: it is unused',
      'unknown unused.levle: unknown key "levle"; did you mean "level"?',
    ]);
    expect(remarks(schema, { unused: null })).toEqual([]);
  });

  it('leaves to a strict object what it refuses itself', () => {
    expect(remarks(schema, { strict: { b: 1 } })).toEqual([]);
  });

  it.each([null, undefined, 5, 'text', [], [1], { list: 5, either: [1], unused: [2] }])(
    'has nothing unknown in what is of another form: %j',
    (content) => {
      expect(remarks(schema, content).filter((remark) => remark.startsWith('unknown'))).toEqual([]);
    },
  );

  it('knows the keys of the ignored parts of a configuration', () => {
    expect(
      remarks(ConfigurationSchema, { advanced: { caching: { memory_size: 5 }, parallel: { workers: 4 } } }),
    ).toEqual([
      expect.stringMatching(/^ignored advanced\.caching: /),
      'unknown advanced.caching.memory_size: unknown key "memory_size"; did you mean "memory_size_mb"?',
      expect.stringMatching(/^ignored advanced\.parallel: /),
      'unknown advanced.parallel.workers: unknown key "workers"; did you mean "n_workers"?',
    ]);
  });
});
