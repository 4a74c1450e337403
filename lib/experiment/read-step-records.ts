import type { Datatype } from '../hdf5/datatype.js';
import type { Scalar } from '../hdf5/decode.js';
import { openHdf5 } from '../hdf5/hdf5-file.js';
import { STEP_TABLES } from './hdf5-layout.js';
import type { Source } from './step.js';

/** What the steps of one source say of themselves: their `step_info_table`, column by column. */
export interface StepRecords {
  readonly source: Source;
  /** Records, one for each step. */
  readonly steps: number;
  readonly columns: readonly RecordColumn[];
}

export interface RecordColumn {
  readonly name: string;
  readonly type: 'integer' | 'float' | 'boolean' | 'text';
  /** `[step]`; whole numbers as bigint where a number would not be exact. */
  readonly values: readonly Scalar[];
}

/**
 * Reads the step tables of an experiment file, all their columns; sources without a table are left out.
 *
 * @throws OectError `file-not-found`, `permission-denied`, `not-hdf5`, `file-truncated`, `data-corrupt`, or `wrong-layout`
 *   if such a table is none of numbers and text
 */
export async function readStepRecords(file: string): Promise<readonly StepRecords[]> {
  const hdf5 = await openHdf5(file);
  try {
    return (['transfer', 'transient'] as const).flatMap((source): readonly StepRecords[] => {
      const path = STEP_TABLES[source];
      if (hdf5.kindOf(path) === undefined) return [];
      const table = hdf5.dataset(path);
      const members = table.type.kind === 'compound' ? table.type.members : [];
      const values = table.readColumns(members.map(({ name }) => name));
      const columns = members.map(({ name, type }) => ({ name, type: typeOf(type), values: values.get(name) ?? [] }));
      return [{ source, steps: table.shape?.[0] ?? 0, columns }];
    });
  } finally {
    hdf5.close();
  }
}

function typeOf({ kind }: Datatype): RecordColumn['type'] {
  return kind === 'integer' || kind === 'float' || kind === 'boolean' ? kind : 'text';
}
