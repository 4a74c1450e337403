import { writeFileSync } from 'node:fs';
import type { Column } from '../../lib/table/column.js';
import { buildTable, type FeatureTable } from '../../lib/table/feature-table.js';
import { describeTable, type Provenance } from '../../lib/table/metadata.js';
import type { TableFormat } from '../../lib/table/table-format.js';
import { encodedTable } from './encoded.js';
import { provenance } from './provenance.js';

/** What a feature file says that nothing was extracted for; the rest is that of {@link provenance}. */
export interface MadeFeatures {
  readonly config?: string;
  /** null leaves it out. */
  readonly chip?: string | null;
  readonly device?: string;
  readonly test?: string;
  /** Name of the experiment's file. */
  readonly source?: string;
  readonly sourceHash?: string;
  readonly createdAt?: string;
  readonly units?: Readonly<Record<string, string>>;
}

/** A list of numbers, or of lists of numbers, as a column that is kept as one. */
export type MadeColumn = Column | readonly number[];

/** Writes a feature file of these columns; NaN is null. */
export async function makeFeatures(
  file: string,
  columns: Readonly<Record<string, MadeColumn>>,
  says: MadeFeatures = {},
): Promise<string> {
  const given = Object.entries(columns).map(([name, column]) => [name, columnOf(column)] as const);
  const table = buildTable({
    features: given.map(([name]) => ({ name, feature: name, unit: says.units?.[name] ?? '', description: '' })),
    columns: new Map(given),
    rows: Math.max(0, ...given.map(([, { shape }]) => shape[0])),
    layout: 'lists',
    remarks: [],
  });
  return writeMade(file, table, says);
}

/** Writes a table as a feature file. */
export async function writeMade(file: string, table: FeatureTable, says: MadeFeatures = {}): Promise<string> {
  const format: TableFormat = file.endsWith('.arrow') ? 'arrow' : 'parquet';
  // Not flushed to the disk, which takes far longer than all else.
  writeFileSync(file, await encodedTable(describeTable(table, provenanceOf(says)), format));
  return file;
}

function provenanceOf({ config, source, sourceHash, createdAt, chip, ...identity }: MadeFeatures): Provenance {
  const { chip: usual, ...others } = provenance;
  return {
    ...others,
    ...identity,
    ...(chip !== null && { chip: chip ?? String(usual) }),
    config: { ...provenance.config, name: config ?? provenance.config.name },
    source: { file: source ?? provenance.source.file, hash: sourceHash ?? provenance.source.hash },
    createdAt: createdAt ?? provenance.createdAt,
  };
}

function columnOf(column: MadeColumn): Column {
  return 'shape' in column ? column : { shape: [column.length], values: Float64Array.from(column) };
}
