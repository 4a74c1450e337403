import type { TableFormat } from './table-format.js';

export interface FeatureFileName {
  /** Absent if the experiment does not say. */
  readonly chip?: string;
  readonly device?: string;
  /** Name of the configuration. */
  readonly config: string;
  /** Its content hash, hexadecimal. */
  readonly configHash: string;
  readonly time: Date;
  readonly format: TableFormat;
}

/** Three parts of this many bytes, two dashes and 38 bytes of ending stay within the 255 that file systems allow. */
const PART_BYTES = 71;

/** What some file system refuses, or a shell hides. */
const UNSAFE = /^\.|[\p{Cc}\p{Cs}<>:"/\\|?*]/gu;

/**
 * Name of a feature file: `{chip}-{device}-{config}-feat_{YYYYMMDD-HHMMSS}_{hash8}.parquet` (or `.arrow`), time in UTC.
 *
 * Characters that a file name may not have become `_`, long parts are cut, missing ones are `NA`. So other experiments, and
 * other tests of the same device, may get the same name within a second: `writeNewFile` keeps them from each other.
 *
 * @example
 * ```ts
 * featureFileName({ chip: '#20250804008', device: '3', config: 'v1', ...others });
 * // '#20250804008-3-v1-feat_20250905-143000_4fe0a1b2.parquet'
 * ```
 */
export function featureFileName(name: FeatureFileName): string {
  const { config, configHash, time, format } = name;
  return `${featureFilePrefix(name)}${safePart(config || 'NA')}-feat_${timestamp(time)}_${configHash.slice(0, 8)}.${format}`;
}

/** How the names of all feature files of a device begin. */
export function featureFilePrefix({ chip, device }: Partial<Pick<FeatureFileName, 'chip' | 'device'>>): string {
  return `${safePart(chip || 'NA')}-${safePart(device || 'NA')}-`;
}

function safePart(text: string): string {
  return firstBytes(text.replace(UNSAFE, '_'), PART_BYTES);
}

/** As many whole characters as fit. */
function firstBytes(text: string, bytes: number): string {
  let end = 0;
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function timestamp(time: Date): string {
  const [date = '', clock = ''] = time
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
    .split('T');
  return `${date}-${clock}`;
}
