import type { Data, Dictionary, Int32, RecordBatch, Table, Utf8, Vector } from 'apache-arrow';
import { type Arrow, arrowData, arrowField } from '../table/arrow.js';
import type { IndexColumn } from '../table/feature-table.js';
import { type Combination, type CombineOptions, type CombineRemarks, combination } from './combination.js';
import { type ExperimentKey, KEY_NAMES } from './experiment-key.js';
import { nullColumn } from './experiment-rows.js';

/** The features of several experiments as one Arrow table. */
export interface CombinedTable extends CombineRemarks {
  readonly table: Table;
}

const INDEX: IndexColumn = { kind: 'index', name: 'step_index' };

/**
 * The features of several experiments as one Arrow table: `experiment`, `chip_id`, `device_id`, `test_id`, `step_index` and the
 * features, one row for each step of each experiment. Columns are united by name, and null where an experiment lacks them. Of
 * several files of an experiment each column is from the newest that has it.
 *
 * @example
 * ```ts
 * const { table } = await combineFeatures(files, { features: ['gm_max_forward', 'tau_on_mean'] });
 * ```
 * @param files - paths of feature files, Parquet or Arrow
 * @throws OectError `bad-argument` if there is none, if no file has a feature that is asked for, or if a column is not of the
 *   same shape and unit in all of them; `aborted`
 * @see writeCombined - for more than the memory holds
 */
export async function combineFeatures(files: readonly string[], options: CombineOptions = {}): Promise<CombinedTable> {
  const arrow = await import('apache-arrow');
  const plan = await combination(files, options);
  const keys = KEY_NAMES.map((name) => keyColumn(arrow, plan, name));
  const features = [...plan.columns].map(([name, column]) => arrowField(arrow, nullColumn(name, column, 0)));
  const schema = new arrow.Schema(
    [...keys.map(({ name, type }) => new arrow.Field(name, type, true)), arrowField(arrow, INDEX), ...features],
    new Map(Object.entries(plan.metadata)),
  );
  const batches: RecordBatch[] = [];
  for await (const { experiment, rows, columns } of plan.rows()) {
    const children = [
      ...keys.map((column) => column.rows(experiment, rows)),
      ...[INDEX, ...columns].map((column) => arrowData(arrow, column, rows)),
    ];
    const type = new arrow.Struct(schema.fields);
    batches.push(new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows, nullCount: 0, children })));
  }
  const { damaged, notes } = plan;
  return { table: new arrow.Table(schema, batches), experiments: batches.length, damaged, notes };
}

interface KeyColumn {
  readonly name: string;
  readonly type: Dictionary<Utf8, Int32>;
  rows(key: ExperimentKey, rows: number): Data;
}

/** A column of the key: a number a row, and each text once. */
function keyColumn(arrow: Arrow, { experiments }: Combination, name: keyof ExperimentKey): KeyColumn {
  const texts = [...new Set(experiments.map(({ experiment }) => experiment[name]))].filter((text) => text !== null);
  const dictionary: Vector<Utf8> = arrow.vectorFromArray(texts, new arrow.Utf8());
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
  const numbers = new Map(texts.map((text, index) => [text, index]));
  return {
    name,
    type,
    rows: (key, rows) => {
      const text = key[name];
      const data = new Int32Array(rows).fill(text === null ? 0 : (numbers.get(text) ?? 0));
      const nulls =
        text === null ? { nullCount: rows, nullBitmap: new Uint8Array(Math.ceil(rows / 8)) } : { nullCount: 0 };
      return arrow.makeData({ type, length: rows, data, dictionary, ...nulls });
    },
  };
}
