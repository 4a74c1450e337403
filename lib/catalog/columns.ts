/** A value of JSON; `null` is not told from one that is missing. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A record of JSON values. */
export type Row = Readonly<Record<string, Json | undefined>>;

/** The values of one key of many rows; where most are repeated each is there once, and `at` says which each row has. */
export interface Column {
  /** null where there is none. */
  readonly values: readonly Json[];
  /** -1 where there is none. */
  readonly at?: readonly number[];
}

/** Rows by columns: a tenth of the text that the rows would be, and as much faster to read. */
export interface Columns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Takes rows apart into columns. */
export function toColumns(rows: readonly Row[]): Columns {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = [...keys].map((key) => [key, columnOf(rows.map((row) => own(row, key)))] as const);
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

/** An attribute of a file can be called anything. */
function own(row: Row, key: string): Json {
  return Object.hasOwn(row, key) ? (row[key] ?? null) : null;
}

function columnOf(all: readonly Json[]): Column {
  const numbers = new Map<Json, number>();
  const values: Json[] = [];
  const at = all.map((value) => {
    if (value === null) return -1;
    const key = typeof value === 'number' ? value : JSON.stringify(value);
    const number = numbers.get(key) ?? values.push(value) - 1;
    numbers.set(key, number);
    return number;
  });
  return values.length > all.length / 2 ? { values: all } : { values, at };
}

/** Puts the rows together again. Equal values of a column that are there once are the same object in all rows. */
export function toRows({ rows, columns }: Columns): Row[] {
  const made = Array.from({ length: rows }, (): Record<string, Json> => ({}));
  for (const [key, { values, at }] of Object.entries(columns)) {
    for (const [row, target] of made.entries()) {
      const value = values[at === undefined ? row : (at[row] as number)];
      if (value !== undefined && value !== null) setOwn(target, key, value);
    }
  }
  return made;
}

function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true });
  else target[key] = value;
}
