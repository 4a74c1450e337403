import * as v from 'valibot';
import { suggestion } from '../nearest.js';
import { isMapping } from './schema-parts.js';

export type Path = readonly (string | number)[];

/** Something to be said about a key that is no mistake of form. */
export interface KeyRemark {
  readonly kind: 'unknown' | 'ignored';
  readonly path: Path;
  readonly message: string;
}

/** The keys of a content that its schema does not know, and those that it knows and ignores: these once, without their parts. */
export function remarksOnKeys(schema: v.GenericSchema, content: unknown, path: Path = []): readonly KeyRemark[] {
  if (content === undefined || content === null) return [];
  const reason = reasonToIgnore(schema);
  const inner = remarksOnParts(schema, content, path);
  if (reason === undefined) return inner;
  const message = `"${path.join('.')}" is ignored: ${reason}`;
  return [{ kind: 'ignored', path, message }, ...inner.filter(({ kind }) => kind === 'unknown')];
}

function remarksOnParts(schema: v.GenericSchema, content: unknown, path: Path): readonly KeyRemark[] {
  const forms = formsOf(schema);
  if (Array.isArray(content)) {
    return forms
      .flatMap((form) => ('item' in form ? [form.item as v.GenericSchema] : []))
      .flatMap((item) => content.flatMap((element, index) => remarksOnKeys(item, element, [...path, index])));
  }
  // What a strict object does not know, it refuses itself.
  const objects = forms.flatMap((form) =>
    form.type === 'object' && 'entries' in form ? [form.entries as v.ObjectEntries] : [],
  );
  if (!isMapping(content) || objects.length === 0) return [];
  const entries = new Map(objects.flatMap((object) => Object.entries(object)));
  return Object.entries(content).flatMap(([key, value]): readonly KeyRemark[] => {
    const entry = entries.get(key);
    if (entry !== undefined) return remarksOnKeys(entry as v.GenericSchema, value, [...path, key]);
    return [
      { kind: 'unknown', path: [...path, key], message: `unknown key "${key}"; ${suggestion(key, entries.keys())}` },
    ];
  });
}

/** The schemas that decide what a content looks like: without wrappers, each alternative of a union. */
function formsOf(schema: v.GenericSchema): readonly v.GenericSchema[] {
  if ('pipe' in schema) return (schema.pipe as readonly unknown[]).filter(isSchema).flatMap(formsOf);
  if ('wrapped' in schema) return formsOf(schema.wrapped as v.GenericSchema);
  if ('options' in schema && schema.type !== 'picklist')
    return (schema.options as readonly v.GenericSchema[]).flatMap(formsOf);
  return [schema];
}

function isSchema(item: unknown): item is v.GenericSchema {
  return typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'schema';
}

function reasonToIgnore(schema: v.GenericSchema): string | undefined {
  const { ignored } = v.getMetadata(schema) as { readonly ignored?: string };
  return ignored ?? ('wrapped' in schema ? reasonToIgnore(schema.wrapped as v.GenericSchema) : undefined);
}
