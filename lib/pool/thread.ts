import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fromWireError, messageOf, OectError } from '../errors.js';
import type { BlockCell } from '../task/block.js';
import { ProgressCell } from './progress-cell.js';
import type { JobInput, JobName, JobOutput, Outcome, WorkerStart } from './protocol.js';

const require = createRequire(import.meta.url);

/** The compiled entry of the worker, found by the package's own name: the same from compiled code and from sources. */
const workerUrl = pathToFileURL(require.resolve('oect-features/worker'));

/** Whether the program was given as text (`--eval`): threads inherit that flag, and refuse to start from a file with it. */
const isTextProgram = process.execArgv.some((flag) => flag.startsWith('--input-type'));

const HEAP_MIB = 256;

/** For objects that soon are garbage: by default a busy thread takes 48 MiB for them, and is no faster for it. */
const YOUNG_HEAP_MIB = 6;

/** How long a thread may take to start. */
const START_TIMEOUT_MS = 30_000;

/** How long a job may go on for which nobody waits any more. A block takes less; starting another thread takes about as long. */
const GRACE_MS = 500;

/** How often within the time allowed a watched thread is looked at. */
const LOOKS = 8;

/** A thread stopped in the middle of a job: it died, or it was ended because it got nowhere. */
export class ThreadStopped extends OectError {
  /** Where it was, if it was in an extractor. */
  readonly cell: BlockCell | undefined;

  constructor(code: 'worker-died' | 'worker-timeout', message: string, cell?: BlockCell, cause?: unknown) {
    super(code, message, cause === undefined ? {} : { cause });
    this.cell = cell;
  }
}

/** One worker thread, from its start to its end. Does one job at a time. */
export interface Thread {
  /** Whether it has done a job before. */
  readonly used: boolean;
  /**
   * @param timeoutMs - ended with `worker-timeout` when it gets nowhere for this long; 0 waits for ever
   * @param signal - nobody waits for the answer any more: ended if it is not done soon after
   * @throws ThreadStopped; what the job itself throws, an OectError
   */
  call<J extends JobName>(job: J, input: JobInput<J>, timeoutMs: number, signal?: AbortSignal): Promise<JobOutput<J>>;
  /** Has it do a job when it has done what it is doing, and does not wait for the answer. */
  tell<J extends JobName>(job: J, input: JobInput<J>): void;
  /** Ends it at once, whatever it is doing. */
  end(): Promise<void>;
  /** Fulfilled when it has ended, by itself or by {@link end}. */
  readonly ended: Promise<void>;
}

export interface ThreadOptions {
  /**
   * Largest JavaScript heap in MiB, arrays of numbers not counted, 8 or more: a thread that needs more dies. A heap that may
   * become large is also collected late. @defaultValue 256
   */
  readonly heapMiB?: number;
}

/**
 * Starts a worker thread.
 *
 * @throws OectError `worker-died`: it did not start
 */
export async function startThread({ heapMiB = HEAP_MIB }: ThreadOptions = {}): Promise<Thread> {
  const progress = new ProgressCell();
  progress.busy();
  const worker = new SpawnableWorker(workerUrl, {
    workerData: { progress: progress.memory } satisfies WorkerStart,
    ...(isTextProgram && { execArgv: [] }),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB, maxOldGenerationSizeMb: heapMiB },
  });
  const end = watchEnd(worker, progress);
  const api = await firstOf<Api>(
    (resolve, reject) => {
      spawn<Api>(worker, { timeout: START_TIMEOUT_MS }).then(resolve, reject);
      return () => worker.endSpawn();
    },
    (_, reject) => end.watch(reject),
  ).catch(async (cause) => {
    await worker.terminate();
    throw new OectError('worker-died', `a worker thread did not start: ${messageOf(cause)}`, { cause });
  });
  let used = false;
  return {
    get used() {
      return used;
    },
    ended: end.ended,
    end: async () => {
      await worker.terminate();
    },
    call: async (job, input, timeoutMs, signal) => {
      used = true;
      progress.busy();
      return firstOf<Outcome<JobOutput<typeof job>>>(
        (resolve, reject) => {
          const answer = api[job](input) as Promise<Outcome<JobOutput<typeof job>>>;
          answer.then(resolve, (cause) => reject(notPosted(job, cause)));
          return () => {};
        },
        // A thread that is gone answers nothing: its end is the answer.
        (_, reject) => end.watch(reject),
        (_, reject) => watchProgress(progress, timeoutMs, reject),
        (_, reject) => watchInterest(signal, progress, reject),
      )
        .then((outcome) => settled(outcome, progress))
        .catch(async (error) => {
          if (error instanceof ThreadStopped) await worker.terminate();
          throw error;
        });
    },
    tell: (job, input) => {
      api[job](input).then(
        () => {},
        () => {},
      );
    },
  };
}

type Api = Readonly<Record<JobName, (input: unknown) => Promise<unknown>>>;

const { spawn } = loadThreads();

/**
 * On load, threads.js takes over SIGINT and SIGTERM to exit at once, which is not for a library to decide: its listeners
 * are taken out again. Loaded by require, for in between nobody else can add one.
 */
function loadThreads(): typeof import('threads') {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const threads = require('threads');
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.has(listener)) process.off(signal, listener);
    }
  }
  return threads;
}

/** Node's own worker with the listener methods that `spawn` uses; the library's takes no absolute path. */
class SpawnableWorker extends Worker {
  readonly #adapted = new WeakMap<object, (data: unknown) => void>();

  constructor(...start: ConstructorParameters<typeof Worker>) {
    super(...start);
    // One for each job that it has been told to do and has not come to yet: no sign of a leak.
    this.setMaxListeners(0);
  }

  addEventListener(event: string, listener: (event: { data: unknown }) => void): void {
    const adapted = (data: unknown) => listener({ data });
    this.#adapted.set(listener, adapted);
    this.on(event, adapted);
  }

  removeEventListener(event: string, listener: (event: { data: unknown }) => void): void {
    const adapted = this.#adapted.get(listener);
    if (adapted !== undefined) this.off(event, adapted);
  }

  /** Ends a `spawn` that is still waiting: it would keep the process alive until its time is up. */
  endSpawn(): void {
    this.emit('message', { type: 'init', exposed: { type: 'module', methods: [] } });
  }
}

/** Takes part in {@link firstOf}: settles it, now or later, and gives a function that makes it stop trying. */
type Contender<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void;

/**
 * The first that settles wins, and the others are told to stop.
 *
 * Unlike `Promise.race` it leaves nothing behind in those that lose: a thread's end is raced against each of its calls, and
 * would keep the results of them all.
 */
function firstOf<T>(...contenders: readonly Contender<T>[]): Promise<T> {
  const stops: (() => void)[] = [];
  return new Promise<T>((resolve, reject) => {
    for (const contend of contenders) stops.push(contend(resolve, reject));
  }).finally(() => {
    for (const stop of stops) stop();
  });
}

/** What a job gave, or the error that it ended in; a thread that says of itself that it is dead has stopped. */
function settled<T>(outcome: Outcome<T>, { cell }: ProgressCell): T {
  if (outcome.kind === 'done') return outcome.value;
  const error = fromWireError(outcome.error);
  throw error.code === 'worker-died' ? new ThreadStopped(error.code, messageOf(error), cell, error) : error;
}

function notPosted(job: JobName, cause: unknown): OectError {
  const what = `the input of "${job}" cannot be posted to a thread: ${messageOf(cause)}`;
  return new OectError('bad-argument', `${what}; parameters must be plain data, or use inlinePool()`, { cause });
}

/** The end of a worker, and those who are to be told. */
function watchEnd(worker: Worker, progress: ProgressCell) {
  const watchers = new Set<(stopped: ThreadStopped) => void>();
  let cause: unknown;
  let stopped: ThreadStopped | undefined;
  worker.on('error', (error) => {
    cause = error;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      const why = cause === undefined ? `it exited with code ${code}` : messageOf(cause);
      stopped = new ThreadStopped('worker-died', `the worker thread died: ${why}`, progress.cell, cause);
      for (const watcher of watchers) watcher(stopped);
      watchers.clear();
      resolve();
    });
  });
  /** Calls `watcher` when the worker has ended, at once if it has already; the result takes it out again. */
  const watch = (watcher: (stopped: ThreadStopped) => void) => {
    if (stopped === undefined) watchers.add(watcher);
    else watcher(stopped);
    return () => void watchers.delete(watcher);
  };
  return { ended, watch };
}

/** Calls `onStuck` when the worker has got nowhere for `timeoutMs`, never if that is 0; the result ends the watch. */
function watchProgress(
  progress: ProgressCell,
  timeoutMs: number,
  onStuck: (stopped: ThreadStopped) => void,
): () => void {
  if (timeoutMs === 0) return () => {};
  let moves = progress.moves;
  let still = 0;
  const timer = setInterval(() => {
    const now = progress.moves;
    still = now === moves ? still + 1 : 0;
    moves = now;
    if (still < LOOKS) return;
    onStuck(new ThreadStopped('worker-timeout', `no answer within ${timeoutMs} ms`, progress.cell));
  }, timeoutMs / LOOKS);
  return () => clearInterval(timer);
}

/** Calls `onAbandoned` a while after nobody waits for the answer any more; the result ends the watch. */
function watchInterest(
  signal: AbortSignal | undefined,
  progress: ProgressCell,
  onAbandoned: (stopped: ThreadStopped) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    const why = `it was ended ${GRACE_MS} ms after anybody had waited for it`;
    timer = setTimeout(() => onAbandoned(new ThreadStopped('worker-timeout', why, progress.cell)), GRACE_MS);
  };
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal?.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  };
}
