import { basename } from 'node:path';
import type { ExperimentHead } from '../experiment/head.js';
import { type Identity, identityOf } from '../experiment/identity.js';
import type { ColumnType, SqlColumn } from './united-table.js';

/** What tells an experiment from all others, in all that is known of it; also the first columns of every view. */
export interface ExperimentKey {
  /** Name of its file, without `.h5`. */
  readonly experiment: string;
  readonly chip_id: string | null;
  readonly device_id: string | null;
  readonly test_id: string | null;
}

/** @param file - of the experiment, with or without its folder */
export function experimentKey(file: string, { chip, device, test }: Omit<Identity, 'description'>): ExperimentKey {
  return {
    experiment: basename(file).replace(/\.h5$/i, ''),
    chip_id: chip ?? null,
    device_id: device ?? null,
    test_id: test ?? null,
  };
}

export function keyOfHead(head: ExperimentHead): ExperimentKey {
  return experimentKey(head.file, identityOf(head));
}

export const KEY_COLUMNS: readonly ColumnType[] = ['experiment', 'chip_id', 'device_id', 'test_id'].map((name) => ({
  name,
  type: 'VARCHAR',
}));

/** The columns that tell whose rows these are, the same in all of them. */
export function keyColumns(key: ExperimentKey, rows: number): readonly SqlColumn[] {
  return Object.entries(key).map(([name, value]) => ({
    name,
    type: 'VARCHAR',
    values: new Array<string | null>(rows).fill(value),
  }));
}
