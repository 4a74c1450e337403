import type { NativeMetadata } from './native.js';

/** The type of one element of a dataset or attribute. */
export type Datatype =
  | { readonly kind: 'integer'; readonly bytes: number; readonly signed: boolean; readonly littleEndian: boolean }
  | { readonly kind: 'float'; readonly bytes: number; readonly littleEndian: boolean }
  | { readonly kind: 'boolean'; readonly bytes: number; readonly signed: boolean; readonly littleEndian: boolean }
  /** Of fixed length. */
  | { readonly kind: 'text'; readonly bytes: number; readonly spacePadded: boolean }
  | { readonly kind: 'variable-text'; readonly bytes: number }
  | { readonly kind: 'compound'; readonly bytes: number; readonly members: readonly Member[] }
  | { readonly kind: 'other'; readonly bytes: number; readonly name: string };

/** A column of a compound table. */
export interface Member {
  readonly name: string;
  /** Position in the record, in bytes. */
  readonly offset: number;
  readonly type: Datatype;
}

const SPACE_PADDED = 2;

/** H5T_class_t, by number. */
const CLASSES = [
  'integer',
  'float',
  'time',
  'text',
  'bitfield',
  'opaque',
  'compound',
  'reference',
  'enumeration',
  'variable-length list',
  'array',
] as const;

/** The type that the bytes have once h5wasm has read them. */
export function datatypeOf(native: NativeMetadata): Datatype {
  // h5wasm reads big-endian data as little-endian, but keeps describing it as it stands in the file.
  return typeOf(native, () => true);
}

function typeOf(native: NativeMetadata, orderOf: (native: NativeMetadata) => boolean): Datatype {
  const bytes = native.size;
  const name = CLASSES[native.type] ?? `class ${native.type}`;
  const littleEndian = orderOf(native);
  switch (name) {
    case 'integer':
      return { kind: 'integer', bytes, signed: native.signed, littleEndian };
    case 'float':
      return { kind: 'float', bytes, littleEndian };
    case 'text':
      if (native.vlen) return { kind: 'variable-text', bytes };
      return { kind: 'text', bytes, spacePadded: native.strpad === SPACE_PADDED };
    case 'enumeration':
      if (isBoolean(native)) return { kind: 'boolean', bytes, signed: native.signed, littleEndian };
      return { kind: 'integer', bytes, signed: native.signed, littleEndian };
    case 'compound': {
      const members = native.compound_type?.members ?? [];
      const order = memberOrder(members);
      return {
        kind: 'compound',
        bytes,
        members: members.map((member) => ({ name: member.name, offset: member.offset, type: typeOf(member, order) })),
      };
    }
    default:
      return { kind: 'other', bytes, name };
  }
}

/** HDF5's swapping covers a record only where all its numbers are big-endian; mixed records come as they are. */
function memberOrder(members: readonly NativeMetadata[]): (native: NativeMetadata) => boolean {
  const numbers = members.filter(({ type }) => CLASSES[type] === 'integer' || CLASSES[type] === 'float');
  const swapped = numbers.every(({ littleEndian }) => !littleEndian);
  return swapped ? () => true : ({ littleEndian }) => littleEndian;
}

/** h5py writes a bool as an enumeration of FALSE and TRUE. */
function isBoolean(native: NativeMetadata): boolean {
  const members = native.enum_type?.members ?? {};
  return Object.keys(members).length === 2 && members.FALSE === 0 && members.TRUE === 1;
}

/** A type in words: `float64`, `uint8`, `text[19]`, `{step_index: int64, ...}`. */
export function describeDatatype(type: Datatype): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? 'int' : 'uint'}${type.bytes * 8}`;
    case 'float':
      return `float${type.bytes * 8}`;
    case 'boolean':
      return 'boolean';
    case 'text':
      return `text[${type.bytes}]`;
    case 'variable-text':
      return 'text';
    case 'compound':
      return `{${type.members.map((member) => `${member.name}: ${describeDatatype(member.type)}`).join(', ')}}`;
    case 'other':
      return type.name;
  }
}
