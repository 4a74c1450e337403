import { OectError } from '../errors.js';
import { cutPlans, largestStepBytes, leastBlockBytes, planBytes } from '../experiment/cut-plan.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { TimedBlockResult } from '../task/block.js';
import { type StepTask, withPlans } from '../task/step-task.js';
import { blockBytes, type Cost } from './block-size.js';

export interface DealerOptions {
  readonly threads: number;
  /** Measurements in one block, in bytes, inflated; where steps or HDF5 chunks are large it is more. @defaultValue 2 MiB */
  readonly blockBytes?: number;
  /** Measurements in one step at most: a larger one is an error. @defaultValue any that can be read */
  readonly stepBytes?: number;
}

/** A task that is being dealt out. */
export interface Deal {
  /** The next block of it, as large as is good now; undefined when all have been dealt. */
  next(): StepTask | undefined;
  /** Tells what a block took, from which the sizes of later ones follow. */
  took(block: StepTask, times: Pick<TimedBlockResult, 'readMs' | 'computeMs'>): void;
  /** Nothing more of it is wanted. */
  end(): void;
}

/** How much the latest block weighs against all before it in what features cost. */
const LATEST = 0.3;

const BLOCK_BYTES = 2 ** 21;

/** No block becomes larger than this for the sake of chunks, nor smaller than one step. */
const LARGEST_BLOCK = 2 ** 25;

/** Cuts the tasks of a pool into blocks, each when a thread is free for it: then it is known how large it should be. */
export class Dealer {
  readonly #options: Required<DealerOptions>;
  readonly #costs = new WeakMap<readonly ExtractedFeature[], Cost>();
  readonly #waiting = new Set<StepTask>();

  constructor(options: DealerOptions) {
    this.#options = { blockBytes: BLOCK_BYTES, stepBytes: Number.POSITIVE_INFINITY, ...options };
    for (const name of ['blockBytes', 'stepBytes'] as const) {
      const bytes = this.#options[name];
      if (!(bytes > 0)) throw new OectError('bad-argument', `${name} is ${bytes}; give a number of bytes above 0`);
    }
  }

  /** @throws OectError `too-large` if a step of the task takes more memory than there is */
  deal(task: StepTask): Deal {
    this.#checkSteps(task);
    let rest: StepTask | undefined = task;
    this.#waiting.add(task);
    const restIs = (next: StepTask | undefined) => {
      if (rest !== undefined) this.#waiting.delete(rest);
      rest = next;
      if (rest !== undefined) this.#waiting.add(rest);
    };
    return {
      next: () => {
        if (rest === undefined) return undefined;
        const cut = cutPlans(task.experiment.head, rest.plans, this.#blockBytes(rest));
        const block = withPlans(task, cut.block);
        restIs(cut.rest && withPlans(task, cut.rest));
        return block;
      },
      took: (block, times) => this.#learn(block, times),
      end: () => restIs(undefined),
    };
  }

  #checkSteps({ experiment: { head, file }, plans }: StepTask): void {
    const { stepBytes } = this.#options;
    const largest = largestStepBytes(head, plans);
    if (largest <= stepBytes) return;
    throw new OectError(
      'too-large',
      `${file}: a ${plans.map(({ source }) => source).join(' and a ')} step take${plans.length > 1 ? '' : 's'} ${mebibytes(largest)} MiB at once, and there is room for ` +
        `${mebibytes(stepBytes)}; give more memory, or share it between fewer workers`,
      { file },
    );
  }

  #blockBytes(task: StepTask): number {
    const { threads, blockBytes: usualBytes, stepBytes } = this.#options;
    return blockBytes({
      cost: this.#costs.get(task.features),
      leastBytes: leastBlockBytes(task.experiment.head, task.plans),
      waitingMs: this.#waitingMs(),
      threads,
      usualBytes,
      maxBytes: Math.min(stepBytes, LARGEST_BLOCK),
    });
  }

  #waitingMs(): number {
    let total = 0;
    for (const { features, experiment, plans } of this.#waiting) {
      const cost = this.#costs.get(features);
      if (cost === undefined) return Number.POSITIVE_INFINITY;
      total += (cost.read + cost.compute) * planBytes(experiment.head, plans);
    }
    return total;
  }

  #learn({ features, experiment, plans }: StepTask, times: Pick<TimedBlockResult, 'readMs' | 'computeMs'>): void {
    const bytes = planBytes(experiment.head, plans);
    if (bytes === 0) return;
    const latest = { read: times.readMs / bytes, compute: times.computeMs / bytes };
    const known = this.#costs.get(features) ?? latest;
    this.#costs.set(features, {
      read: known.read + LATEST * (latest.read - known.read),
      compute: known.compute + LATEST * (latest.compute - known.compute),
    });
  }
}

function mebibytes(bytes: number): number {
  return Math.round((bytes / 2 ** 20) * 10) / 10;
}
