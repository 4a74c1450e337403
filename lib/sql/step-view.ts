import type { CatalogExperiment } from '../catalog/entry.js';
import type { Reading } from '../combine/damaged-file.js';
import { type ExperimentKey, keyOfExperiment } from '../combine/experiment-key.js';
import { type RecordColumn, readStepRecords, type StepRecords } from '../experiment/read-step-records.js';
import { distinctNames } from './distinct-names.js';
import { forEachExperiment } from './experiment-view.js';
import { KEY_COLUMNS, keyColumns } from './key-columns.js';
import type { ColumnType, SqlColumn, UnitedTable } from './united-table.js';

/** A query for the records of all steps of experiments, one row each. */
export async function stepsQuery(
  experiments: readonly (string | CatalogExperiment)[],
  tables: UnitedTable,
  reading: Reading,
): Promise<string> {
  await forEachExperiment(experiments, reading, async (experiment) => {
    const key = keyOfExperiment(experiment);
    for (const records of await readStepRecords(experiment.file)) await tables.add(stepRows(key, records));
  });
  return tables.end(COLUMNS);
}

/** Those that every row has. */
const COLUMNS: readonly ColumnType[] = [
  ...KEY_COLUMNS,
  { name: 'source', type: 'VARCHAR' },
  { name: 'step_index', type: 'BIGINT' },
];

/**
 * One row for each record: whose it is, `source` (transfer or transient), `step_index` as feature files count, from 0, and
 * the columns of the table as they stand. Its own `step_index` is left out where it says the same.
 */
function stepRows(key: ExperimentKey, { source, steps, columns }: StepRecords): readonly SqlColumn[] {
  const own: readonly SqlColumn[] = [
    ...keyColumns(key, steps),
    { name: 'source', type: 'VARCHAR', values: new Array<string>(steps).fill(source) },
    { name: 'step_index', type: 'BIGINT', values: Array.from({ length: steps }, (_, step) => BigInt(step)) },
  ];
  const others = columns.filter(
    ({ name, values }) => name !== 'step_index' || values.some((step, row) => step !== row),
  );
  const names = distinctNames(
    others.map(({ name }) => name),
    own.map(({ name }) => name),
  );
  return [...own, ...others.map((column, index) => recordColumn(names[index] as string, column))];
}

function recordColumn(name: string, { type, values }: RecordColumn): SqlColumn {
  switch (type) {
    case 'integer':
      return { name, type: 'BIGINT', values: values.map((value) => BigInt(value)) };
    case 'float':
      return { name, type: 'DOUBLE', values: values.map((value) => (Number.isNaN(value) ? null : Number(value))) };
    case 'boolean':
      return { name, type: 'BOOLEAN', values: values.map(Boolean) };
    case 'text':
      return { name, type: 'VARCHAR', values: values.map(String) };
  }
}
