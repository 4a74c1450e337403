import type { Lease } from '../experiment/experiment.js';
import { type BlockCell, type Calls, splitTask, type TimedBlockResult, toBlock, toResult } from '../task/block.js';
import { failedResult } from '../task/failed-result.js';
import { cellCount, type StepResult, type StepTask } from '../task/step-task.js';
import type { Crew } from './crew.js';
import { ThreadStopped } from './thread.js';

/** How many cells of one feature in one experiment may stop their worker before the feature is set aside there. */
const STRIKES = 10;

/** Whose blocks they are, and what becomes of their results. */
export interface Attempt {
  /** See {@link Crew.call}. */
  readonly order: number;
  readonly signal: AbortSignal;
  emit(result: StepResult): void;
}

/** A block that has been answered. */
export interface Done {
  readonly task: StepTask;
  /** Absent where its thread stopped. */
  readonly times?: Pick<TimedBlockResult, 'readMs' | 'computeMs'>;
}

/**
 * Has blocks computed by a crew, so that each of their cells is answered once, whatever happens to the threads.
 *
 * A block whose thread stopped is tried again in smaller parts until the cell at fault stands alone; if that one stops a
 * fresh thread as well it is a failure. An extractor that took the steps of the block at once gets them one by one from then
 * on, in this experiment. A feature that does so in {@link STRIKES} steps of an experiment is set aside there.
 */
export class Retrier {
  readonly #crew: Crew;
  readonly #timeoutMs: number;
  readonly #onStopped: (stopped: ThreadStopped, file: string) => void;
  /** Cells that stopped a worker, by feature, for as long as there is somebody who has the experiment. */
  readonly #strikes = new WeakMap<Lease, Map<string, number>>();
  /** Features that stopped a worker when they were given all steps of a block at once. */
  readonly #stepwise = new WeakMap<Lease, Set<string>>();

  constructor(crew: Crew, timeoutMs: number, onStopped: (stopped: ThreadStopped, file: string) => void) {
    this.#crew = crew;
    this.#timeoutMs = timeoutMs;
    this.#onStopped = onStopped;
  }

  /**
   * @param take - gives the block when a thread is free for it, if there is one then
   * @returns the block, when all its cells have been answered; undefined if there was none
   */
  async run(
    take: () => StepTask | undefined,
    attempt: Attempt,
    on: 'any-thread' | 'fresh-thread' = 'any-thread',
  ): Promise<Done | undefined> {
    const taken: { task?: StepTask } = {};
    const makeInput = () => {
      const task = this.#takeGood(take, attempt);
      if (task !== undefined) taken.task = task;
      return task && toBlock(task, (feature) => this.#callsOf(task.experiment.lease, feature));
    };
    try {
      const { order, signal } = attempt;
      const result = await this.#crew.callWith('extract', makeInput, { order, signal, on, timeoutMs: this.#timeoutMs });
      if (taken.task === undefined || result === undefined) return undefined;
      attempt.emit(toResult(taken.task, result));
      return { task: taken.task, times: result };
    } catch (error) {
      if (!(error instanceof ThreadStopped) || taken.task === undefined || attempt.signal.aborted) throw error;
      this.#onStopped(error, taken.task.experiment.file);
      await this.#again(taken.task, error, attempt, on);
      return { task: taken.task };
    }
  }

  /** The next block with the features that are not set aside, if it has any; the cells of the others are failures. */
  #takeGood(take: () => StepTask | undefined, { emit }: Attempt): StepTask | undefined {
    for (let task = take(); task !== undefined; task = take()) {
      const { experiment } = task;
      const isSpent = ({ name }: { readonly name: string }) => this.#strikesOf(experiment.lease, name) >= STRIKES;
      const spent = task.features.filter(isSpent);
      if (spent.length === 0) return task;
      emit(
        failedResult({ ...task, features: spent }, `set aside, for it stopped its worker in ${STRIKES} other steps`),
      );
      if (spent.length < task.features.length) {
        return { ...task, features: task.features.filter((feature) => !isSpent(feature)) };
      }
    }
    return undefined;
  }

  async #again(
    task: StepTask,
    stopped: ThreadStopped,
    attempt: Attempt,
    on: 'any-thread' | 'fresh-thread',
  ): Promise<void> {
    if (this.#isOfBatch(task, stopped.cell)) {
      await this.run(once(task), attempt, on);
      return;
    }
    const parts = splitTask(task, stopped.cell);
    const suspects = parts.filter((part) => isCell(part, task, stopped.cell));
    for (const part of suspects) await this.run(once(part), attempt, 'fresh-thread');
    for (const part of parts) {
      if (!suspects.includes(part)) await this.run(once(part), attempt);
    }
    if (parts.length > 0) return;
    if (on === 'any-thread') {
      await this.run(once(task), attempt, 'fresh-thread');
      return;
    }
    this.#strike(task);
    attempt.emit(failedResult(task, stopped.message));
  }

  #callsOf(lease: Lease, feature: string): Calls | undefined {
    return this.#stepwise.get(lease)?.has(feature) ? 'step by step' : undefined;
  }

  /** Whether a worker stopped in all steps of a feature at once; then it gets them one by one from now on. */
  #isOfBatch({ experiment: { lease }, features }: StepTask, cell: BlockCell | undefined): boolean {
    if (cell === undefined || cell.step !== undefined) return false;
    const feature = features[cell.feature]?.name;
    const stepwise = this.#stepwise.get(lease) ?? new Set();
    if (feature === undefined || stepwise.has(feature)) return false;
    this.#stepwise.set(lease, stepwise.add(feature));
    return true;
  }

  #strikesOf(lease: Lease, feature: string): number {
    return this.#strikes.get(lease)?.get(feature) ?? 0;
  }

  #strike({ experiment, features }: StepTask): void {
    const strikes = this.#strikes.get(experiment.lease) ?? new Map<string, number>();
    this.#strikes.set(experiment.lease, strikes);
    for (const { name } of features) strikes.set(name, (strikes.get(name) ?? 0) + 1);
  }
}

function once(task: StepTask): () => StepTask | undefined {
  const left = [task];
  return () => left.pop();
}

/** Whether a part of a task is the one cell of it at which its worker stopped. */
function isCell({ features, steps }: StepTask, task: StepTask, cell: BlockCell | undefined): boolean {
  if (cell === undefined || cellCount(features, steps) !== 1) return false;
  return features[0] === task.features[cell.feature] && steps.start === cell.step;
}
