import { ExitCode } from './exit.js';

/**
 * The signal that Ctrl-C (or SIGTERM) gives: the first one aborts it, so that what is being written is finished; the second
 * one ends the process at once.
 */
export function stopSignals(): { readonly signal: AbortSignal; stopListening(): void } {
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
    stopListening: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
