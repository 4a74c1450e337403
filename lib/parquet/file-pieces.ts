import { joined } from './joined.js';

/** So large a piece becomes, in bytes: the sections of most files are put together to one. */
const PIECE_BYTES = 2 ** 20;

/**
 * Takes a file section by section and gives it in few pieces, each in memory of its own, so that it can be handed to another
 * thread. A large file is never in memory twice.
 */
export class FilePieces {
  readonly #pieces: Uint8Array[] = [];
  #sections: Uint8Array[] = [];
  #bytes = 0;

  add(section: Uint8Array): void {
    this.#sections.push(section);
    this.#bytes += section.byteLength;
    if (this.#bytes >= PIECE_BYTES) this.#finishPiece();
  }

  /** All pieces, in order. */
  end(): readonly Uint8Array[] {
    if (this.#bytes > 0) this.#finishPiece();
    return this.#pieces;
  }

  #finishPiece(): void {
    this.#pieces.push(joined(Uint8Array, this.#sections));
    this.#sections = [];
    this.#bytes = 0;
  }
}
