import { type ExperimentKey, KEY_NAMES } from '../combine/experiment-key.js';
import type { ColumnType, SqlColumn } from './united-table.js';

/** What the columns of an experiment's key are, in every view. */
export const KEY_COLUMNS: readonly ColumnType[] = KEY_NAMES.map((name) => ({ name, type: 'VARCHAR' }));

/** The columns that tell whose rows these are, the same in all of them. */
export function keyColumns(key: ExperimentKey, rows: number): readonly SqlColumn[] {
  return KEY_NAMES.map((name) => ({
    name,
    type: 'VARCHAR',
    values: new Array<string | null>(rows).fill(key[name]),
  }));
}
