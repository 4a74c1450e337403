import { forEachReadable, type Reading } from '../combine/damaged-file.js';
import { keyOfHead } from '../combine/experiment-key.js';
import type { AttributeValue, ExperimentHead } from '../experiment/head.js';
import { stepCounts } from '../experiment/head.js';
import { readHead } from '../experiment/read-head.js';
import { flattenWorkflow } from '../experiment/workflow.js';
import { distinctNames } from './distinct-names.js';
import { KEY_COLUMNS, keyColumns } from './key-columns.js';
import type { ColumnType, SqlColumn, UnitedTable } from './united-table.js';

/** A query for the experiments that files hold, one row each. */
export async function experimentsQuery(
  files: readonly string[],
  tables: UnitedTable,
  reading: Reading,
): Promise<string> {
  await forEachReadable(files, reading, async (file) => tables.add(experimentRow(await readHead(file))));
  return tables.end(COLUMNS);
}

/** Those that every row has. */
const COLUMNS: readonly ColumnType[] = [
  ...KEY_COLUMNS,
  { name: 'file', type: 'VARCHAR' },
  { name: 'transfer_steps', type: 'BIGINT' },
  { name: 'transient_steps', type: 'BIGINT' },
];

/** One row: what an experiment is, how many steps it has, all attributes of its file and the flattened workflow. */
function experimentRow(head: ExperimentHead): readonly SqlColumn[] {
  const steps = stepCounts(head);
  const own: readonly SqlColumn[] = [
    ...keyColumns(keyOfHead(head), 1),
    text('file', head.file),
    { name: 'transfer_steps', type: 'BIGINT', values: [BigInt(steps.transfer)] },
    { name: 'transient_steps', type: 'BIGINT', values: [BigInt(steps.transient)] },
  ];
  const { chip_id: _chip, test_id: _test, ...attributes } = head.attributes;
  const found = Object.entries({ ...attributes, ...flattenWorkflow(head.workflow ?? []) });
  const names = distinctNames(
    found.map(([name]) => name),
    own.map(({ name }) => name),
  );
  return [...own, ...found.map(([, value], index) => attributeColumn(names[index] as string, value))];
}

/** Lists are their JSON. */
function attributeColumn(name: string, value: AttributeValue): SqlColumn {
  if (typeof value === 'boolean') return { name, type: 'BOOLEAN', values: [value] };
  if (typeof value === 'bigint') return { name, type: 'BIGINT', values: [value] };
  if (typeof value !== 'number') return text(name, typeof value === 'string' ? value : JSON.stringify(value));
  return Number.isSafeInteger(value)
    ? { name, type: 'BIGINT', values: [BigInt(value)] }
    : { name, type: 'DOUBLE', values: [value] };
}

function text(name: string, value: string): SqlColumn {
  return { name, type: 'VARCHAR', values: [value] };
}
