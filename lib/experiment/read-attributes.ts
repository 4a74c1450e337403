import type { Hdf5Attribute, Hdf5File } from '../hdf5/hdf5-file.js';
import type { Attributes, AttributeValue } from './head.js';

/** The root attributes of a file, and a warning for each that has a type which is not decoded. */
export function readAttributes(file: Hdf5File): { readonly attributes: Attributes; readonly warnings: string[] } {
  const found = file.attributes('/').map((attribute) => ({ attribute, value: attributeValue(attribute) }));
  const readable = found.flatMap(({ attribute, value }) =>
    value === undefined ? [] : [[attribute.name, value] as const],
  );
  return {
    attributes: Object.fromEntries(readable),
    warnings: found
      .filter(({ value }) => value === undefined)
      .map(({ attribute }) => `Attribute ${attribute.name} is left out: its type is ${attribute.type}.`),
  };
}

function attributeValue({ shape, values }: Hdf5Attribute): AttributeValue | undefined {
  if (values === undefined) return undefined;
  if (shape.length === 0) return values[0];
  return values.every((value) => typeof value === 'string') ? values : values.map(Number);
}
