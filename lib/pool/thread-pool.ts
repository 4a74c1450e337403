import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';

import type { CatalogExperiment, CatalogFeatures, FileOfKind } from '../catalog/entry.js';
import { OectError } from '../errors.js';
import type { ExperimentHead } from '../experiment/head.js';
import { isBuiltIn } from '../extractors/registry.js';
import { type FeatureFileJob, saveFeatures } from '../table/write-features.js';
import type { WrittenFile } from '../table/write-file.js';
import type { BlockResult } from '../task/block.js';
import type { Derivation } from '../task/derivation.js';
import { cellCount, type StepResult, type StepTask } from '../task/step-task.js';
import { LONGEST_TIMER_MS } from '../timer.js';
import { Crew, type CrewOptions, type JobOptions } from './crew.js';
import { type Deal, Dealer, type DealerOptions } from './dealer.js';
import type { JobInput, JobName, JobOutput } from './protocol.js';
import { type Attempt, Retrier } from './retrier.js';
import { Observable, Subject } from './rxjs.js';
import type { PoolEvent, RunOptions, StepPool } from './step-pool.js';
import { ThreadStopped } from './thread.js';

/** How many threads there are, how long they may take, and how large their blocks are. */
export interface ThreadPoolOptions extends CrewOptions, Omit<DealerOptions, 'threads'> {
  /** Number of threads. @defaultValue what the machine runs in parallel: this thread has next to nothing to do */
  readonly size?: number;
  /**
   * How long a thread may get nowhere, in one step of one feature, before it is taken for stuck, in ms; 0 waits for ever.
   * @defaultValue 30000
   */
  readonly timeoutMs?: number;
}

/**
 * A pool of worker threads, each of which opens files, reads its own blocks, computes and encodes what is written.
 *
 * A thread that dies, exits, runs out of memory or gets stuck is replaced. Its task is tried again in smaller parts until
 * the cell at fault stands alone; if that one stops a fresh thread as well it is null, with the reason. A feature that
 * does so in ten steps of an experiment is set aside for the rest of it.
 *
 * @example
 * ```ts
 * await using pool = threadPool({ size: 4 });
 * ```
 */
export function threadPool(options: ThreadPoolOptions = {}): StepPool {
  const { size = availableParallelism(), timeoutMs = 30_000, heapMiB } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new OectError('bad-argument', `a pool of ${size} threads: give a whole number from 1, or use inlinePool()`);
  }
  if (!(timeoutMs >= 0 && timeoutMs <= LONGEST_TIMER_MS)) {
    throw new OectError(
      'bad-argument',
      `timeoutMs ${timeoutMs}: give milliseconds up to ${LONGEST_TIMER_MS}, or 0 to wait for ever`,
    );
  }
  if (heapMiB !== undefined && !(heapMiB >= LEAST_HEAP_MIB)) {
    throw new OectError('bad-argument', `heapMiB ${heapMiB}: give ${LEAST_HEAP_MIB} or more, or leave it out`);
  }
  return new ThreadPool(new Crew(size, options), new Dealer({ ...options, threads: size }), timeoutMs);
}

/** With less, V8 ends the whole process rather than the thread, in Node.js 22 and 24. */
const LEAST_HEAP_MIB = 8;

class ThreadPool implements StepPool {
  readonly #crew: Crew;
  readonly #dealer: Dealer;
  readonly #timeoutMs: number;
  readonly #retrier: Retrier;
  readonly #fingerprints = new WeakMap<ExperimentHead, Promise<string>>();
  readonly #events = new Subject<PoolEvent>();
  /** What has come first goes first, so that experiments are complete, and released, as early as can be. */
  #came = 0;

  constructor(crew: Crew, dealer: Dealer, timeoutMs: number) {
    this.#crew = crew;
    this.#dealer = dealer;
    this.#timeoutMs = timeoutMs;
    this.#retrier = new Retrier(crew, timeoutMs, (stopped, file) => this.#replaced(stopped, file));
  }

  get size(): number {
    return this.#crew.size;
  }

  get events(): Observable<PoolEvent> {
    return this.#events;
  }

  async open(file: string): Promise<ExperimentHead> {
    const { head, fingerprint } = await this.#opening('open', file, file);
    if (fingerprint !== undefined) this.#fingerprints.set(head, Promise.resolve(fingerprint));
    return head;
  }

  catalog(file: FileOfKind): Promise<CatalogExperiment | CatalogFeatures> {
    return this.#opening('catalog', file, file.file);
  }

  fingerprint(head: ExperimentHead): Promise<string> {
    const { file, stamp } = head;
    const known = this.#fingerprints.get(head);
    if (known !== undefined) return known;
    const found = this.#twice('fingerprint', { file, stamp }, { file, timeoutMs: 0, order: ++this.#came });
    this.#fingerprints.set(head, found);
    return found;
  }

  derive(derivation: Derivation): Promise<BlockResult> {
    // Before all else: what is complete is released.
    return this.#twice('derive', derivation, { file: derivation.file, timeoutMs: 0, order: 0 });
  }

  write(job: FeatureFileJob, signal?: AbortSignal): Promise<WrittenFile> {
    // Threads encode; this one waits for the disk, so that they need not. Before all else: what is written is released.
    const options = { file: job.source, timeoutMs: 0, order: 0, ...(signal && { signal }) };
    return saveFeatures(job, (file) => this.#twice('write', file, options), signal);
  }

  run(task: StepTask, { threads = this.size }: RunOptions = {}): Observable<StepResult> {
    return new Observable((subscriber) => {
      checkLoadable(task);
      checkThreads(threads);
      const deal = this.#dealer.deal(task);
      const giveUp = new AbortController();
      // One for each lane: no sign of a leak.
      setMaxListeners(0, giveUp.signal);
      const attempt: Attempt = {
        order: ++this.#came,
        signal: giveUp.signal,
        emit: (result) => subscriber.next(result),
      };
      const lanes = Array.from({ length: Math.min(threads, cellCount([task], task.steps)) }, () =>
        this.#workThrough(deal, attempt),
      );
      Promise.all(lanes).then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      );
      return () => {
        deal.end();
        giveUp.abort();
      };
    });
  }

  release(file: string): void {
    this.#crew.release(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew[Symbol.asyncDispose]();
    this.#events.complete();
  }

  /** One block after the other, each cut when a thread is free for it, until there is none left. */
  async #workThrough(deal: Deal, attempt: Attempt): Promise<void> {
    while (!attempt.signal.aborted) {
      const done = await this.#retrier.run(() => deal.next(), attempt);
      if (done === undefined) return;
      if (done.times !== undefined) deal.took(done.task, done.times);
    }
  }

  /** A job that opens a file which nobody has opened before: if it stops threads, the file is at fault. */
  async #opening<J extends JobName>(job: J, input: JobInput<J>, file: string): Promise<JobOutput<J>> {
    try {
      return await this.#twice(job, input, { file, timeoutMs: this.#timeoutMs, order: ++this.#came });
    } catch (cause) {
      if (!(cause instanceof ThreadStopped)) throw cause;
      const what = `opening it stopped two worker threads (${cause.message}); it is probably damaged`;
      throw new OectError('data-corrupt', `${file}: ${what}, copy it anew from its source`, { file, cause });
    }
  }

  /** A job that is not cut into parts: once more, on a fresh thread, if its thread stopped. */
  async #twice<J extends JobName>(
    job: J,
    input: JobInput<J>,
    { file, ...options }: JobOptions & { readonly file: string },
  ): Promise<JobOutput<J>> {
    try {
      return await this.#crew.call(job, input, options);
    } catch (error) {
      if (!(error instanceof ThreadStopped) || options.signal?.aborted) throw error;
      this.#replaced(error, file);
      return await this.#crew.call(job, input, { ...options, on: 'fresh-thread' });
    }
  }

  #replaced({ code, message }: ThreadStopped, file: string): void {
    this.#events.next({ kind: 'worker-replaced', code, message, file });
  }
}

/** An extractor without a module must be a built-in one: by its name alone a thread would take the built-in one for it. */
function checkLoadable({ features }: StepTask): void {
  for (const { extractor, module } of features) {
    if (module !== undefined || isBuiltIn(extractor)) continue;
    throw new OectError(
      'bad-module',
      `extractor "${extractor.name}" is known to the program alone: threads load extractors from modules; ` +
        'give the URL of its module to loadRegistry(), or use inlinePool()',
    );
  }
}

/** With none at all the task would end unanswered. */
function checkThreads(threads: number): void {
  if (threads >= 1) return;
  throw new OectError('bad-argument', `a task for ${threads} threads: give a number from 1`);
}
