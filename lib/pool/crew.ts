import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OectError } from '../errors.js';
import type { JobInput, JobName, JobOutput } from './protocol.js';
import { startThread, type Thread, type ThreadOptions, ThreadStopped } from './thread.js';

export interface JobOptions {
  /** Jobs of lower numbers go first, those of the same number in the order of the calls. @defaultValue 0 */
  readonly order?: number;
  /** Gives up waiting for a thread. A job that is running may end; if it takes long it is ended, and its thread with it. */
  readonly signal?: AbortSignal;
  /** On a thread that has done nothing before, so that what goes wrong is this job's doing. */
  readonly on?: 'any-thread' | 'fresh-thread';
  /** See {@link Thread.call}. */
  readonly timeoutMs?: number;
}

export interface CrewOptions extends ThreadOptions {
  /** Threads to start at once, not when they are first needed. @defaultValue 0 */
  readonly startNow?: number;
}

/** A place for one thread; the thread is started when it is first needed, and again after it stopped. */
interface Seat {
  thread: Thread | undefined;
  /** What its thread may have open. */
  readonly files: Set<string>;
  starting?: Promise<Thread>;
}

/** Somebody who waits for a seat. */
interface Waiting {
  readonly order: number;
  wake(seat: Seat): void;
}

/**
 * How long to wait before a thread that did not start is started again, in ms: another may just have taken all the memory
 * there is for HDF5, and be about to end for it.
 */
const RESTARTS_MS: readonly number[] = [200, 2000];

/** A fixed number of worker threads and the queue before them. Threads that die are replaced; nobody waits for ever. */
export class Crew implements AsyncDisposable {
  readonly #free: Seat[];
  readonly #seats: readonly Seat[];
  /** In the order in which they go. */
  readonly #queue: Waiting[] = [];
  readonly #closing = new AbortController();
  #closed?: Promise<void>;
  readonly #threads: ThreadOptions;

  constructor(size: number, { startNow = 0, ...threads }: CrewOptions = {}) {
    this.#threads = threads;
    this.#seats = Array.from({ length: size }, () => ({ thread: undefined, files: new Set() }));
    this.#free = [...this.#seats];
    // One that does not start is tried again, and its error told, when there is something for it to do.
    for (const seat of this.#seats.slice(0, startNow)) this.#start(seat).catch(() => {});
  }

  get size(): number {
    return this.#seats.length;
  }

  /**
   * Has a job done by the next free thread.
   *
   * @throws ThreadStopped: the thread died of it or got stuck in it; OectError `pool-closed`; what the job itself throws
   */
  async call<J extends JobName>(job: J, input: JobInput<J>, options: JobOptions = {}): Promise<JobOutput<J>> {
    return (await this.callWith(job, () => input, options)) as JobOutput<J>;
  }

  /**
   * As {@link call}, with an input that is made when a thread is free for it; if there is none by then, nothing is done.
   */
  async callWith<J extends JobName>(
    job: J,
    makeInput: () => JobInput<J> | undefined,
    options: JobOptions = {},
  ): Promise<JobOutput<J> | undefined> {
    const seat = await this.#takeSeat(options);
    try {
      const input = makeInput();
      if (input === undefined) return undefined;
      if (options.on === 'fresh-thread' && seat.thread?.used) await this.#vacate(seat);
      const thread = seat.thread ?? (await this.#fill(seat, options.signal));
      this.#checkOpen();
      checkWanted(options.signal);
      const file = fileOf(job, input);
      if (file !== undefined) seat.files.add(file);
      return await thread.call(job, input, options.timeoutMs ?? 0, options.signal);
    } catch (error) {
      // Whatever ended the threads of a closed crew, that it was closed is the reason.
      this.#checkOpen();
      if (error instanceof ThreadStopped) seat.thread = undefined;
      throw error;
    } finally {
      this.#giveSeat(seat);
    }
  }

  /** Has every thread that may have a file open close it, each after what it is doing; errors are nobody's. */
  release(file: string): void {
    for (const { thread, files } of this.#seats) if (files.delete(file)) thread?.tell('release', file);
  }

  /** Whoever closes it, the first time or again: done when no thread is left. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    for (const { wake } of this.#queue.splice(0)) wake({ thread: undefined, files: new Set() });
    await Promise.all(
      this.#seats.map(async (seat) => {
        await seat.starting?.catch(() => {});
        await this.#vacate(seat);
      }),
    );
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new OectError('pool-closed', 'the pool of threads was closed');
  }

  async #takeSeat({ signal, order = 0 }: JobOptions): Promise<Seat> {
    this.#checkOpen();
    checkWanted(signal);
    // A seat with a thread before one whose thread is still to be started.
    const at = Math.max(
      0,
      this.#free.findIndex(({ thread, starting }) => thread !== undefined || starting !== undefined),
    );
    const [free] = this.#free.splice(at, 1);
    const seat = free ?? (await this.#wait(order, signal));
    this.#checkOpen();
    return seat;
  }

  #wait(order: number, signal: AbortSignal | undefined): Promise<Seat> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        order,
        wake: (seat) => {
          signal?.removeEventListener('abort', giveUp);
          resolve(seat);
        },
      };
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(givenUp());
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      const before = this.#queue.findLastIndex((other) => other.order <= order);
      this.#queue.splice(before + 1, 0, waiting);
    });
  }

  #giveSeat(seat: Seat): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(seat);
    else next.wake(seat);
  }

  async #fill(seat: Seat, signal: AbortSignal | undefined): Promise<Thread> {
    this.#checkOpen();
    checkWanted(signal);
    return this.#start(seat);
  }

  /** The thread of a seat that has none; if one is starting already, that. */
  #start(seat: Seat): Promise<Thread> {
    seat.starting ??= this.#startPatiently()
      .then((thread) => {
        seat.thread = thread;
        seat.files.clear();
        thread.ended.then(() => {
          if (seat.thread === thread) seat.thread = undefined;
        });
        return thread;
      })
      .finally(() => {
        delete seat.starting;
      });
    return seat.starting;
  }

  async #startPatiently(): Promise<Thread> {
    for (const pauseMs of RESTARTS_MS) {
      try {
        return await startThread(this.#threads);
      } catch {
        await delay(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => {});
        this.#checkOpen();
      }
    }
    return startThread(this.#threads);
  }

  async #vacate(seat: Seat): Promise<void> {
    const { thread } = seat;
    seat.thread = undefined;
    await thread?.end();
  }
}

/** The file that a job leaves open. */
function fileOf<J extends JobName>(job: J, input: JobInput<J>): string | undefined {
  if (job === 'open') return resolve(input as JobInput<'open'>);
  return job === 'extract' ? (input as JobInput<'extract'>).file : undefined;
}

function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw givenUp();
}

function givenUp(): OectError {
  return new OectError('aborted', 'the job was given up while it waited for a thread');
}
