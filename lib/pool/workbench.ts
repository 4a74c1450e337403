import type { CatalogExperiment, CatalogFeatures, FileOfKind } from '../catalog/entry.js';
import { readEntry } from '../catalog/read-entry.js';
import { OectError } from '../errors.js';
import { checkUnchanged } from '../experiment/file-stamp.js';
import { fingerprint, SMALL_FILE_BYTES } from '../experiment/fingerprint.js';
import type { FileStamp } from '../experiment/head.js';
import { jointSteps } from '../experiment/joint-steps.js';
import { openWithHead } from '../experiment/read-head.js';
import { digestSteps } from '../experiment/step-digests.js';
import { openStepReader, type StepReader, stepReaderOf } from '../experiment/step-reader.js';
import { loadRegistry, type Registry } from '../extractors/registry.js';
import { BlockMemory } from '../hdf5/block-memory.js';
import { type EmptyFeatureFile, fillFeatures } from '../table/write-features.js';
import type { Block, BlockFeature, BlockResult, TimedBlockResult } from '../task/block.js';
import { type Derivation, runDerivation } from '../task/derivation.js';
import { type CellWatch, extractBlock, type RunnableFeature } from '../task/extract-block.js';
import type { OpenedFile, SourceFile } from './protocol.js';

/** Files that a workbench keeps open at once; tasks of more experiments than this take turns. */
const OPEN_FILES = 8;

/**
 * Measurements of which a file is closed and opened anew, in bytes: HDF5 keeps what it has learned of the chunks of an open
 * file, 16 MB after a gigabyte. Opening takes 2 ms, reading so much a quarter of a second.
 */
const REOPEN_BYTES = 2 ** 26;

/** Told where the work is, so that a watcher knows where it stopped. */
export interface Progress extends CellWatch {
  /** Something other than an extractor is at work: reading, writing. */
  busy(): void;
}

/** Reads nothing: of a step from an instrument its plan has all there is. */
const MEASURED: Pick<StepReader, 'read'> = { read: ({ measured }) => (measured === undefined ? [] : [measured]) };

/** What one thread needs to do any job: open files, loaded extractors. Used by worker threads and by the inline pool. */
export class Workbench {
  readonly #progress: Progress;
  readonly #memory = new BlockMemory();
  /** Bytes of measurements since a file was closed for their sake. */
  #read = 0;
  readonly #readers = new Map<string, StepReader>();
  readonly #registries = new Map<string, Promise<Registry>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(progress: Progress = { busy() {}, entering() {}, enteringBatch() {}, outOfMemory() {} }) {
    this.#progress = progress;
  }

  /** The file stays open for the blocks that are likely to follow, until it is released. */
  open(file: string): Promise<OpenedFile> {
    return this.#inTurn(async () => {
      this.#progress.busy();
      const { head, hdf5 } = await openWithHead(file);
      this.#keep(head.file, stepReaderOf(hdf5, head.stamp, this.#memory));
      return head.stamp.size <= SMALL_FILE_BYTES ? { head, fingerprint: this.fingerprint(head) } : { head };
    });
  }

  fingerprint({ file, stamp }: SourceFile): string {
    this.#progress.busy();
    const found = fingerprint(file);
    checkUnchanged(file, stamp);
    return found;
  }

  extract(block: Block): Promise<TimedBlockResult> {
    return this.#inTurn(async () => {
      const features: RunnableFeature[] = [];
      for (const [index, feature] of block.features.entries()) {
        // What a module does when it is imported is its extractors' doing.
        this.#progress.entering(index, block.steps.start);
        features.push(await this.#load(feature));
      }
      return this.#compute(block, features);
    });
  }

  /** As {@link extract}, with extractors that need not be loaded by name. */
  compute(block: Block, features: readonly RunnableFeature[]): Promise<TimedBlockResult> {
    return this.#inTurn(() => this.#compute(block, features));
  }

  derive(derivation: Derivation): BlockResult {
    this.#progress.busy();
    return runDerivation(derivation);
  }

  write(file: EmptyFeatureFile): Promise<number> {
    this.#progress.busy();
    return fillFeatures(file);
  }

  catalog(file: FileOfKind): Promise<CatalogExperiment | CatalogFeatures> {
    return this.#inTurn(() => {
      this.#progress.busy();
      return readEntry(file);
    });
  }

  release(file: string): Promise<void> {
    return this.#inTurn(async () => this.#close(file));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const file of [...this.#readers.keys()]) this.#close(file);
    });
  }

  /** Work with open files is done one after the other, so that none is closed under the hands of another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #compute(block: Block, features: readonly RunnableFeature[]): Promise<TimedBlockResult> {
    this.#progress.busy();
    const isMeasured = block.plans.every(({ measured }) => measured !== undefined);
    const reader = isMeasured ? MEASURED : await this.#reader(block.file, block.stamp);
    this.#progress.busy();
    const started = performance.now();
    // The steps of the block before are done with: extractors keep nothing.
    this.#memory.reuse();
    const rows = block.plans.map((plan) => reader.read(plan));
    // Nobody takes over what was computed of an instrument's step.
    const digests = isMeasured ? [] : block.plans.flatMap((plan, i) => digestSteps(rows[i] ?? [], plan));
    const read = performance.now();
    this.#read += this.#memory.taken;
    if (this.#read > REOPEN_BYTES) {
      this.#read = 0;
      this.#close(block.file);
    }
    const result = extractBlock(jointSteps(rows), features, { columns: new Map(block.columns), watch: this.#progress });
    return { ...result, digests, readMs: read - started, computeMs: performance.now() - read };
  }

  async #load({ name, extractor, module, inputs, params, calls }: BlockFeature): Promise<RunnableFeature> {
    const key = module ?? '';
    const registry = this.#registries.get(key) ?? loadRegistry(module === undefined ? [] : [module]);
    this.#registries.set(key, registry);
    const found = (await registry).extractors.get(extractor);
    if (found === undefined) {
      const owner = module ?? 'this version of the package';
      throw new OectError('bad-module', `${owner} no longer has extractor "${extractor}"`);
    }
    return { name, extractor: found.extractor, inputs, params, ...(calls !== undefined && { calls }) };
  }

  async #reader(file: string, stamp: FileStamp): Promise<StepReader> {
    const known = this.#readers.get(file);
    // What HDF5 had open when it crashed over another file is lost and is opened anew.
    const reader = known?.usable ? known : await openStepReader(file, stamp, this.#memory);
    this.#keep(file, reader);
    return reader;
  }

  /** Keeps a file open; the least recently used one is closed when there are too many. */
  #keep(file: string, reader: StepReader): void {
    if (this.#readers.get(file) !== reader) this.#close(file);
    this.#readers.delete(file);
    this.#readers.set(file, reader);
    const [oldest] = this.#readers.keys();
    if (this.#readers.size > OPEN_FILES && oldest !== undefined) this.#close(oldest);
  }

  #close(file: string): void {
    const reader = this.#readers.get(file);
    this.#readers.delete(file);
    reader?.close();
  }
}
