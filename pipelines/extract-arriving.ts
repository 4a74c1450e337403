import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  of,
  takeUntil,
  tap,
} from 'rxjs';
import type { Catalog } from '../lib/catalog/catalog.js';
import type { CatalogExperiment } from '../lib/catalog/entry.js';
import type { Configuration } from '../lib/config/configuration.js';
import { type ErrorCode, OectError } from '../lib/errors.js';
import { isSameStamp } from '../lib/experiment/file-stamp.js';
import type { FileStamp } from '../lib/experiment/head.js';
import { planMemory } from '../lib/memory/memory-plan.js';
import { tableSize } from '../lib/memory/table-size.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { Counts } from '../lib/table/accounting.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { sweepTemporaryFiles } from '../lib/table/temporary-file.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { openExperiments } from '../operators/open-experiments.js';
import { reuseFeatures } from '../operators/reuse-features.js';
import { type CatalogChange, type WatchCatalogOptions, watchCatalog } from '../operators/watch-catalog.js';
import { whenAborted } from '../operators/when-aborted.js';
import { writeExperiment } from '../operators/write-files.js';
import { type ExecutionMode, extractFeatures } from './extract-features.js';

/** Who extracts what comes, where it goes, and when a file is complete. */
export interface ExtractArrivingOptions extends Omit<WatchCatalogOptions, 'pool'> {
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
  /** Where feature files go; made if there is none. @defaultValue `features` */
  readonly directory?: string;
  /** @defaultValue `parquet` */
  readonly format?: TableFormat;
  /** @defaultValue `step` */
  readonly mode?: ExecutionMode;
  /** Experiments open at the same time. @defaultValue 16 */
  readonly maxOpen?: number;
  /** Memory for the columns and tables of all open experiments, in bytes. @defaultValue that of {@link planMemory} */
  readonly tableBytes?: number;
  /** Stops in good order: what is being written is finished, then the stream completes. */
  readonly signal?: AbortSignal;
}

/** What happens while experiments are extracted as they come. */
export type ArrivalEvent =
  | CatalogChange
  | {
      readonly kind: 'extracted';
      readonly file: string;
      readonly output: string;
      readonly rows: number;
      readonly counts: Counts;
    }
  | {
      readonly kind: 'failed';
      readonly file: string;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    };

/**
 * Extracts the experiments of a catalog that lack the features of a configuration, and then those that come, each once.
 *
 * An experiment is extracted again when its content has changed, and then only what is new in it, as far as that can be
 * told; touching or copying its file changes nothing. One that cannot be read or written fails alone, and is tried again when
 * its file changes or another run begins. The stream goes on until it is unsubscribed from or its signal is aborted.
 *
 * @example
 * ```ts
 * import { dirname } from 'node:path';
 * import { openCatalog } from 'oect-features/catalog';
 * import { extractArriving } from 'oect-features/pipelines';
 * import { filter, take } from 'rxjs';
 *
 * const catalog = await openCatalog({ roots: [dirname(files[0])] });
 * extractArriving(catalog, configuration, { pool, directory: 'arrived' })
 *   .pipe(
 *     filter((event) => event.kind === 'extracted'),
 *     take(2),
 *   )
 *   .subscribe(({ rows, counts }) => console.log(rows, 'rows,', counts.values, 'values'));
 * // 3 rows, 6 values
 * // 3 rows, 6 values
 * ```
 * @see watchCatalog, batchEvents
 * @param catalog - of the experiments, and of the folder that the features go to: else those of earlier runs are not known
 * @param configuration - what to compute
 * @returns what happens to experiments and to their features, as it happens
 * @throws OectError through the stream if the configuration or the machine is wrong
 */
export function extractArriving(
  catalog: Catalog,
  configuration: Configuration,
  options: ExtractArrivingOptions,
): Observable<ArrivalEvent> {
  return new Observable((subscriber) => {
    const { pool, directory = 'features', format = 'parquet', mode = 'step', maxOpen, signal } = options;
    const { tableBytes = planMemory(pool.size).tableBytes } = options;
    const tell = (event: ArrivalEvent) => subscriber.next(event);
    const fail = ({ code, message }: OectError, file: string) =>
      tell({ kind: 'failed', file, error: { code, message } });
    const begun = new BegunStates();

    const changes = watchCatalog(catalog, options).pipe(
      tap(tell),
      // One after the other: each is asked of the catalog when those before it have been.
      concatMap((change) =>
        change.kind === 'added' || change.kind === 'changed'
          ? catalog.withoutFeatures([change.experiment], configuration)
          : EMPTY,
      ),
      mergeMap((experiments) => experiments),
    );
    const lacking = defer(async () => {
      await sweepTemporaryFiles(directory);
      return catalog.search({ missing_features: configuration });
    }).pipe(mergeMap((experiments) => experiments));
    const save = (experiment: CompletedExperiment) =>
      writeExperiment(experiment, directory, format, pool).pipe(
        mergeMap(async ({ file: output }) => {
          await catalog.refresh([{ kind: 'features', file: output }]);
          const { file, table, counts } = experiment;
          tell({ kind: 'extracted', file, output, rows: table.rows, counts });
        }),
        catchError((error) => {
          if (!(error instanceof OectError)) throw error;
          fail(error, experiment.file);
          return EMPTY;
        }),
      );
    return merge(lacking, changes)
      .pipe(
        takeUntil(signal === undefined ? NEVER : whenAborted(signal)),
        filter((experiment) => begun.isNew(experiment)),
        map(({ file }) => file),
        openExperiments({
          pool,
          onUnreadable: fail,
          tables: { bytes: tableBytes, of: (head) => tableSize(head, configuration.graph) },
          ...(maxOpen !== undefined && { maxOpen }),
          ...(signal !== undefined && { signal }),
        }),
        // Each on its own: what was written for those before it is to be found.
        mergeMap((experiment) =>
          of(experiment).pipe(reuseFeatures(configuration, { directory, format, pool, onUnreadable: fail })),
        ),
        extractFeatures(configuration, pool, { mode, onUnreadable: fail }),
        consumeExperiments(save),
      )
      .subscribe({ error: (error) => subscriber.error(error), complete: () => subscriber.complete() });
  });
}

/** The states of files whose extraction has begun: what is found and what is told of may be the same. */
class BegunStates {
  readonly #stamps = new Map<string, FileStamp>();

  isNew({ file, stamp }: CatalogExperiment): boolean {
    const before = this.#stamps.get(file);
    this.#stamps.set(file, stamp);
    return before === undefined || !isSameStamp(before, stamp);
  }
}
