import { type OperatorFunction, of } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { consumeSteps, type ExperimentRow, type StepsOptions } from './consume-steps.js';

/**
 * Emits what each single step gives as soon as it is computed, for live use: a plot that grows, an alarm, a socket.
 *
 * The steps of one source of an experiment come in order, block by block; experiments, and the two sources of one, come
 * as they are ready. An experiment is closed when its last row is out, so that the next one is opened: no more of them
 * are in work than `openExperiments` may have open. What stands behind this operator and takes its time has to keep
 * what comes meanwhile; {@link consumeSteps} makes the work wait for it.
 *
 * Only features that are extracted from a single step can be among the values. One that takes whole columns, derived or
 * transformed, is refused, for it could not be right before the last step is in; `{ features: [...] }` chooses the
 * others.
 *
 * @example
 * ```ts
 * import { openExperiments } from 'oect-features/operators';
 * import { extractSteps } from 'oect-features/pipelines';
 * import { from, take } from 'rxjs';
 *
 * from(files)
 *   .pipe(openExperiments({ pool, maxOpen: 1 }), extractSteps(configuration, pool, { features: ['peak'] }), take(2))
 *   .subscribe(({ source, step, values }) => console.log(source, step, Number(values.peak).toFixed(4)));
 * // transient 0 0.0062
 * // transient 1 0.0056
 * ```
 * @see consumeSteps, extractLive, extractFeatures
 * @param pool - who does the work; it stays open
 * @returns an operator from opened experiments to rows
 * @throws OectError `bad-argument` at once if a feature is wanted that there is not, or that one step is not enough for
 */
export function extractSteps(
  configuration: Configuration,
  pool: StepPool,
  options: StepsOptions = {},
): OperatorFunction<Experiment, ExperimentRow> {
  return consumeSteps(configuration, pool, (row) => of(row), options);
}
