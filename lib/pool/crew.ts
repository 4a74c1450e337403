import { OectError } from '../errors.js';
import type { JobInput, JobName, JobOutput } from './protocol.js';
import { startThread, type Thread, type ThreadOptions, ThreadStopped } from './thread.js';

export interface JobOptions {
  /** Gives up waiting for a thread. A job that is running is left to end; its result is nobody's then. */
  readonly signal?: AbortSignal;
  /** On a thread that has done nothing before, so that what goes wrong is this job's doing. */
  readonly on?: 'any-thread' | 'fresh-thread';
  /** See {@link Thread.call}. */
  readonly timeoutMs?: number;
}

/** A place for one thread; the thread is started when it is first needed, and again after it stopped. */
interface Seat {
  thread: Thread | undefined;
  starting?: Promise<Thread>;
}

/** A fixed number of worker threads and the queue before them. Threads that die are replaced; nobody waits for ever. */
export class Crew implements AsyncDisposable {
  readonly #free: Seat[];
  readonly #seats: readonly Seat[];
  readonly #queue: ((seat: Seat) => void)[] = [];
  readonly #closing = new AbortController();
  readonly #threads: ThreadOptions;

  constructor(size: number, threads: ThreadOptions = {}) {
    this.#threads = threads;
    this.#seats = Array.from({ length: size }, () => ({ thread: undefined }));
    this.#free = [...this.#seats];
  }

  get size(): number {
    return this.#seats.length;
  }

  /**
   * Has a job done by the next free thread, in the order of the calls.
   *
   * @throws ThreadStopped: the thread died of it or got stuck in it; OectError `pool-closed`; what the job itself throws
   */
  async call<J extends JobName>(job: J, input: JobInput<J>, options: JobOptions = {}): Promise<JobOutput<J>> {
    const seat = await this.#takeSeat(options.signal);
    try {
      if (options.on === 'fresh-thread' && seat.thread?.used) await this.#vacate(seat);
      const thread = seat.thread ?? (await this.#fill(seat, options.signal));
      this.#checkOpen();
      checkWanted(options.signal);
      return await thread.call(job, input, options.timeoutMs ?? 0);
    } catch (error) {
      // Whatever ended the threads of a closed crew, that it was closed is the reason.
      this.#checkOpen();
      if (error instanceof ThreadStopped) seat.thread = undefined;
      throw error;
    } finally {
      this.#giveSeat(seat);
    }
  }

  /** Has every thread that is there do a job, each after what it is doing; errors are nobody's. */
  tell<J extends JobName>(job: J, input: JobInput<J>): void {
    for (const { thread } of this.#seats) thread?.tell(job, input);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    for (const wake of this.#queue.splice(0)) wake({ thread: undefined });
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

  async #takeSeat(signal?: AbortSignal): Promise<Seat> {
    this.#checkOpen();
    checkWanted(signal);
    // A seat with a running thread before one whose thread is still to be started.
    const at = Math.max(
      0,
      this.#free.findIndex(({ thread }) => thread !== undefined),
    );
    const [free] = this.#free.splice(at, 1);
    const seat = free ?? (await this.#wait(signal));
    this.#checkOpen();
    return seat;
  }

  #wait(signal: AbortSignal | undefined): Promise<Seat> {
    return new Promise((resolve, reject) => {
      const wake = (seat: Seat) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(seat);
      };
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(wake), 1);
        reject(givenUp());
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#queue.push(wake);
    });
  }

  #giveSeat(seat: Seat): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(seat);
    else next(seat);
  }

  async #fill(seat: Seat, signal: AbortSignal | undefined): Promise<Thread> {
    this.#checkOpen();
    checkWanted(signal);
    seat.starting = startThread(this.#threads);
    try {
      const thread = await seat.starting;
      seat.thread = thread;
      thread.ended.then(() => {
        if (seat.thread === thread) seat.thread = undefined;
      });
      return thread;
    } finally {
      delete seat.starting;
    }
  }

  async #vacate(seat: Seat): Promise<void> {
    const { thread } = seat;
    seat.thread = undefined;
    await thread?.end();
  }
}

function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw givenUp();
}

function givenUp(): OectError {
  return new OectError('aborted', 'the job was given up while it waited for a thread');
}
