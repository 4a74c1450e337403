import { corrupt } from './corrupt.js';

/**
 * A table of a FlatBuffer, in which the metadata of Arrow files is written. Fields are known by their number; one that is not
 * there has its default.
 *
 * Written here because apache-arrow believes any length that it finds: in a damaged file it can count for ever.
 *
 * Reading outside of the buffer throws a RangeError; a list that cannot be as long as it says an OectError `data-corrupt`.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #position: number;
  readonly #budget: { texts: number };

  private constructor(view: DataView, position: number, budget: { texts: number }) {
    this.#view = view;
    this.#position = position;
    this.#budget = budget;
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // Texts could lie over each other: together they are not longer than the buffer.
    return new FlatTable(view, view.getUint32(0, true), { texts: bytes.length });
  }

  uint8(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  int16(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : this.#view.getInt16(at, true);
  }

  int32(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }

  int64(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : Number(this.#view.getBigInt64(at, true));
  }

  table(field: number): FlatTable | undefined {
    const at = this.#field(field);
    return at === undefined ? undefined : this.#tableAt(at);
  }

  text(field: number): string {
    const at = this.#field(field);
    if (at === undefined) return '';
    const { start, length } = this.#vector(at, 1);
    this.#budget.texts -= length;
    if (this.#budget.texts < 0) throw corrupt('a list or a text in its metadata is longer than the rest of it');
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + start, length).toString('utf8');
  }

  tables(field: number): readonly FlatTable[] {
    const at = this.#field(field);
    if (at === undefined) return [];
    const { start, length } = this.#vector(at, 4);
    return Array.from({ length }, (_, index) => this.#tableAt(start + 4 * index));
  }

  /** Structs of `int64s` whole numbers of 64 bits each, or of as many bytes. */
  structs(field: number, int64s: number): readonly (readonly number[])[] {
    const at = this.#field(field);
    if (at === undefined) return [];
    const { start, length } = this.#vector(at, 8 * int64s);
    return Array.from({ length }, (_, index) =>
      Array.from({ length: int64s }, (_, item) =>
        Number(this.#view.getBigInt64(start + 8 * (index * int64s + item), true)),
      ),
    );
  }

  #field(field: number): number | undefined {
    const vtable = this.#position - this.#view.getInt32(this.#position, true);
    const slot = 4 + 2 * field;
    if (slot >= this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + slot, true);
    return offset === 0 ? undefined : this.#position + offset;
  }

  #tableAt(position: number): FlatTable {
    return new FlatTable(this.#view, position + this.#view.getUint32(position, true), this.#budget);
  }

  #vector(position: number, size: number): { readonly start: number; readonly length: number } {
    const start = position + this.#view.getUint32(position, true) + 4;
    const length = this.#view.getUint32(start - 4, true);
    if (start + length * size > this.#view.byteLength)
      throw corrupt('a list or a text in its metadata is longer than the rest of it');
    return { start, length };
  }
}
