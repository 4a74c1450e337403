import { resolve } from 'node:path';
import { defer, finalize, from, merge, mergeMap, type Observable, Subject } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { isUnreadable, type OectError } from '../lib/errors.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import { displayName, identityOf } from '../lib/experiment/identity.js';
import { type ExamineOptions, examine } from '../lib/incremental/examine.js';
import { OutputFolder } from '../lib/incremental/find-outputs.js';
import type { DecisionReason } from '../lib/incremental/reasons.js';
import { wantedOf } from '../lib/incremental/wanted.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { plannedCells } from '../lib/task/plan-layer.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { openExperiments } from '../operators/open-experiments.js';
import type { FailedExperiment } from './batch-report.js';

/** What the extraction would be given that is explained. */
export interface ExplainOptions {
  /** Who reads what has to be read; it stays open. */
  readonly pool: StepPool;
  /** Where the feature files are. @defaultValue `features` */
  readonly directory?: string;
  /** In which they must be for nothing to be done. @defaultValue `parquet` */
  readonly format?: TableFormat;
  /** Experiments open at the same time. @defaultValue 16 */
  readonly maxOpen?: number;
  /** Stops in good order: experiments that are not being looked at yet are left out. */
  readonly signal?: AbortSignal;
}

/** What a batch would do with an experiment, and why. */
export type Explanation = Explained | (FailedExperiment & { readonly decision: 'unreadable' });

/** What an extraction would do for an experiment, and why. */
export interface Explained {
  readonly decision: 'up-to-date' | 'extend' | 'recompute' | 'new';
  /** `{chip}-{device}-{description}-{test}`. */
  readonly experiment: string;
  readonly file: string;
  /** (feature, step) pairs of extracted features: those that would be computed, and those that a feature file has. */
  readonly computed: number;
  readonly taken_over: number;
  /** Empty if it is up to date. */
  readonly reasons: readonly DecisionReason[];
  /** The feature file that has what need not be computed; null if there is none. */
  readonly output: string | null;
}

/**
 * Tells of each experiment whether a batch would skip, extend or recompute it, or whether it is new, and because of what.
 *
 * Nothing is computed and nothing is written. What is read is what a batch reads to decide the same.
 *
 * @example
 * ```ts
 * import { batchExtract, explainExperiments } from 'oect-features/pipelines';
 * import { defineFeatures, describeReason } from 'oect-features';
 *
 * const directory = 'explained';
 * const one = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
 * await batchExtract(files, one, { pool, directory });
 * explainExperiments(files, configuration, { pool, directory }).subscribe((explanation) => {
 *   if (explanation.decision === 'unreadable') return;
 *   const { decision, computed, taken_over, reasons } = explanation;
 *   console.log(`${decision}, ${computed} of ${computed + taken_over}: ${reasons.map(describeReason)}`);
 * });
 * // extend, 3 of 6: feature peak was added
 * // extend, 3 of 6: feature peak was added
 * ```
 * @see batchEvents, reuseFeatures
 * @param files - paths
 * @returns an observable of plain data, which begins when it is subscribed to; in the order in which it is found
 * @throws OectError through the stream if the configuration or the machine is wrong
 */
export function explainExperiments(
  files: readonly string[],
  configuration: Configuration,
  { pool, directory = 'features', format = 'parquet', maxOpen, signal }: ExplainOptions,
): Observable<Explanation> {
  return defer(() => Promise.all([OutputFolder.at(directory), wantedOf(configuration)])).pipe(
    mergeMap(([folder, wanted]) => {
      const unreadable = new Subject<Explanation>();
      const explained = from(files.map((file) => resolve(file))).pipe(
        openExperiments({
          pool,
          onUnreadable: (error, file) => unreadable.next(unreadableFile(error, file)),
          ...(maxOpen !== undefined && { maxOpen }),
          ...(signal !== undefined && { signal }),
        }),
        consumeExperiments((experiment) => explain(experiment, { configuration, wanted, folder, format, pool })),
        finalize(() => unreadable.complete()),
      );
      return merge(unreadable, explained);
    }),
  );
}

async function explain(experiment: Experiment, options: ExamineOptions): Promise<Explanation> {
  const { file, head } = experiment;
  const { graph } = options.configuration;
  try {
    const { decision, takenOver } = await examine(experiment, options);
    const cells = plannedCells(experiment, graph);
    const missing = takenOver === undefined ? cells : plannedCells({ ...experiment, takenOver }, graph);
    const computed = decision.kind === 'up-to-date' ? 0 : missing;
    return {
      decision: decision.kind,
      experiment: displayName(identityOf(head)),
      file,
      computed,
      taken_over: cells - computed,
      reasons: decision.reasons,
      output: 'output' in decision ? decision.output.file : null,
    };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return unreadableFile(error, file);
  }
}

function unreadableFile({ code, message }: OectError, file: string): Explanation {
  return { decision: 'unreadable', file, error: { code, message } };
}
