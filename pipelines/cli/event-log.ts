import { closeSync, openSync, writeSync } from 'node:fs';
import { messageOf, OectError } from '../../lib/errors.js';

/**
 * A file to which events are appended, one JSON object a line, with the time.
 *
 * Each line is written at once: whatever happens to the program, what has happened before is there.
 *
 * @throws OectError `write-failed` if there can be no such file
 */
export function openLog(path: string): Disposable & { write(event: { readonly kind: string }): void } {
  const descriptor = attempt(path, () => openSync(path, 'a'));
  return {
    write: (event) => {
      const line = `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
      attempt(path, () => writeSync(descriptor, line));
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new OectError('write-failed', `the log ${path} cannot be written: ${messageOf(cause)}`, {
      file: path,
      cause,
    });
  }
}
