import * as v from 'valibot';
import { OectError } from '../errors.js';
import type { Counts } from './accounting.js';
import { type FeatureTable, type ValueColumn, valueColumns } from './feature-table.js';
import type { Remark } from './remark.js';
import { type ReuseRecord, ReuseSchema } from './reuse-record.js';
import { countSteps, formatSteps, parseSteps } from './step-ranges.js';

/** What a feature table was made of and by, for whoever finds its file in some years. */
export interface Provenance {
  /** Of the experiment's file; absent if it does not say. */
  readonly chip?: string;
  readonly device?: string;
  readonly test?: string;
  readonly config: {
    readonly name: string;
    readonly version: string;
    /** The whole configuration, as it was read. */
    readonly text: string;
    /** Of its content, not of its name; hexadecimal. */
    readonly hash: string;
  };
  readonly source: {
    /** Name of the experiment's file. */
    readonly file: string;
    /** Of its content; hexadecimal. */
    readonly hash: string;
  };
  /** Content hash of each extractor, by its name. */
  readonly extractors: Readonly<Record<string, string>>;
  /** What another run needs to take values over; absent in files of programs that do not say. */
  readonly reuse?: ReuseRecord;
  readonly counts: Counts;
  /** Version of this program. */
  readonly programVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What the key-value metadata of a feature file says. */
export interface FeatureMetadata extends Provenance {
  /** Of each column but the index, by its name. */
  readonly columns: Readonly<Record<string, ColumnDescription>>;
  readonly remarks: readonly Remark[];
}

/** What a column of a feature file is. */
export interface ColumnDescription {
  readonly feature: string;
  /** SI symbol; of a list column whose elements differ, one each. */
  readonly unit: string | readonly string[];
  readonly description: string;
  /** Of a list column: `[k]` or `[k, m]`. Its values alone do not say it where all rows are null. */
  readonly shape?: readonly [number, ...number[]];
  /** Of a list column: whether rows may differ in their `k`, which is then that of the widest. */
  readonly dynamic?: boolean;
}

/** The table with the key-values that a feature file has: see {@link tableMetadata}. */
export function describeTable(table: FeatureTable, provenance: Provenance): FeatureTable {
  return { ...table, metadata: { ...table.metadata, ...tableMetadata(table, provenance) } };
}

/**
 * The key-values of a feature file: `chip_id`, `device_id`, `test_id`, `config_name`, `config_version`, `config_text`,
 * `config_hash`, `source_file`, `source_hash`, `program_version` and `created_at` as text; `extractor_hashes`, `columns`,
 * `counts` and `remarks` as JSON; `PANDAS_ATTRS` has all of them as one JSON object, which pandas gives back as
 * `df.attrs`. Only for this program there is also `reuse`, JSON as well.
 *
 * Steps of a remark are written as ranges, `0-4,7`.
 */
export function tableMetadata(table: FeatureTable, provenance: Provenance): Readonly<Record<string, string>> {
  const { config, source } = provenance;
  const texts = {
    ...(provenance.chip !== undefined && { chip_id: provenance.chip }),
    ...(provenance.device !== undefined && { device_id: provenance.device }),
    ...(provenance.test !== undefined && { test_id: provenance.test }),
    config_name: config.name,
    config_version: config.version,
    config_text: config.text,
    config_hash: config.hash,
    source_file: source.file,
    source_hash: source.hash,
    program_version: provenance.programVersion,
    created_at: provenance.createdAt,
  };
  const objects = {
    extractor_hashes: provenance.extractors,
    columns: Object.fromEntries(valueColumns(table).map((column) => [column.name, describeColumn(column)])),
    counts: provenance.counts,
    remarks: table.remarks.map((remark) => ({ ...remark, steps: formatSteps(remark.steps) })),
  };
  return {
    ...texts,
    ...Object.fromEntries(Object.entries(objects).map(([key, value]) => [key, JSON.stringify(value)])),
    PANDAS_ATTRS: JSON.stringify({ ...texts, ...objects }),
    ...(provenance.reuse !== undefined && { reuse: JSON.stringify(provenance.reuse) }),
  };
}

function describeColumn(column: ValueColumn): ColumnDescription {
  const { feature, unit, description } = column;
  if (column.kind === 'scalar') return { feature, unit, description };
  return { feature, unit, description, shape: column.shape, dynamic: column.lengths !== undefined };
}

/**
 * Reads what {@link tableMetadata} wrote.
 *
 * @throws OectError `wrong-layout` naming the key that is missing or not as it should be
 */
export function parseTableMetadata(metadata: Readonly<Record<string, string>>): FeatureMetadata {
  const parsed = v.safeParse(KeyValues, metadata);
  if (!parsed.success)
    throw new OectError('wrong-layout', `its metadata is not that of a feature file: ${faultOf(parsed.issues)}`);
  const { chip_id, device_id, test_id, columns, counts, reuse, ...keys } = parsed.output;
  return {
    ...(chip_id !== undefined && { chip: chip_id }),
    ...(device_id !== undefined && { device: device_id }),
    ...(test_id !== undefined && { test: test_id }),
    config: { name: keys.config_name, version: keys.config_version, text: keys.config_text, hash: keys.config_hash },
    source: { file: keys.source_file, hash: keys.source_hash },
    extractors: keys.extractor_hashes,
    ...(reuse !== undefined && { reuse }),
    counts,
    programVersion: keys.program_version,
    createdAt: keys.created_at,
    columns,
    remarks: keys.remarks,
  };
}

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Steps = v.pipe(
  v.string(),
  v.regex(/^(\d{1,7}(-\d{1,7})?(,\d{1,7}(-\d{1,7})?)*)?$/, 'Expected ranges such as 0-4,7'),
);

/** Steps of all remarks together: a few letters of a damaged file could stand for more than the memory holds. */
const MOST_STEPS = 50_000_000;

const KeyValues = v.object({
  chip_id: v.optional(v.string()),
  device_id: v.optional(v.string()),
  test_id: v.optional(v.string()),
  config_name: v.string(),
  config_version: v.string(),
  config_text: v.string(),
  config_hash: v.string(),
  source_file: v.string(),
  source_hash: v.string(),
  program_version: v.string(),
  created_at: v.string(),
  extractor_hashes: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string())),
  columns: v.pipe(
    v.string(),
    v.parseJson(),
    v.record(
      v.string(),
      v.object({
        feature: v.string(),
        unit: v.union([v.string(), v.array(v.string())]),
        description: v.string(),
        shape: v.exactOptional(v.tupleWithRest([Count], Count)),
        dynamic: v.exactOptional(v.boolean()),
      }),
    ),
  ),
  reuse: v.optional(v.pipe(v.string(), v.parseJson(), ReuseSchema)),
  counts: v.pipe(v.string(), v.parseJson(), v.object({ values: Count, nulls: Count, failures: Count })),
  remarks: v.pipe(
    v.string(),
    v.parseJson(),
    v.array(
      v.object({
        feature: v.string(),
        kind: v.picklist(['null', 'failure', 'note']),
        reason: v.string(),
        steps: Steps,
      }),
    ),
    v.check(
      (remarks) => remarks.reduce((sum, { steps }) => sum + countSteps(steps), 0) <= MOST_STEPS,
      `Expected at most ${MOST_STEPS} steps`,
    ),
    v.transform((remarks) => remarks.map((remark) => ({ ...remark, steps: parseSteps(remark.steps) }))),
  ),
});

function faultOf([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return `${v.getDotPath(issue) ?? 'metadata'}: ${issue.message}`;
}
