import type { ErrorCode } from '../errors.js';
import type { FileStamp } from '../experiment/head.js';
import type { Counts } from '../table/accounting.js';

/** The kinds of files that a catalog has: each is looked for by a name pattern of its own. */
export type FileKind = 'experiment' | 'features';

/** A file of some kind that may be in a catalog. */
export interface FileOfKind {
  readonly kind: FileKind;
  /** Absolute path. */
  readonly file: string;
}

/** A value as an index keeps it, which is JSON: of whole numbers too large for a number, and of NaN, the text. */
export type IndexedValue = string | number | boolean | readonly (string | number)[];

/** What a catalog knows of an experiment file without opening it again. */
export interface CatalogExperiment {
  readonly kind: 'experiment';
  /** Absolute path. */
  readonly file: string;
  /** Of the file when it was read. */
  readonly stamp: FileStamp;
  /** All root attributes, by their own names: the device is `device_number`. */
  readonly attributes: Readonly<Record<string, IndexedValue>>;
  /** The workflow as flat keys, `workflow_step_1_2_param_topTime`; those of equal workflows are one object. */
  readonly workflow: Readonly<Record<string, IndexedValue>>;
  /** Steps that are recorded in the file. */
  readonly steps: { readonly transfer: number; readonly transient: number };
  /** What is odd about the file; see `ExperimentHead`. */
  readonly warnings: readonly string[];
  /** The SHA-256 of the file, in hex; of files that are too large to read for it in passing only where it was asked for. */
  readonly hash?: string;
}

/** What a catalog knows of a feature file; `readFeatureMetadata` reads all that it says of itself. */
export interface CatalogFeatures {
  readonly kind: 'features';
  /** Absolute path. */
  readonly file: string;
  readonly stamp: FileStamp;
  readonly chip?: string;
  readonly device?: string;
  readonly test?: string;
  readonly config: { readonly name: string; readonly version: string; readonly hash: string };
  /** Name and SHA-256 of the experiment's file. */
  readonly source: { readonly file: string; readonly hash: string };
  readonly extractors: Readonly<Record<string, string>>;
  readonly counts: Counts;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** A file that should be an experiment or a feature file, and cannot be read. */
export interface CatalogDamage {
  readonly kind: 'damaged';
  /** Absolute path. */
  readonly file: string;
  readonly stamp: FileStamp;
  /** What it should be. */
  readonly as: FileKind;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** What a catalog knows of a file, of whichever kind. */
export type CatalogEntry = CatalogExperiment | CatalogFeatures | CatalogDamage;
