import * as v from 'valibot';
import { describeMistake, mustBe } from '../describe-mistake.js';

/** A mapping from keys to values. To valibot's own `object` and `record` a list is one as well. */
export const mapping = v.custom<Record<string, unknown>>(isMapping, mustBe('a mapping'));

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A mapping with these keys. Of one that is missing it says what it must be. */
export function section<E extends v.ObjectEntries>(entries: E) {
  const object = v.object(entries, (issue) => {
    const key = String(issue.path?.[0]?.key);
    const missing = entries[key] && v.safeParse(entries[key], undefined, { message: describeMistake });
    return missing?.issues?.[0]?.message ?? describeMistake(issue);
  });
  return v.pipe(mapping, object);
}

/** A schema with what it is for, for editors. */
export const described = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

/** Something that is accepted and has no effect, and why. */
export function ignored<S extends v.GenericSchema>(schema: S, reason: string) {
  return v.optional(v.pipe(schema, v.metadata({ description: `Ignored: ${reason}.`, ignored: reason })));
}

/** A key of something that is ignored. */
export const unused = v.optional(v.unknown());
export const text = v.pipe(v.string(), v.nonEmpty('is empty; it must be text'));
