import { defer, filter, finalize, map, type OperatorFunction, of, toArray } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { Source, Step } from '../lib/experiment/step.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { failedResult } from '../lib/task/failed-result.js';
import { liveExperiment, liveTask } from '../lib/task/live-task.js';
import { stepLayer } from '../lib/task/step-layer.js';
import type { StepRow } from '../lib/task/step-row.js';
import { taskRows } from '../lib/task/task-rows.js';
import { mergeMapInOrder } from '../operators/merge-map-in-order.js';
import { runTask } from '../operators/run-on-pool.js';

/** What one measured step gave. */
export interface LiveRow<S extends Step> extends StepRow {
  /** The step itself, with all that its instrument wrote beside the measurements. */
  readonly measured: S;
}

/** How steps that are being measured are computed. */
export interface ExtractLiveOptions {
  /** As of `extractSteps`. @defaultValue all of the configuration */
  readonly features?: readonly string[];
  /** Steps in work or waiting for their turn. @defaultValue twice the size of the pool */
  readonly concurrency?: number;
  /** What the events of the pool call it. @defaultValue `live` */
  readonly name?: string;
}

/**
 * Emits what each step of an instrument gives: steps that come from anywhere but a file.
 *
 * Rows come in the order of the steps, the same as they would of a file: points that are not finite are left out, and
 * what goes wrong with one value costs that value. `inlinePool()` computes in this thread, which is enough where a step
 * comes every second; a pool of threads keeps this one free, and survives extractors that end theirs or loop for ever.
 * Steps of a source that no feature reads are passed over. An instrument does not wait: steps that come faster than
 * they are computed are kept, as they are, and so their arrays must not be used again before their row is out.
 *
 * @example
 * ```ts
 * import { extractLive } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * const Vg = Float64Array.of(-0.3, -0.2, -0.1, 0);
 * const Id = Float64Array.of(0, 1e-6, 4e-6, 6e-6);
 * const sweeps = [0, 1].map((index) => ({ kind: 'transfer', index, Vg, Id, device: 'A7' }) as const);
 *
 * from(sweeps)
 *   .pipe(extractLive(configuration, pool, { features: ['gm'] }))
 *   .subscribe(({ measured, step, values }) => console.log(measured.device, step, Number(values.gm).toFixed(6)));
 * // A7 0 0.000025
 * // A7 1 0.000025
 * ```
 * @see extractSteps
 * @param pool - who does the work; it stays open
 * @returns an operator from steps to rows, each with the step that it is of
 * @throws OectError `bad-argument`: at once as {@link extractSteps}; through the stream for what is no step
 */
export function extractLive<S extends Step>(
  configuration: Configuration,
  pool: StepPool,
  { features, concurrency = 2 * pool.size, name = 'live' }: ExtractLiveOptions = {},
): OperatorFunction<S, LiveRow<S>> {
  const { extracted } = stepLayer(configuration, features);
  const ofSource = (source: Source) => extracted.filter(({ sources }) => sources.includes(source));
  // Once: what a list of features costs is learned from one step and used for the next.
  const featuresOf = { transfer: ofSource('transfer'), transient: ofSource('transient') };
  return (steps) =>
    defer(() => {
      const experiment = liveExperiment(name);
      const release = () => pool.release(name);
      const rowsOf = (measured: S) => {
        const { task, fault } = liveTask(experiment, measured, featuresOf[measured.kind]);
        const results =
          fault === undefined ? runTask(pool, task, release, { threads: 1 }) : of(failedResult(task, fault));
        return results.pipe(
          toArray(),
          map((results) => taskRows(task, results).map((row) => ({ ...row, measured }))),
        );
      };
      return steps.pipe(
        filter(({ kind }) => featuresOf[kind]?.length !== 0),
        mergeMapInOrder(rowsOf, (rows) => rows, concurrency),
        finalize(() => experiment.close()),
      );
    });
}
