import { isSameStamp } from '../experiment/file-stamp.js';
import type { FoundFile } from './find-files.js';

export interface SettlingTimes {
  /** For how long a file must stay as it is before it is taken for complete, in ms. */
  readonly settleMs: number;
  /** For how long one that cannot be read must stay as it is before it is taken for damaged, in ms. */
  readonly patienceMs: number;
}

interface Waiting {
  readonly found: FoundFile;
  /** When it was first seen in this state. */
  readonly since: number;
  readonly state: 'settling' | 'unreadable' | 'given-up';
}

/**
 * Files that are being written, until they stay as they are: each state of a file becomes ripe once.
 *
 * It knows nothing of clocks: whoever looks at the files says when.
 */
export class Settling {
  readonly #times: SettlingTimes;
  readonly #waiting = new Map<string, Waiting>();

  constructor(times: SettlingTimes) {
    this.#times = times;
  }

  /** Those that are looked at until they are complete; one that was given up is waited for no longer. */
  get files(): readonly FoundFile[] {
    return [...this.#waiting.values()].filter(({ state }) => state !== 'given-up').map(({ found }) => found);
  }

  has(file: string): boolean {
    return this.#waiting.has(file);
  }

  /** A file is there, in this state. */
  saw(found: FoundFile, now: number): void {
    const known = this.#waiting.get(found.file);
    if (known !== undefined && isSameStamp(known.found.stamp, found.stamp)) return;
    this.#waiting.set(found.file, { found, since: now, state: 'settling' });
  }

  /** A file has been read, or has gone. */
  forget(file: string): void {
    this.#waiting.delete(file);
  }

  /** Those that have stayed as they are for long enough to be read. */
  ripe(now: number): readonly FoundFile[] {
    return this.#of('settling', now - this.#times.settleMs);
  }

  /** One that was ripe could not be read: it is tried again when it has changed. */
  unreadable(file: string): void {
    this.#become(file, 'unreadable');
  }

  /** Unreadable ones that have not changed for so long that nobody is writing them; each comes once. */
  givenUp(now: number): readonly FoundFile[] {
    const files = this.#of('unreadable', now - this.#times.patienceMs);
    for (const { file } of files) this.#become(file, 'given-up');
    return files;
  }

  #of(wanted: Waiting['state'], latest: number): readonly FoundFile[] {
    const waiting = [...this.#waiting.values()];
    return waiting.filter(({ state, since }) => state === wanted && since <= latest).map(({ found }) => found);
  }

  #become(file: string, state: Waiting['state']): void {
    const known = this.#waiting.get(file);
    if (known !== undefined) this.#waiting.set(file, { ...known, state });
  }
}
