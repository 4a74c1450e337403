import { gunzipSync } from 'node:zlib';
import { OectError } from '../errors.js';
import { corrupt } from '../table/corrupt.js';

export type Inflate = (page: Uint8Array, length: number) => Uint8Array;

/**
 * What gives the bytes of a page before it was compressed. Their number is known from its header and is not exceeded, whatever
 * the page claims.
 *
 * @throws OectError `wrong-layout` naming the compression, if it is none of those
 */
export async function inflater(codecs: ReadonlySet<string>): Promise<(codec: string) => Inflate> {
  // Loaded only if it is needed: no file of this program needs it, unless it was asked for.
  const snappy = codecs.has('SNAPPY') ? await snappyInflate() : undefined;
  return (codec) => {
    if (codec === 'UNCOMPRESSED') return (page) => page;
    if (codec === 'GZIP') return gunzip;
    if (snappy !== undefined && codec === 'SNAPPY') return snappy;
    throw new OectError(
      'wrong-layout',
      `its columns are compressed with ${codec}; only GZIP, SNAPPY and uncompressed ones can be read`,
    );
  };
}

function gunzip(page: Uint8Array, length: number): Uint8Array {
  try {
    return gunzipSync(page, { maxOutputLength: Math.max(length, 1) });
  } catch (cause) {
    throw new OectError('data-corrupt', 'a page of it cannot be inflated', { cause });
  }
}

async function snappyInflate(): Promise<Inflate> {
  const { default: compression } = await import('parquetjs-lite/lib/compression.js');
  return (page, length) => {
    // The library allocates what the page claims in its first bytes.
    if (snappyLength(page) !== length) throw corrupt('a page of it has another length than its header says');
    try {
      return compression.inflate('SNAPPY', page);
    } catch (cause) {
      throw new OectError('data-corrupt', 'a page of it cannot be inflated', { cause });
    }
  };
}

function snappyLength(page: Uint8Array): number {
  for (let index = 0, length = 0; index < 5; index++) {
    const byte = page[index] ?? 0;
    length += (byte & 127) * 128 ** index;
    if (byte < 128) return length;
  }
  return Number.NaN;
}
