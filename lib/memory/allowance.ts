import { OectError } from '../errors.js';

/** Somebody who waits for a share. */
interface Waiting {
  readonly share: number;
  grant(): void;
}

/**
 * An amount of memory that is shared out in the order of asking: who asks for more than is left waits. Who asks for more
 * than there is at all gets everything, alone.
 */
export class Allowance {
  readonly #total: number;
  #left: number;
  readonly #waiting: Waiting[] = [];

  constructor(bytes: number) {
    this.#total = bytes;
    this.#left = bytes;
  }

  /** Whether somebody waits. */
  get isShort(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * Calls `granted` when there is so much left, at once if there is now, with a function that gives the share back.
   *
   * @returns stops waiting
   * @throws OectError `bad-argument` if it is no amount: nobody behind it would ever get any
   */
  ask(bytes: number, granted: (giveBack: () => void) => void): () => void {
    if (!(bytes >= 0)) throw new OectError('bad-argument', `${bytes} bytes of memory were asked for; give 0 or more`);
    const share = Math.min(bytes, this.#total);
    const waiting: Waiting = {
      share,
      grant: () => {
        let isOurs = true;
        granted(() => {
          if (!isOurs) return;
          isOurs = false;
          this.#left += share;
          this.#serve();
        });
      },
    };
    this.#waiting.push(waiting);
    this.#serve();
    return () => {
      const at = this.#waiting.indexOf(waiting);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      this.#serve();
    };
  }

  #serve(): void {
    for (let [first] = this.#waiting; first !== undefined && first.share <= this.#left; [first] = this.#waiting) {
      this.#waiting.shift();
      this.#left -= first.share;
      first.grant();
    }
  }
}
