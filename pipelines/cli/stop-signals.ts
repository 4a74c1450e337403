import { isOectError } from '../../lib/errors.js';
import { ExitCode } from './exit.js';

/**
 * The signal that Ctrl-C (or SIGTERM) gives: the first one aborts it, so that what is being written is finished; the second
 * one ends the process at once. Listens until it is disposed of.
 */
export function stopSignals(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    process.stderr.write('\noect: stopping; what is being written is finished (once more to stop at once)\n');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** What work gives that a signal may stop; undefined, and the exit code of an interruption, if one has. */
export async function unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isOectError(error, 'aborted')) throw error;
    process.exitCode = ExitCode.interrupted;
    return undefined;
  }
}
