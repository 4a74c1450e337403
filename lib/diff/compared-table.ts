import { OectError } from '../errors.js';
import { expandedNames } from '../table/layout.js';
import { type FeatureMetadata, parseTableMetadata } from '../table/metadata.js';
import { readColumns } from '../table/read-columns.js';
import type { StoredColumn, StoredColumns } from '../table/stored-columns.js';

/** A table of numbers by step and name, of this program or of another one: what can be compared. */
export interface ComparedTable {
  /** What it is called: the path of its file. */
  readonly name: string;
  /** The step of each row, `[row]`; no two the same. */
  readonly steps: Float64Array;
  /** Lists as one column for each number, `tau_0_1`. */
  readonly columns: ReadonlyMap<string, ComparedColumn>;
  /** Columns of something else than numbers. */
  readonly others: readonly string[];
  /** What the file says of itself, if it is one of this program. */
  readonly metadata: FeatureMetadata | undefined;
}

/** A column of numbers as it is compared. */
export interface ComparedColumn {
  readonly name: string;
  /** The feature that it belongs to; the column itself if that is not known. */
  readonly feature: string;
  /** `[row]`; NaN is null. */
  readonly values: Float64Array;
}

/**
 * Reads a table to be compared: a feature file, or a Parquet or Arrow file of another program. Rows are known by the column
 * `step_index`; where there is none, by their place.
 *
 * @throws OectError naming the file: `file-not-found`, `permission-denied`, `wrong-layout`, `file-truncated`, `data-corrupt`
 */
export async function readComparedTable(path: string): Promise<ComparedTable> {
  return comparedTable(path, await readColumns(path));
}

export function comparedTable(name: string, { rows, columns, metadata: keyValues }: StoredColumns): ComparedTable {
  const metadata = metadataOf(name, keyValues);
  const index = columns.find((column) => column.name === 'step_index');
  const described = metadata?.columns ?? {};
  const compared = new Map<string, ComparedColumn>();
  for (const column of columns) {
    if (column === index || column.kind === 'other') continue;
    const feature = Object.hasOwn(described, column.name) ? described[column.name]?.feature : undefined;
    for (const [single, values] of singleColumns(column, rows)) {
      if (compared.has(single)) {
        throw new OectError('wrong-layout', `${name} has two columns "${single}"`, { file: name });
      }
      compared.set(single, { name: single, feature: feature ?? column.name, values });
    }
  }
  return {
    name,
    steps: stepsOf(name, index, rows),
    columns: compared,
    others: columns.flatMap((column) => (column.kind === 'other' ? [`${column.name} (${column.type})`] : [])),
    metadata,
  };
}

/** A file with a hash of its configuration is one of this program: then what it says of itself must be in order. */
function metadataOf(name: string, keyValues: StoredColumns['metadata']): FeatureMetadata | undefined {
  if (keyValues.config_hash === undefined) return undefined;
  try {
    return parseTableMetadata(keyValues);
  } catch (cause) {
    throw new OectError('data-corrupt', `${name} is damaged`, { file: name, cause });
  }
}

function stepsOf(name: string, index: StoredColumn | undefined, rows: number): Float64Array {
  if (index === undefined) return Float64Array.from({ length: rows }, (_, row) => row);
  if (index.kind !== 'numbers' || !index.values.every(Number.isSafeInteger)) {
    throw new OectError('wrong-layout', `${name}: its column step_index has something else than whole numbers`, {
      file: name,
    });
  }
  const seen = new Set<number>();
  for (const step of index.values) {
    if (seen.has(step)) {
      throw new OectError('wrong-layout', `${name} has two rows of step ${step}; rows are compared by step_index`, {
        file: name,
      });
    }
    seen.add(step);
  }
  return index.values;
}

function singleColumns(
  column: Exclude<StoredColumn, { kind: 'other' }>,
  rows: number,
): readonly (readonly [string, Float64Array])[] {
  if (column.kind === 'numbers') return [[column.name, column.values]];
  const names = expandedNames(column.name, column.shape);
  return names.map((name, offset) => {
    const values = Float64Array.from({ length: rows }, (_, row) => column.values[row * names.length + offset] ?? NaN);
    return [name, values];
  });
}
