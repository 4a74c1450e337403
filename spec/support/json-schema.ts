import { isDeepStrictEqual } from 'node:util';

/** What a JSON Schema of draft 7 says with the keywords that are written here. It must not have others. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

type Test = (value: unknown, given: never, schema: Readonly<Record<string, unknown>>, root: Schema) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

const number = (test: (value: number, limit: number) => boolean) => (value: unknown, limit: number) =>
  typeof value !== 'number' || test(value, limit);
const size = (test: (size: number, limit: number) => boolean) => (value: unknown, limit: number) =>
  !(typeof value === 'string' || Array.isArray(value)) || test(value.length, limit);
const keys = (test: (keys: number, limit: number) => boolean) => (value: unknown, limit: number) =>
  !isObject(value) || test(Object.keys(value).length, limit);
const atLeast = (a: number, b: number) => a >= b;
const atMost = (a: number, b: number) => a <= b;
const note = () => true;

const TESTS: Readonly<Record<string, Test>> = {
  $schema: note,
  title: note,
  description: note,
  default: note,
  examples: note,
  definitions: note,
  type: (value, type: string) => TYPES[type]?.(value) ?? unknownWord(type),
  const: (value, only: unknown) => isDeepStrictEqual(value, only),
  enum: (value, choices: readonly unknown[]) => choices.some((choice) => isDeepStrictEqual(value, choice)),
  pattern: (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: size(atLeast),
  maxLength: size(atMost),
  minItems: (value, limit: number) => !Array.isArray(value) || value.length >= limit,
  maxItems: (value, limit: number) => !Array.isArray(value) || value.length <= limit,
  minimum: number(atLeast),
  maximum: number(atMost),
  exclusiveMinimum: number((a, b) => a > b),
  exclusiveMaximum: number((a, b) => a < b),
  minProperties: keys(atLeast),
  maxProperties: keys(atMost),
  required: (value, names: readonly string[]) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (value, properties: Readonly<Record<string, Schema>>, _, root) =>
    !isObject(value) ||
    Object.entries(properties).every(([key, inner]) => !Object.hasOwn(value, key) || accepts(inner, value[key], root)),
  additionalProperties: (value, inner: Schema, { properties = {} }, root) =>
    !isObject(value) ||
    Object.entries(value).every(([key, own]) => Object.hasOwn(properties as object, key) || accepts(inner, own, root)),
  // One schema for all items, or one for each.
  items: (value, inner: Schema | readonly Schema[], _, root) =>
    !Array.isArray(value) ||
    value.every((item, i) => accepts(Array.isArray(inner) ? (inner[i] ?? true) : (inner as Schema), item, root)),
  additionalItems: (value, inner: Schema, { items }, root) =>
    !Array.isArray(value) ||
    !Array.isArray(items) ||
    value.slice(items.length).every((item) => accepts(inner, item, root)),
  allOf: (value, all: readonly Schema[], _, root) => all.every((one) => accepts(one, value, root)),
  anyOf: (value, any: readonly Schema[], _, root) => any.some((one) => accepts(one, value, root)),
  oneOf: (value, any: readonly Schema[], _, root) => any.filter((one) => accepts(one, value, root)).length === 1,
  not: (value, inner: Schema, _, root) => !accepts(inner, value, root),
  if: (value, condition: Schema, { then: consequence = true }, root) =>
    !accepts(condition, value, root) || accepts(consequence as Schema, value, root),
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: note,
  $ref: (value, reference: string, _, root) =>
    accepts(
      reference
        .split('/')
        .slice(1)
        .reduce<Schema>((at, key) => (at as Readonly<Record<string, Schema>>)[key] ?? unknownWord(reference), root),
      value,
      root,
    ),
};

function unknownWord(word: string): never {
  throw new Error(`nothing is known of "${word}" in a JSON Schema`);
}

/** Whether a value is as the schema wants it. Throws on keywords that are not known here. */
export function accepts(schema: Schema, value: unknown, root: Schema = schema): boolean {
  if (typeof schema === 'boolean') return schema;
  const results = Object.entries(schema).map(([keyword, given]) =>
    (TESTS[keyword] ?? unknownWord(keyword))(value, given as never, schema, root),
  );
  return results.every(Boolean);
}
