import { basename, join } from 'node:path';
import { checkUnchanged } from '../experiment/file-stamp.js';
import type { FileStamp } from '../experiment/head.js';
import type { Identity } from '../experiment/identity.js';
import { VERSION } from '../version.js';
import type { Counts } from './accounting.js';
import { withContentHash } from './content-hash.js';
import { type ExtractorIdentity, extractorHashes } from './extractor-hashes.js';
import type { FeatureTable } from './feature-table.js';
import { featureFileName } from './file-name.js';
import { fillFile, type Write } from './fill-file.js';
import { describeTable } from './metadata.js';
import type { ReuseRecord } from './reuse-record.js';
import type { TableFormat } from './table-format.js';
import { type WrittenFile, writeNewFile } from './write-file.js';
import { encodeTable } from './write-table.js';

/** The features of one experiment to be written into a file of their own: plain data that threads can post. */
export interface FeatureFileJob {
  readonly table: FeatureTable;
  readonly counts: Counts;
  readonly directory: string;
  readonly format: TableFormat;
  /** Path of the experiment's file, which state of it was read, and the fingerprint of that. */
  readonly source: string;
  readonly stamp: FileStamp;
  readonly sourceHash: string;
  /** Of the experiment, as far as it says. */
  readonly identity: Identity;
  readonly configuration: {
    readonly name: string;
    readonly version: string;
    readonly text: string;
    /** Of all that decides the values; hexadecimal. */
    readonly hash: string;
  };
  readonly extractors: readonly ExtractorIdentity[];
  readonly reuse: ReuseRecord;
  readonly createdAt: Date;
}

/** A feature file that is still empty, under a name for the time being: plain data that threads can post. */
export interface EmptyFeatureFile {
  readonly job: FeatureFileJob;
  /** Path of the file. */
  readonly temporary: string;
}

/**
 * Encodes a feature file, with the metadata that tells what it was made of: see {@link tableMetadata}.
 *
 * @throws OectError `file-changed` if the experiment's file is not the one that was read
 */
export async function encodeFeatures(job: FeatureFileJob, write: Write): Promise<void> {
  const { table, counts, format, source, stamp, sourceHash, identity, configuration } = job;
  checkUnchanged(source, stamp);
  const described = describeTable(table, {
    ...identity,
    config: configuration,
    source: { file: basename(source), hash: sourceHash },
    extractors: await extractorHashes(job.extractors),
    reuse: job.reuse,
    counts,
    programVersion: VERSION,
    createdAt: job.createdAt.toISOString(),
  });
  await encodeTable(withContentHash(described), format, write);
}

/**
 * Fills a feature file.
 *
 * @returns its size in bytes
 * @throws OectError as {@link encodeFeatures}; `write-failed`
 */
export function fillFeatures({ job, temporary }: EmptyFeatureFile): Promise<number> {
  return fillFile(temporary, pathOf(job, 0), (write) => encodeFeatures(job, write));
}

/**
 * Puts a feature file on the disk under a name of its own: see {@link featureFileName}. Where there is a file of that name
 * already, it moves on by a second.
 *
 * @param fill - who does {@link fillFeatures}
 * @param signal - given up when aborted: the file does not appear, unless it has already
 * @throws OectError `write-failed` or `permission-denied`; what `fill` throws
 */
export function saveFeatures(
  job: FeatureFileJob,
  fill: (file: EmptyFeatureFile) => Promise<number>,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  return writeNewFile(
    (attempt) => pathOf(job, attempt),
    (temporary) => fill({ job, temporary }),
    signal,
  );
}

/** Path of a feature file as if it had been made some seconds later. */
function pathOf({ directory, identity, configuration, createdAt, format }: FeatureFileJob, seconds: number): string {
  const time = new Date(createdAt.getTime() + 1000 * seconds);
  const { name: config, hash: configHash } = configuration;
  return join(directory, featureFileName({ ...identity, config, configHash, time, format }));
}

/** {@link saveFeatures} in this thread. */
export function writeFeatures(job: FeatureFileJob, signal?: AbortSignal): Promise<WrittenFile> {
  return saveFeatures(job, fillFeatures, signal);
}
