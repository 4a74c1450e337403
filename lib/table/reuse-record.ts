import * as v from 'valibot';
import { DIGEST_ROWS, type DigestRow } from '../experiment/step-digests.js';
import type { Column, Columns } from './column.js';

/** What a feature file says so that another run can tell which of its values it would compute again, and take them over. */
export interface ReuseRecord {
  /** How each feature was computed, by its name; those that are not in the table too. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** Columns whose values are in the table just as they were extracted, by name. */
  readonly columns: Readonly<Record<string, StoredShape>>;
  /** The steps that were read. */
  readonly source: {
    readonly steps: { readonly transfer: number; readonly transient: number };
    /** Digests of all of them, see {@link DIGEST_ROWS}; of what was not read there is none. */
    readonly digests: Readonly<Partial<Record<DigestRow, string>>>;
  };
}

export type Recipe = ExtractedRecipe | DerivedRecipe;

export interface ExtractedRecipe {
  /** Its name; what code that was says `Provenance.extractors`. */
  readonly extractor: string;
  /** The features that it was given, if it takes any: then the step alone does not decide its values. */
  readonly inputs?: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly outputs: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
}

export interface DerivedRecipe {
  /** The function as text. */
  readonly func: string;
  readonly inputs: readonly string[];
}

/** What the table alone does not tell of a column. */
export interface StoredShape {
  /** Of one row, `[]` of a number. */
  readonly shape: readonly number[];
  /** Of dynamic shapes: the lengths of the rows, each with the number of neighbouring rows that have it. */
  readonly lengths?: readonly (readonly [length: number, rows: number])[];
}

/** The stored shapes of columns, by name. */
export function storedShapes(columns: Columns): Readonly<Record<string, StoredShape>> {
  return Object.fromEntries([...columns].map(([name, column]) => [name, storedShape(column)]));
}

function storedShape({ shape: [, ...shape], lengths }: Column): StoredShape {
  if (lengths === undefined) return { shape };
  const runs: [length: number, rows: number][] = [];
  for (const length of lengths) {
    const last = runs.at(-1);
    if (last?.[0] === length) last[1]++;
    else runs.push([length, 1]);
  }
  return { shape, lengths: runs };
}

/** The first `rows` lengths of a column, as {@link storedShapes} wrote them; undefined if there are not as many. */
export function lengthsOf(runs: NonNullable<StoredShape['lengths']>, rows: number): Int32Array | undefined {
  const lengths = new Int32Array(rows);
  let row = 0;
  for (const [length, times] of runs) {
    if (row >= rows) break;
    lengths.fill(length, row, row + times);
    row += times;
  }
  return row < rows ? undefined : lengths;
}

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Outputs = v.array(v.object({ name: v.string(), shape: v.array(v.union([v.number(), v.string()])) }));

/** Of the JSON that a file has. */
export const ReuseSchema = v.object({
  recipes: v.record(
    v.string(),
    v.union([
      v.object({
        extractor: v.string(),
        inputs: v.exactOptional(v.array(v.string())),
        params: v.record(v.string(), v.unknown()),
        outputs: Outputs,
      }),
      v.object({ func: v.string(), inputs: v.array(v.string()) }),
    ]),
  ),
  columns: v.record(
    v.string(),
    v.object({ shape: v.array(Count), lengths: v.exactOptional(v.array(v.tuple([Count, Count]))) }),
  ),
  source: v.object({
    steps: v.object({ transfer: Count, transient: Count }),
    digests: v.object(v.entriesFromList(DIGEST_ROWS, v.exactOptional(v.string()))),
  }),
});
