import { OectError } from '../errors.js';
import { corrupt } from '../table/corrupt.js';
import { type ChunkLayout, count, isStruct, type NumberType, type PhysicalType } from './footer.js';
import { readHybrid } from './hybrid.js';
import type { Inflate } from './inflate.js';
import { readThrift } from './thrift.js';

/** A page of a column: its numbers without the nulls, and the levels that say where they belong. */
export interface Page {
  readonly values: ArrayLike<number>;
  /** Undefined where all are 0: of required columns. */
  readonly dlevels: Uint8Array | undefined;
  /** Undefined where all are 0: of columns without lists. */
  readonly rlevels: Uint8Array | undefined;
  readonly entries: number;
}

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const RLE_DICTIONARY = 8;

const WIDTHS = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8 } as const;

/** A page takes no more bytes than these and those of its entries: a number and two levels, each a run of its own. */
const PAGE_BYTES = 1000;
const ENTRY_BYTES = 24;

/** Bits of a level from 0 to `most`. */
const bitsOf = (most: number) => Math.ceil(Math.log2(most + 1));

/**
 * Reads the pages of one column of a row group, one after the other.
 *
 * @throws OectError `data-corrupt`, or `wrong-layout` if they are of a kind that is not read here
 */
export function* readPages(
  file: Uint8Array,
  { start, stop, entries }: ChunkLayout,
  type: NumberType,
  inflate: Inflate,
): Generator<Page, void> {
  const bytes = file.subarray(start, stop);
  let dictionary: ArrayLike<number> | undefined;
  for (let position = 0, seen = 0; seen < entries; ) {
    const { struct: header, end } = readThrift(bytes, position);
    const compressed = count(header.get(3));
    const length = count(header.get(2));
    position = end + compressed;
    if (position > bytes.length) throw corrupt('a page of it ends outside of its column');
    const kind = header.get(1);
    const details = header.get(kind === DICTIONARY_PAGE ? 7 : 5);
    if ((kind !== DATA_PAGE && kind !== DICTIONARY_PAGE) || !isStruct(details)) {
      throw new OectError('wrong-layout', 'it has pages of a kind that is not read here, such as version 2');
    }
    const size = count(details.get(1));
    const encoding = count(details.get(2));
    if (size > entries - (kind === DATA_PAGE ? seen : 0) || length > PAGE_BYTES + ENTRY_BYTES * size) {
      throw corrupt('a page of it claims to be larger than its column');
    }
    const content = inflate(bytes.subarray(end, position), length);
    if (content.length !== length) throw corrupt('a page of it has another length than its header says');
    if (kind === DICTIONARY_PAGE) {
      dictionary = plainNumbers(content, size, type.physical);
      continue;
    }
    seen += size;
    if (size === 0) throw corrupt('a page of it is empty');
    if (type.present > 0 && details.get(3) !== RLE) throw wrongEncoding(details.get(3));
    yield readDataPage(content, size, type, (rest, present) =>
      isDictionary(encoding) ? fromDictionary(rest, present, dictionary) : plainValues(rest, present, type, encoding),
    );
  }
}

function readDataPage(
  content: Uint8Array,
  entries: number,
  { depth, present }: NumberType,
  numbers: (rest: Uint8Array, count: number) => ArrayLike<number>,
): Page {
  let rest = content;
  const levels = (most: number): Uint8Array | undefined => {
    if (most === 0) return undefined;
    const size = rest.length < 4 ? rest.length : new DataView(rest.buffer, rest.byteOffset).getUint32(0, true);
    if (4 + size > rest.length) throw corrupt('levels end outside of their page');
    const into = new Uint8Array(entries);
    readHybrid(rest.subarray(4, 4 + size), bitsOf(most), into);
    rest = rest.subarray(4 + size);
    return into;
  };
  const rlevels = levels(depth);
  const dlevels = levels(present);
  let filled = entries;
  if (dlevels !== undefined) for (const level of dlevels) if (level !== present) filled--;
  return { values: numbers(rest, filled), dlevels, rlevels, entries };
}

function plainValues(bytes: Uint8Array, size: number, { physical }: NumberType, encoding: number): ArrayLike<number> {
  if (encoding !== PLAIN) throw wrongEncoding(encoding);
  return plainNumbers(bytes, size, physical);
}

function plainNumbers(bytes: Uint8Array, size: number, physical: PhysicalType): ArrayLike<number> {
  const length = size * WIDTHS[physical];
  if (length > bytes.length) throw corrupt('a page of it has fewer numbers than its header says');
  const aligned = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length);
  switch (physical) {
    case 'DOUBLE':
      return new Float64Array(aligned);
    case 'FLOAT':
      return new Float32Array(aligned);
    case 'INT32':
      return new Int32Array(aligned);
    case 'INT64':
      return Float64Array.from(new BigInt64Array(aligned), Number);
  }
}

function isDictionary(encoding: number): boolean {
  return encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY;
}

function fromDictionary(bytes: Uint8Array, size: number, dictionary: ArrayLike<number> | undefined): Float64Array {
  if (dictionary === undefined) throw corrupt('a page of it needs a dictionary, and there is none');
  const indices = new Uint32Array(size);
  readHybrid(bytes.subarray(1), bytes[0] ?? 0, indices);
  return Float64Array.from(indices, (index) => {
    const value = dictionary[index];
    if (value === undefined) throw corrupt('a number of it is not in its dictionary');
    return value;
  });
}

function wrongEncoding(encoding: unknown): OectError {
  return new OectError('wrong-layout', `its numbers are encoded in a way that is not read here (${encoding})`);
}
