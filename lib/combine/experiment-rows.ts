import { grouped } from '../grouped.js';
import { lengthened, sharedNulls } from '../table/column.js';
import { type ValueColumn, valueColumns } from '../table/feature-table.js';
import type { ColumnDescription } from '../table/metadata.js';
import { readFeatures } from '../table/read-features.js';
import type { CombinedColumns } from './combined-columns.js';
import { forEachReadable, type Reading } from './damaged-file.js';
import { type ExperimentKey, keyText } from './experiment-key.js';
import { compareAge, type FeatureFile } from './feature-files.js';

/** The feature files of one experiment, all made of the same state of it, the newest first. */
export interface ExperimentFiles {
  readonly experiment: ExperimentKey;
  readonly files: readonly [FeatureFile, ...FeatureFile[]];
}

/** All rows of one experiment. */
export interface ExperimentRows {
  readonly experiment: ExperimentKey;
  readonly rows: number;
  /** Those of {@link CombinedColumns}, in their order; NaN is null. */
  readonly columns: readonly ValueColumn[];
}

/**
 * Files by experiment, in the order in which experiments are met.
 *
 * @param onNote - told of files that are left out, since the experiment has changed since they were made
 */
export function byExperiment(
  files: readonly FeatureFile[],
  onNote: (note: string) => void,
): readonly ExperimentFiles[] {
  const groups = grouped(files, ({ experiment }) => keyText(experiment));
  return [...groups.values()].map((group) => {
    const [newest, ...older] = [...group].sort(compareAge) as [FeatureFile, ...FeatureFile[]];
    const isSame = ({ sourceHash }: FeatureFile) => sourceHash === newest.sourceHash;
    for (const { file } of older.filter((file) => !isSame(file))) {
      onNote(
        `${file} is left out: experiment ${newest.experiment.experiment} has changed since; newer is ${newest.file}`,
      );
    }
    return { experiment: newest.experiment, files: [newest, ...older.filter(isSame)] };
  });
}

/**
 * The rows of an experiment: each column from the newest file that has it, null where none has. Files that have nothing new are
 * not read, unless none has any of the columns: then one is, to know how many rows there are.
 *
 * @returns undefined if none of the files that it takes can be read
 */
export async function experimentRows(
  { experiment, files }: ExperimentFiles,
  columns: CombinedColumns,
  reading: Reading,
): Promise<ExperimentRows | undefined> {
  const found = new Map<string, { readonly column: ValueColumn; readonly rows: number }>();
  const isNew = (name: string) => columns.has(name) && !found.has(name);
  const counts: number[] = [];
  const read = (file: FeatureFile) =>
    forEachReadable([file.file], reading, async (path) => {
      const { table } = await readFeatures(path);
      counts.push(table.rows);
      for (const column of valueColumns(table)) {
        if (isNew(column.name)) found.set(column.name, { column, rows: table.rows });
      }
    });
  const useful = files.filter((file) => [...file.columns.keys()].some(isNew));
  for (const file of useful) if ([...file.columns.keys()].some(isNew)) await read(file);
  if (useful.length === 0) await read(files[0]);
  if (counts.length === 0) return undefined;
  const rows = Math.max(...counts);
  const all = [...columns].map(([name, column]) => {
    const values = found.get(name);
    return values === undefined ? nullColumn(name, column, rows) : lengthenedTo(values.column, values.rows, rows);
  });
  return { experiment, rows, columns: all };
}

/** Nothing but nulls, in a column like others of its name. */
export function nullColumn(
  name: string,
  { feature, unit, description, shape }: ColumnDescription,
  rows: number,
): ValueColumn {
  if (shape === undefined) {
    return { kind: 'scalar', name, feature, unit: String(unit), description, values: sharedNulls(rows) };
  }
  const [, ...inner] = shape;
  return {
    ...{ kind: 'list', name, feature, unit, description, shape: [0, ...inner] },
    ...{ values: new Float64Array(0), lengths: new Int32Array(rows) },
  };
}

/** The column with nulls behind its last row: tables of other features of the experiment may have more steps. */
function lengthenedTo(column: ValueColumn, from: number, to: number): ValueColumn {
  if (column.kind === 'scalar')
    return { ...column, values: lengthened({ shape: [from], values: column.values }, to).values };
  const { values, lengths } = lengthened({ ...column, shape: [from, ...column.shape] }, to);
  return { ...column, values, ...(lengths !== undefined && { lengths }) };
}
