import type { Computed } from '../table/computed.js';
import type { TakenOver } from '../table/taken-over.js';
import { type ExperimentHead, stepCounts } from './head.js';
import { StepDigests } from './step-digests.js';

/** Tells one opened experiment from all others, also from the same file opened twice. */
export type ExperimentId = string & { readonly __brand: 'ExperimentId' };

/**
 * One opened experiment: what its file says of it, the columns computed so far, and the lease that keeps it open.
 *
 * Each layer of a feature graph gives an experiment richer by the layer's columns (`withColumns`); all of them share
 * one lease, so closing any of them closes the experiment.
 */
export interface Experiment extends Computed {
  readonly id: ExperimentId;
  /** Absolute path. */
  readonly file: string;
  readonly head: ExperimentHead;
  /** Of the steps that have been read, by whichever layer; all of them share it. */
  readonly digests: StepDigests;
  /** What need not be computed, because an earlier feature file has it. */
  readonly takenOver?: TakenOver;
  readonly lease: Lease;
  /** Gives back all that the experiment holds. Closing twice does nothing. */
  close(): void;
}

/** Who has an opened experiment: nobody yet (emitted, not taken), a layer, a consumer; or it is closed. */
export type LeaseState = 'offered' | 'in-layer' | 'taken' | 'closed';

/** The right to an opened experiment, given back exactly once. */
export class Lease {
  #state: LeaseState = 'offered';
  #since = performance.now();
  readonly #listeners = new Set<() => void>();

  get state(): LeaseState {
    return this.#state;
  }

  /** For how long nobody has taken the experiment, in ms; 0 if somebody has, or had. */
  get idleMs(): number {
    return this.#state === 'offered' ? performance.now() - this.#since : 0;
  }

  /** Marks whose turn it is; has no effect on a closed lease. */
  pass(to: Exclude<LeaseState, 'closed'>): void {
    if (this.#state === 'closed') return;
    this.#state = to;
    this.#since = performance.now();
  }

  /** Gives the experiment back, and tells who waits for that; closing twice does nothing. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /**
   * Calls `listener` once, when the lease is closed; at once if it is already. The same listener is kept once.
   *
   * @returns takes the listener out again
   */
  onClose(listener: () => void): () => void {
    if (this.#state === 'closed') listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

let opened = 0;

/** A newly opened experiment, without columns. */
export function createExperiment(head: ExperimentHead): Experiment {
  opened += 1;
  const lease = new Lease();
  return {
    id: `${opened}:${head.file}` as ExperimentId,
    file: head.file,
    head,
    columns: new Map(),
    remarks: [],
    digests: new StepDigests(stepCounts(head)),
    lease,
    close: () => lease.close(),
  };
}
