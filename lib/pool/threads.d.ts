/** What is used of threads 1.7, whose package does not name its types. */
declare module 'threads' {
  interface SpawnableWorker {
    addEventListener(event: string, listener: (event: { data: unknown }) => void): void;
    removeEventListener(event: string, listener: (event: { data: unknown }) => void): void;
    postMessage(message: unknown): void;
    terminate(): Promise<number>;
  }
  /** Waits until the worker has called `expose` and gives what it exposes, as functions that answer with promises. */
  export function spawn<Api>(worker: SpawnableWorker, options?: { timeout?: number }): Promise<Api>;
}

declare module 'threads/worker' {
  export function expose(api: Readonly<Record<string, (input: never) => unknown>>): void;
  /** Marks a payload whose buffers are moved to the other thread instead of being copied. */
  export function Transfer<T>(payload: T, buffers: ArrayBuffer[]): { readonly send: T };
}
