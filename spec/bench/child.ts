import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs one case of a bench in a process of its own: a file beside this one, which gets the case as its argument and sends
 * its measurement back.
 */
export async function inChild<M>(file: string, input: unknown): Promise<M> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(input)]);
  const [measurement] = await Promise.race([
    once(child, 'message') as Promise<[M]>,
    once(child, 'exit').then(() =>
      Promise.reject(new Error(`the case ended without a result: ${JSON.stringify(input)}`)),
    ),
  ]);
  return measurement;
}
