/** What a file of a table holds, as it stands there; what it means is for others to say. */
export interface StoredColumns {
  readonly rows: number;
  readonly columns: readonly StoredColumn[];
  /** Key-values of the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type StoredColumn = StoredNumbers | StoredList | StoredOther;

/** One number per row, `[row]`; NaN is null. */
export interface StoredNumbers {
  readonly kind: 'numbers';
  readonly name: string;
  /** Whether they are whole numbers by their type. */
  readonly type: 'integer' | 'float';
  readonly values: Float64Array;
}

/** A list per row, as deep as its shape. */
export interface StoredList {
  readonly kind: 'list';
  readonly name: string;
  /** Of the widest row; all rows agree in all but the first dimension. Zeros where no row says. */
  readonly shape: readonly [number, ...number[]];
  /** `[row, ...shape]`, row-major; NaN is null and padding. */
  readonly values: Float64Array;
  /** How many of the first dimension each row has, `[row]`; 0 is null. */
  readonly lengths: Int32Array;
}

/** Something else than numbers: it is named, and not read. */
export interface StoredOther {
  readonly kind: 'other';
  readonly name: string;
  /** What it is, in the words of its format. */
  readonly type: string;
}

/** Rows of a table that is read: remarks cannot name more of them. */
export const MOST_ROWS = 10_000_000;
/** Numbers of a table that is read, 2 GiB of them: what a damaged file claims is not allocated. */
export const MOST_NUMBERS = 2 ** 28;
