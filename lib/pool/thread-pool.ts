import { availableParallelism } from 'node:os';
import { Observable } from 'rxjs';
import { OectError } from '../errors.js';
import type { Lease } from '../experiment/experiment.js';
import type { ExperimentHead } from '../experiment/head.js';
import { builtInRegistry } from '../extractors/registry.js';
import { valueColumns } from '../table/feature-table.js';
import { encodeFeatures, type FeatureFileJob, saveFeatures } from '../table/write-features.js';
import type { WrittenFile } from '../table/write-file.js';
import { emptyColumns } from '../task/assemble-columns.js';
import { type BlockCell, splitTask, toBlock, toResult } from '../task/block.js';
import { cellCount, type StepResult, type StepTask } from '../task/step-task.js';
import { LONGEST_TIMER_MS } from '../timer.js';
import { Crew, type CrewOptions } from './crew.js';
import type { JobInput, JobName, JobOutput } from './protocol.js';
import type { StepPool } from './step-pool.js';
import { ThreadStopped } from './thread.js';

export interface ThreadPoolOptions extends CrewOptions {
  /** Number of threads. @defaultValue what the machine runs in parallel: this thread has next to nothing to do */
  readonly size?: number;
  /**
   * How long a thread may get nowhere, in one step of one feature, before it is taken for stuck, in ms; 0 waits for ever.
   * @defaultValue 30000
   */
  readonly timeoutMs?: number;
}

/** How many cells of one feature in one experiment may stop their worker before the feature is set aside there. */
const STRIKES = 10;

/**
 * A pool of worker threads, each of which opens files, reads its own blocks, computes and encodes what is written.
 *
 * A thread that dies, exits, runs out of memory or gets stuck is replaced. Its task is tried again in smaller parts until
 * the cell at fault stands alone; if that one stops a fresh thread as well it is null, with the reason. A feature that
 * does so in {@link STRIKES} steps of an experiment is set aside for the rest of it.
 *
 * @example
 * ```ts
 * await using pool = threadPool({ size: 4 });
 * ```
 */
export function threadPool(options: ThreadPoolOptions = {}): StepPool {
  const { size = availableParallelism(), timeoutMs = 30_000, ...crewOptions } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new OectError('bad-argument', `a pool of ${size} threads: give a whole number from 1, or use inlinePool()`);
  }
  if (!(timeoutMs >= 0 && timeoutMs <= LONGEST_TIMER_MS)) {
    throw new OectError(
      'bad-argument',
      `timeoutMs ${timeoutMs}: give milliseconds up to ${LONGEST_TIMER_MS}, or 0 to wait for ever`,
    );
  }
  return new ThreadPool(new Crew(size, crewOptions), timeoutMs);
}

class ThreadPool implements StepPool {
  readonly #crew: Crew;
  readonly #timeoutMs: number;
  /** Cells that stopped a worker, by feature, for as long as there is somebody who has the experiment. */
  readonly #strikes = new WeakMap<Lease, Map<string, number>>();

  constructor(crew: Crew, timeoutMs: number) {
    this.#crew = crew;
    this.#timeoutMs = timeoutMs;
  }

  get size(): number {
    return this.#crew.size;
  }

  async open(file: string): Promise<ExperimentHead> {
    try {
      return await this.#twice('open', file, this.#timeoutMs);
    } catch (cause) {
      if (!(cause instanceof ThreadStopped)) throw cause;
      const what = `opening it stopped two worker threads (${cause.message}); it is probably damaged`;
      throw new OectError('data-corrupt', `${file}: ${what}, copy it anew from its source`, { file, cause });
    }
  }

  async write(job: FeatureFileJob): Promise<WrittenFile> {
    // Threads encode; while they are all busy this one does what is small. It also waits for the disk, so that they need not.
    const isOurs = this.#crew.isBusy && isSmall(job);
    return saveFeatures(isOurs ? await encodeFeatures(job) : await this.#twice('encode', job, 0));
  }

  run(task: StepTask): Observable<StepResult> {
    return new Observable((subscriber) => {
      checkLoadable(task);
      const giveUp = new AbortController();
      this.#attempt(task, 'any-thread', giveUp.signal, (result) => subscriber.next(result)).then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      );
      return () => giveUp.abort();
    });
  }

  release(file: string): void {
    this.#crew.release(file);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#crew[Symbol.asyncDispose]();
  }

  /** A job that is not cut into parts: once more, on a fresh thread, if its thread stopped. */
  async #twice<J extends JobName>(job: J, input: JobInput<J>, timeoutMs: number): Promise<JobOutput<J>> {
    try {
      return await this.#crew.call(job, input, { timeoutMs });
    } catch (error) {
      if (!(error instanceof ThreadStopped)) throw error;
      return await this.#crew.call(job, input, { timeoutMs, on: 'fresh-thread' });
    }
  }

  async #attempt(
    task: StepTask,
    on: 'any-thread' | 'fresh-thread',
    signal: AbortSignal,
    emit: (result: StepResult) => void,
  ): Promise<void> {
    if (signal.aborted) return;
    const spent = task.features.filter(({ name }) => this.#strikesOf(task, name) >= STRIKES);
    if (spent.length > 0) {
      emit(failure({ ...task, features: spent }, `set aside, for it stopped its worker in ${STRIKES} other steps`));
      const features = task.features.filter((feature) => !spent.includes(feature));
      if (features.length > 0) await this.#attempt({ ...task, features }, on, signal, emit);
      return;
    }
    const stopped = await this.#extract(task, on, signal, emit);
    if (stopped === undefined) return;
    const parts = splitTask(task, stopped.cell);
    const suspects = parts.filter((part) => isCell(part, task, stopped.cell));
    for (const part of suspects) await this.#attempt(part, 'fresh-thread', signal, emit);
    for (const part of parts) {
      if (!suspects.includes(part)) await this.#attempt(part, 'any-thread', signal, emit);
    }
    if (parts.length > 0) return;
    if (on === 'any-thread') {
      await this.#attempt(task, 'fresh-thread', signal, emit);
      return;
    }
    this.#strike(task);
    emit(failure(task, stopped.message));
  }

  /** Emits the result, or returns how the thread stopped. */
  async #extract(
    task: StepTask,
    on: 'any-thread' | 'fresh-thread',
    signal: AbortSignal,
    emit: (result: StepResult) => void,
  ): Promise<ThreadStopped | undefined> {
    try {
      const options = { on, signal, timeoutMs: this.#timeoutMs };
      emit(toResult(task, await this.#crew.call('extract', toBlock(task), options)));
      return undefined;
    } catch (error) {
      if (error instanceof ThreadStopped) return error;
      throw error;
    }
  }

  #strikesOf({ experiment }: StepTask, feature: string): number {
    return this.#strikes.get(experiment.lease)?.get(feature) ?? 0;
  }

  #strike({ experiment, features }: StepTask): void {
    const strikes = this.#strikes.get(experiment.lease) ?? new Map<string, number>();
    this.#strikes.set(experiment.lease, strikes);
    for (const { name } of features) strikes.set(name, (strikes.get(name) ?? 0) + 1);
  }
}

/** An extractor without a module must be a built-in one: by its name alone a thread would take the built-in one for it. */
function checkLoadable({ features }: StepTask): void {
  for (const { extractor, module } of features) {
    if (module !== undefined || builtInRegistry.extractors.get(extractor.name)?.extractor === extractor) continue;
    throw new OectError(
      'bad-module',
      `extractor "${extractor.name}" is known to the program alone: threads load extractors from modules; ` +
        'give the URL of its module to loadRegistry(), or use inlinePool()',
    );
  }
}

/** Whether a part of a task is the one cell of it at which its worker stopped. */
function isCell({ features, plan }: StepTask, task: StepTask, cell: BlockCell | undefined): boolean {
  if (cell === undefined || cellCount(features, plan.steps) !== 1) return false;
  return features[0] === task.features[cell.feature] && plan.steps.start === cell.step;
}

/** Up to some milliseconds of work for the table and for the fingerprint of its source. */
function isSmall({ table, stamp }: FeatureFileJob): boolean {
  const numbers = valueColumns(table).reduce((sum, column) => sum + column.values.length, 0);
  return numbers <= 10_000 && stamp.size <= 4 * 2 ** 20;
}

/** The result of a task none of whose cells has a value. */
function failure(task: StepTask, reason: string): StepResult {
  const { start, stop } = task.plan.steps;
  const steps = Array.from({ length: stop - start }, (_, index) => start + index);
  return toResult(task, {
    columns: [...emptyColumns(task.features, steps.length)],
    remarks: task.features.map(({ name }) => ({ feature: name, kind: 'failure', reason, steps })),
  });
}
