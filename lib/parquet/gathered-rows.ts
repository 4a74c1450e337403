import type { ParquetFile } from './parquet-file.js';
import { PAGE_VALUES, ROW_GROUP_VALUES } from './row-groups.js';
import { type ColumnData, joinData } from './shred.js';

/** Gathers few rows at a time into row groups as large as they may be: readers take small ones badly. */
export class GatheredRows {
  readonly #file: ParquetFile;
  #parts: (readonly ColumnData[])[] = [];
  #rows = 0;
  /** Entries of each column so far. */
  #counts: readonly number[] = [];

  constructor(file: ParquetFile) {
    this.#file = file;
  }

  /** @param data - of each column, not more than a row group has */
  async add(rows: number, data: readonly ColumnData[]): Promise<void> {
    if (rows === 0) return;
    if (!fits(this.#countsWith(data))) await this.flush();
    this.#counts = this.#countsWith(data);
    this.#parts.push(data);
    this.#rows += rows;
  }

  /** Writes what there is. */
  async flush(): Promise<void> {
    const parts = this.#parts;
    if (parts.length === 0) return;
    function* columns(): Generator<ColumnData> {
      for (const [index, first] of (parts[0] ?? []).entries()) {
        yield joinData([first, ...parts.slice(1).map((part) => part[index] as ColumnData)]);
      }
    }
    await this.#file.add(this.#rows, columns());
    this.#parts = [];
    this.#rows = 0;
    this.#counts = [];
  }

  #countsWith(data: readonly ColumnData[]): readonly number[] {
    return data.map(({ count }, column) => count + (this.#counts[column] ?? 0));
  }
}

function fits(counts: readonly number[]): boolean {
  return Math.max(...counts) <= PAGE_VALUES && counts.reduce((sum, count) => sum + count, 0) <= ROW_GROUP_VALUES;
}
