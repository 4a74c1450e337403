import { defer, type Observable, type Subscription } from 'rxjs';

/** Goes through the values of a stream, once. Whoever leaves it otherwise than by a loop disposes of it, or calls `return`. */
export interface Iteration<T> extends AsyncIterableIterator<T>, AsyncDisposable {
  /** Leaves the iteration: all that is going on for it stops. */
  return(): Promise<IteratorResult<T>>;
  /** Itself: it can be gone through once. */
  [Symbol.asyncIterator](): Iteration<T>;
}

/** Hands a value over; fulfilled when whoever got it is done with it. */
export type HandOver<T> = (value: T) => Promise<void>;

/**
 * What a stream hands over, value by value, as an async iterable: asking for the next value says that the one before is done
 * with, and so the stream goes no faster than its consumer.
 *
 * Begins when the first value is asked for. Leaving the loop unsubscribes at once, also while a value is being waited for,
 * which an async generator would not do. An error of the stream is thrown at once; what has not been taken yet is lost.
 *
 * @param start - makes the stream, which must wait for what it hands over; what it emits is nobody's
 */
export function handedOver<T>(start: (handOver: HandOver<T>) => Observable<unknown>): Iteration<T> {
  return new HandedOver(start);
}

interface Offer<T> {
  readonly value: T;
  done(): void;
}

interface Ask<T> {
  resolve(result: IteratorResult<T>): void;
  reject(error: unknown): void;
}

class HandedOver<T> implements Iteration<T> {
  readonly #start: (handOver: HandOver<T>) => Observable<unknown>;
  /** Handed over by the stream and not asked for yet. At most one of the two lists has anything in it. */
  readonly #offers: Offer<T>[] = [];
  readonly #asks: Ask<T>[] = [];
  /** What the consumer has. */
  #taken: Offer<T> | undefined;
  #subscription: Subscription | undefined;
  #ended: { readonly error?: unknown } | undefined;

  constructor(start: (handOver: HandOver<T>) => Observable<unknown>) {
    this.#start = start;
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      this.#asks.push({ resolve, reject });
      this.#subscribe();
      this.#serve();
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.#end({});
    this.#subscription?.unsubscribe();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #subscribe(): void {
    if (this.#subscription !== undefined || this.#ended !== undefined) return;
    const handOver = (value: T) => new Promise<void>((done) => this.#offer({ value, done }));
    this.#subscription = defer(() => this.#start(handOver)).subscribe({
      error: (error) => this.#end({ error }),
      complete: () => this.#end({}),
    });
  }

  #offer(offer: Offer<T>): void {
    this.#offers.push(offer);
    this.#serve();
  }

  #end(how: { readonly error?: unknown }): void {
    this.#ended = how;
    this.#offers.length = 0;
    this.#serve();
  }

  #serve(): void {
    while (this.#asks.length > 0) {
      // Whoever asks is done with what was taken before.
      this.#taken?.done();
      this.#taken = this.#offers.shift();
      if (this.#taken === undefined) break;
      this.#asks.shift()?.resolve({ done: false, value: this.#taken.value });
    }
    if (this.#ended === undefined) return;
    for (const { resolve, reject } of this.#asks.splice(0)) {
      if (!('error' in this.#ended)) {
        resolve(DONE);
        continue;
      }
      reject(this.#ended.error);
      // Told once, as an async generator does.
      this.#ended = {};
    }
  }
}

const DONE = { done: true, value: undefined } as const;
