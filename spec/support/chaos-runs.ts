import { setTimeout as delay } from 'node:timers/promises';
import { from, lastValueFrom, takeUntil, tap, timer } from 'rxjs';
import { expect } from 'vitest';
import type { Configuration } from '../../lib/config/configuration.js';
import { isOectError, isUnreadable, type OectError } from '../../lib/errors.js';
import type { Experiment } from '../../lib/experiment/experiment.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { Remark } from '../../lib/table/remark.js';
import type { CompletedExperiment } from '../../lib/task/complete-experiment.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { type ExtractFeaturesOptions, extractFeatures } from '../../pipelines/extract-features.js';
import { watchLeftovers } from './leftovers.js';

/** How a run is brought to its end, if it is not left to come there by itself. */
export type Ending =
  | { readonly kind: 'its own' }
  | { readonly kind: 'unsubscribe' | 'abort' | 'pool closes'; readonly afterMs: number }
  /** The consumer throws at this experiment. */
  | { readonly kind: 'consumer fails'; readonly at: number };

export interface ChaosRun {
  readonly files: readonly string[];
  readonly pool: StepPool;
  readonly configuration: Configuration;
  readonly options: ExtractFeaturesOptions;
  readonly maxOpen: number;
  /** How long the consumer takes over an experiment. */
  readonly consumeMs: number;
  readonly ending: Ending;
  readonly onOpen?: (file: string) => void;
}

export interface ChaosOutcome {
  readonly completed: ReadonlyMap<string, CompletedExperiment>;
  readonly unreadable: ReadonlyMap<string, OectError>;
}

const CONSUMER_FAILED = new Error('the consumer has had enough');

/** Runs files through, whatever happens to them on the way, and makes sure that nothing of the run is left behind. */
export async function chaosRun(run: ChaosRun): Promise<ChaosOutcome> {
  const { files, pool, configuration, options, maxOpen, consumeMs, ending, onOpen } = run;
  const nothingLeft = watchLeftovers(files);
  const opened: Experiment[] = [];
  const completed = new Map<string, CompletedExperiment>();
  const unreadable = new Map<string, OectError>();
  const onUnreadable = (error: OectError, file: string) => {
    expect(isUnreadable(error) && error.message, error.code).toContain(file);
    expect(unreadable.has(file), `${file} failed twice`).toBe(false);
    unreadable.set(file, error);
  };
  const stop = new AbortController();
  const consume = async (experiment: CompletedExperiment) => {
    if (consumeMs > 0) await delay(consumeMs);
    if (ending.kind === 'consumer fails' && completed.size === ending.at) throw CONSUMER_FAILED;
    expect(completed.has(experiment.file), `${experiment.file} came twice`).toBe(false);
    completed.set(experiment.file, experiment);
  };
  const stream = from(files).pipe(
    openExperiments({ maxOpen, pool, onUnreadable, signal: stop.signal }),
    tap((experiment) => {
      opened.push(experiment);
      onOpen?.(experiment.file);
    }),
    extractFeatures(configuration, pool, { ...options, onUnreadable }),
    consumeExperiments(consume),
  );
  const clocks = [
    ...(ending.kind === 'abort' ? [setTimeout(() => stop.abort(), ending.afterMs)] : []),
    ...(ending.kind === 'pool closes' ? [setTimeout(() => pool[Symbol.asyncDispose](), ending.afterMs)] : []),
  ];
  const limited = ending.kind === 'unsubscribe' ? stream.pipe(takeUntil(timer(ending.afterMs))) : stream;
  try {
    await lastValueFrom(limited, { defaultValue: undefined });
  } catch (error) {
    const expected = ending.kind === 'pool closes' ? isOectError(error, 'pool-closed') : error === CONSUMER_FAILED;
    if (!expected) throw error;
  } finally {
    for (const clock of clocks) clearTimeout(clock);
  }
  expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
  await nothingLeft();
  return { completed, unreadable };
}

/**
 * Expects that an experiment is what a plain loop makes of it: values bit for bit, counts, and remarks.
 *
 * @param alias - features that name their reasons in their own words: only kind and steps of their remarks count
 */
export function expectSame(
  found: CompletedExperiment,
  expected: CompletedExperiment,
  alias: (feature: string) => boolean,
): void {
  expect(found.table.columns).toEqual(expected.table.columns);
  expect(found.counts).toEqual(expected.counts);
  expect(comparable(found.table.remarks, alias)).toEqual(comparable(expected.table.remarks, alias));
}

function comparable(remarks: readonly Remark[], alias: (feature: string) => boolean): readonly string[] {
  return remarks
    .flatMap(({ feature, kind, reason, steps }) =>
      steps.map((step) => JSON.stringify([feature, kind, step, alias(feature) ? '' : reason])),
    )
    .sort();
}
