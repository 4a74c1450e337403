import { basename, join } from 'node:path';
import { checkUnchanged } from '../experiment/file-stamp.js';
import type { FileStamp } from '../experiment/head.js';
import type { Identity } from '../experiment/identity.js';
import { VERSION } from '../version.js';
import type { Counts } from './accounting.js';
import { withContentHash } from './content-hash.js';
import { type ExtractorIdentity, extractorHashes, sha256 } from './extractor-hashes.js';
import type { FeatureTable } from './feature-table.js';
import { type FeatureFileName, featureFileName } from './file-name.js';
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
    /** All that decides the values: what its hash is taken of. */
    readonly content: string;
  };
  readonly extractors: readonly ExtractorIdentity[];
  readonly reuse: ReuseRecord;
}

/** A feature file that only has to be put on the disk: plain data that threads can post. */
export interface EncodedFile {
  /** That follow each other, each in memory of its own. */
  readonly pieces: readonly Uint8Array[];
  readonly directory: string;
  readonly name: FeatureFileName;
}

/**
 * Encodes a feature file, with the metadata that tells what it was made of: see {@link tableMetadata}.
 *
 * @throws OectError `file-changed` if the experiment's file is not the one that was read
 */
export async function encodeFeatures(job: FeatureFileJob): Promise<EncodedFile> {
  const { table, counts, directory, format, source, stamp, sourceHash, identity, configuration } = job;
  const { name, version, text, content } = configuration;
  const time = new Date();
  const config = { name, version, text, hash: sha256(content) };
  checkUnchanged(source, stamp);
  const described = describeTable(table, {
    ...identity,
    config,
    source: { file: basename(source), hash: sourceHash },
    extractors: await extractorHashes(job.extractors),
    reuse: job.reuse,
    counts,
    programVersion: VERSION,
    createdAt: time.toISOString(),
  });
  const pieces = await encodeTable(withContentHash(described), format);
  return { pieces, directory, name: { ...identity, config: name, configHash: config.hash, time, format } };
}

/**
 * Puts a feature file on the disk under a name of its own: see {@link featureFileName}. Where there is a file of that name
 * already, it moves on by a second.
 *
 * @param signal - given up when aborted: the file does not appear, unless it has already
 * @throws OectError `write-failed` or `permission-denied`
 */
export function saveFeatures({ pieces, directory, name }: EncodedFile, signal?: AbortSignal): Promise<WrittenFile> {
  const nameAt = (seconds: number) =>
    featureFileName({ ...name, time: new Date(name.time.getTime() + 1000 * seconds) });
  return writeNewFile((attempt) => join(directory, nameAt(attempt)), pieces, signal);
}

/** {@link encodeFeatures} and {@link saveFeatures}, in this thread. */
export async function writeFeatures(job: FeatureFileJob, signal?: AbortSignal): Promise<WrittenFile> {
  return saveFeatures(await encodeFeatures(job), signal);
}
