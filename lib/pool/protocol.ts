import type { CatalogExperiment, CatalogFeatures, FileOfKind } from '../catalog/entry.js';
import type { WireError } from '../errors.js';
import type { ExperimentHead, FileStamp } from '../experiment/head.js';
import type { EmptyFeatureFile } from '../table/write-features.js';
import type { Block, BlockResult, TimedBlockResult } from '../task/block.js';
import type { Derivation } from '../task/derivation.js';

export interface OpenedFile {
  readonly head: ExperimentHead;
  /** Of small files, where it takes less time than asking for it. */
  readonly fingerprint?: string;
}

/** A file, and the state of it that is meant. */
export interface SourceFile {
  readonly file: string;
  readonly stamp: FileStamp;
}

/** What a worker thread can be asked to do. */
export interface WorkerJobs {
  open(file: string): OpenedFile;
  fingerprint(source: SourceFile): string;
  extract(block: Block): TimedBlockResult;
  derive(derivation: Derivation): BlockResult;
  /** Gives the size of the file. */
  write(file: EmptyFeatureFile): number;
  catalog(file: FileOfKind): CatalogExperiment | CatalogFeatures;
  release(file: string): void;
}

export type JobName = keyof WorkerJobs;
export type JobInput<J extends JobName> = Parameters<WorkerJobs[J]>[0];
export type JobOutput<J extends JobName> = ReturnType<WorkerJobs[J]>;

/** How a job ended. Errors travel as data: posted error objects would lose their code and cause. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'error'; readonly error: WireError };

/** What a worker thread is started with. */
export interface WorkerStart {
  /** Shared; see {@link ProgressCell}. */
  readonly progress: SharedArrayBuffer;
}
