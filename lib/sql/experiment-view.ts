import type { CatalogExperiment, IndexedValue } from '../catalog/entry.js';
import { experimentEntry } from '../catalog/read-entry.js';
import { forEachReadable, type Reading } from '../combine/damaged-file.js';
import { keyOfExperiment } from '../combine/experiment-key.js';
import { readHead } from '../experiment/read-head.js';
import { distinctNames } from './distinct-names.js';
import { KEY_COLUMNS, keyColumns } from './key-columns.js';
import type { ColumnType, SqlColumn, UnitedTable } from './united-table.js';

/**
 * A query for experiments, one row each.
 *
 * @param experiments - paths of files to be read, or what a catalog knows of them
 */
export async function experimentsQuery(
  experiments: readonly (string | CatalogExperiment)[],
  tables: UnitedTable,
  reading: Reading,
): Promise<string> {
  await forEachExperiment(experiments, reading, async (experiment) => tables.add(experimentRow(experiment)));
  return tables.end(COLUMNS);
}

/** Goes through experiments, and reads those of which only the path is known. */
export async function forEachExperiment(
  experiments: readonly (string | CatalogExperiment)[],
  reading: Reading,
  use: (experiment: CatalogExperiment) => Promise<void>,
): Promise<void> {
  const known = new Map(
    experiments.flatMap((experiment) => (typeof experiment === 'string' ? [] : [[experiment.file, experiment]])),
  );
  const files = experiments.map((experiment) => (typeof experiment === 'string' ? experiment : experiment.file));
  await forEachReadable(files, reading, async (file) => use(known.get(file) ?? experimentEntry(await readHead(file))));
}

/** Those that every row has. */
const COLUMNS: readonly ColumnType[] = [
  ...KEY_COLUMNS,
  { name: 'file', type: 'VARCHAR' },
  { name: 'transfer_steps', type: 'BIGINT' },
  { name: 'transient_steps', type: 'BIGINT' },
];

/** One row: what an experiment is, how many steps it has, all attributes of its file and the flattened workflow. */
function experimentRow(experiment: CatalogExperiment): readonly SqlColumn[] {
  const { file, steps, workflow } = experiment;
  const own: readonly SqlColumn[] = [
    ...keyColumns(keyOfExperiment(experiment), 1),
    text('file', file),
    { name: 'transfer_steps', type: 'BIGINT', values: [BigInt(steps.transfer)] },
    { name: 'transient_steps', type: 'BIGINT', values: [BigInt(steps.transient)] },
  ];
  const { chip_id: _chip, test_id: _test, ...attributes } = experiment.attributes;
  const found = Object.entries({ ...attributes, ...workflow });
  const names = distinctNames(
    found.map(([name]) => name),
    own.map(({ name }) => name),
  );
  return [...own, ...found.map(([, value], index) => attributeColumn(names[index] as string, value))];
}

/** Lists are their JSON. */
function attributeColumn(name: string, value: IndexedValue): SqlColumn {
  if (typeof value === 'boolean') return { name, type: 'BOOLEAN', values: [value] };
  if (typeof value !== 'number') return text(name, typeof value === 'string' ? value : JSON.stringify(value));
  return Number.isSafeInteger(value)
    ? { name, type: 'BIGINT', values: [BigInt(value)] }
    : { name, type: 'DOUBLE', values: [value] };
}

function text(name: string, value: string): SqlColumn {
  return { name, type: 'VARCHAR', values: [value] };
}
