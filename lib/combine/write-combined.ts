import { fileColumn, shredColumns, widthOf } from '../parquet/encode-parquet.js';
import { GatheredRows } from '../parquet/gathered-rows.js';
import { type FileColumn, ParquetFile } from '../parquet/parquet-file.js';
import { rowGroups } from '../parquet/row-groups.js';
import { shredText } from '../parquet/shred.js';
import type { IndexColumn } from '../table/feature-table.js';
import { type WrittenFile, writeInPieces } from '../table/write-file.js';
import { type CombineOptions, type CombineRemarks, combination } from './combination.js';
import { KEY_NAMES } from './experiment-key.js';
import { nullColumn } from './experiment-rows.js';

/** The features of several experiments as one file. */
export interface CombinedFile extends CombineRemarks, WrittenFile {
  readonly rows: number;
}

const INDEX: IndexColumn = { kind: 'index', name: 'step_index' };

/**
 * Writes what {@link combineFeatures} gives into one Parquet file, which appears complete or not at all. Holds one experiment
 * and one row group at a time. Units and descriptions are JSON in its key-values, under `columns`.
 *
 * @example
 * ```ts
 * await writeCombined(files, 'all.parquet', { configs: ['v2_all'] });
 * ```
 * @param file - replaced if it is there
 * @throws OectError as {@link combineFeatures}; `write-failed` or `permission-denied`
 */
export async function writeCombined(
  files: readonly string[],
  file: string,
  options: CombineOptions = {},
): Promise<CombinedFile> {
  const plan = await combination(files, options);
  const columns: readonly FileColumn[] = [
    ...KEY_NAMES.map((name) => ({ name, type: 'text', depth: 0, compression: 'GZIP' }) as const),
    ...[INDEX, ...[...plan.columns].map(([name, column]) => nullColumn(name, column, 0))].map((column) =>
      fileColumn(column, 'GZIP'),
    ),
  ];
  let [experiments, rows] = [0, 0];
  const written = await writeInPieces(file, async (write) => {
    const parquet = await ParquetFile.begin(columns, write);
    const gathered = new GatheredRows(parquet);
    for await (const { experiment, rows: count, columns: read } of plan.rows()) {
      const table = [INDEX, ...read];
      for (const range of rowGroups(count, [...KEY_NAMES.map(() => 1), ...table.map(widthOf)])) {
        const size = range.stop - range.start;
        const keys = KEY_NAMES.map((name) => shredText(experiment[name], size));
        await gathered.add(size, [...keys, ...shredColumns(table, range)]);
      }
      experiments += 1;
      rows += count;
    }
    await gathered.flush();
    parquet.end(plan.metadata);
  });
  return { ...written, rows, experiments, damaged: plan.damaged, notes: plan.notes };
}
