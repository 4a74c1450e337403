import { fileURLToPath } from 'node:url';
import {
  asapScheduler,
  catchError,
  defer,
  EMPTY,
  mergeMap,
  NEVER,
  Observable,
  type OperatorFunction,
  scheduled,
  share,
  takeUntil,
} from 'rxjs';
import { isUnreadable, messageOf, OectError } from '../lib/errors.js';
import { createExperiment, type Experiment } from '../lib/experiment/experiment.js';
import type { ExperimentHead } from '../lib/experiment/head.js';
import { readHead } from '../lib/experiment/read-head.js';
import { Allowance } from '../lib/memory/allowance.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { LONGEST_TIMER_MS } from '../lib/timer.js';
import { whenAborted } from './when-aborted.js';

/** Experiments open at the same time, where nobody says how many. */
export const MAX_OPEN = 16;

/** What to do about a file that cannot be read; the stream goes on without it. */
export type OnUnreadable = (error: OectError, file: string) => void;

/** How many experiments are open at once, who reads them, and what becomes of those that cannot be read. */
export interface OpenExperimentsOptions {
  /** Experiments open at the same time. @defaultValue 16 */
  readonly maxOpen?: number;
  /**
   * Memory for the columns and tables of all open experiments together, and how much of it an experiment takes: the next
   * one is not emitted before there is as much left. One that takes more than there is has it alone.
   * @defaultValue only their number is limited
   */
  readonly tables?: {
    readonly bytes: number;
    /** What an experiment takes, in bytes. */
    readonly of: (head: ExperimentHead) => number;
  };
  /** Takes files that cannot be read. @defaultValue the stream ends in the error */
  readonly onUnreadable?: OnUnreadable;
  /** Has its threads read the heads of files. @defaultValue this thread does */
  readonly pool?: Pick<StepPool, 'open' | 'release'>;
  /**
   * For how long all experiments that may be open may lie about, emitted and neither taken (by a layer or a consumer) nor
   * closed, before the stream ends in an error, in ms. @defaultValue 60000
   */
  readonly stallMs?: number;
  /**
   * Stops in good order when aborted: no more files are opened, experiments that nobody has taken yet are closed, those that
   * are being consumed are left to end. Then the stream completes.
   */
  readonly signal?: AbortSignal;
}

/**
 * Opens experiment files, at most `maxOpen` at a time: the next one when an open one has been closed.
 *
 * An open experiment is a lease. Whoever consumes the stream closes each experiment when done with it
 * (`consumeExperiments` and `writeParquet` do); on an error or an unsubscribe all that are open are closed. Experiments
 * that are dropped unclosed stall the stream, which then ends in an error that names them.
 *
 * @example
 * ```ts
 * import { stepCounts } from 'oect-features';
 * import { consumeExperiments, openExperiments } from 'oect-features/operators';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(openExperiments({ maxOpen: 4 }), consumeExperiments(({ head }) => [stepCounts(head)]))
 *   .subscribe((steps) => console.log(steps));
 * // { transfer: 3, transient: 3 }
 * // { transfer: 3, transient: 3 }
 * ```
 * @see consumeExperiments, iterateExperiments
 * @returns an operator from paths or file URLs to experiments; it completes when all that it opened is closed
 * @throws OectError `bad-argument` at once for a wrong option; through the stream that of a file that cannot be read,
 *   unless `onUnreadable` takes it, and `internal` for experiments that were dropped
 */
export function openExperiments(options: OpenExperimentsOptions = {}): OperatorFunction<string | URL, Experiment> {
  const { maxOpen = MAX_OPEN, stallMs = 60_000, signal, tables } = options;
  if (!(maxOpen >= 1)) {
    throw new OectError('bad-argument', `maxOpen is ${maxOpen}; at least 1 experiment must be open to make progress`);
  }
  if (!(stallMs >= 1 && stallMs <= LONGEST_TIMER_MS)) {
    throw new OectError('bad-argument', `stallMs is ${stallMs}; give milliseconds from 1 to ${LONGEST_TIMER_MS}`);
  }
  if (tables !== undefined && !(tables.bytes > 0)) {
    throw new OectError(
      'bad-argument',
      `tables.bytes is ${tables.bytes}; give the memory that tables may take, in bytes`,
    );
  }
  return (files) =>
    defer(() => {
      const open = new Set<Experiment>();
      const aborted = abortOf(signal);
      const memory = new Allowance(tables?.bytes ?? Number.POSITIVE_INFINITY);
      const settings = { ...options, maxOpen, stallMs, aborted, memory };
      return files.pipe(
        takeUntil(aborted),
        mergeMap((file) => leaseOf(file, open, settings), maxOpen),
      );
    });
}

interface Settings extends OpenExperimentsOptions {
  readonly maxOpen: number;
  readonly stallMs: number;
  readonly memory: Allowance;
  /** Emits once, when the signal is aborted. */
  readonly aborted: Observable<unknown>;
}

/** Opens on subscribe, emits the experiment, completes when it is closed; closes it on unsubscribe. */
function leaseOf(file: string | URL, open: Set<Experiment>, settings: Settings): Observable<Experiment> {
  const { pool = { open: readHead, release() {} }, onUnreadable, signal, aborted, memory, tables } = settings;
  // Not at once: mergeMap calls itself for each file that ends while it is being subscribed to, and thousands may wait.
  if (signal?.aborted) return scheduled([], asapScheduler);
  return defer(() => openHead(pathOf(file), pool)).pipe(
    catchError((error) => {
      if (onUnreadable === undefined || !isUnreadable(error)) throw error;
      onUnreadable(error, pathOf(file));
      return EMPTY;
    }),
    mergeMap((head) => withShare(head, tables?.of(head) ?? 0, memory, pool)),
    takeUntil(aborted),
    mergeMap(({ head, giveBack }) => {
      const experiment = createExperiment(head);
      experiment.lease.onClose(() => {
        giveBack();
        pool.release(head.file);
      });
      return untilClosed(experiment, open, settings);
    }),
  );
}

/** A head and its share of the memory, when there is as much left; if nobody waits for that any more it is released. */
function withShare(
  head: ExperimentHead,
  bytes: number,
  memory: Allowance,
  pool: Pick<StepPool, 'release'>,
): Observable<{ readonly head: ExperimentHead; readonly giveBack: () => void }> {
  return new Observable((subscriber) => {
    let isWaiting = true;
    const leave = memory.ask(bytes, (giveBack) => {
      isWaiting = false;
      subscriber.next({ head, giveBack });
      subscriber.complete();
    });
    return () => {
      leave();
      if (isWaiting) pool.release(head.file);
    };
  });
}

/** The head of a file; one that comes when nobody waits for it any more is released. */
function openHead(file: string, pool: Pick<StepPool, 'open' | 'release'>): Observable<ExperimentHead> {
  return new Observable((subscriber) => {
    pool.open(file).then(
      (head) => {
        if (subscriber.closed) pool.release(head.file);
        subscriber.next(head);
        subscriber.complete();
      },
      (error) => subscriber.error(error),
    );
  });
}

function untilClosed(experiment: Experiment, open: Set<Experiment>, { maxOpen, stallMs, aborted, memory }: Settings) {
  return new Observable<Experiment>((subscriber) => {
    open.add(experiment);
    const watch = setInterval(() => {
      const isFull = open.size >= maxOpen || memory.isShort;
      if (!isFull || [...open].some(({ lease }) => lease.idleMs < stallMs)) return;
      subscriber.error(stalled([...open], stallMs));
    }, stallMs);
    experiment.lease.onClose(() => {
      clearInterval(watch);
      open.delete(experiment);
      subscriber.complete();
    });
    subscriber.next(experiment);
    subscriber.add(
      aborted.subscribe(() => {
        if (experiment.lease.state !== 'taken') experiment.close();
      }),
    );
    return () => experiment.close();
  });
}

/** With one listener, however many wait for it: Node warns of more than ten. */
function abortOf(signal: AbortSignal | undefined): Observable<unknown> {
  return signal === undefined ? NEVER : whenAborted(signal).pipe(share());
}

function pathOf(file: string | URL): string {
  if (typeof file === 'string' && !file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch (cause) {
    throw new OectError('bad-argument', `${file} is no URL of a local file: ${messageOf(cause)}`, { cause });
  }
}

function stalled(open: readonly Experiment[], stallMs: number): OectError {
  const files = open.map(({ file }) => file).join(', ');
  return new OectError(
    'internal',
    `all ${open.length} experiments that may be open have lain about for ${stallMs} ms, neither taken nor closed: ${files}; ` +
      'close each experiment when done with it, or take them with consumeExperiments()',
  );
}
