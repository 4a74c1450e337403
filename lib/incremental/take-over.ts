import { columnName, type ExtractedFeature } from '../graph/feature.js';
import type { Column } from '../table/column.js';
import { corrupt } from '../table/corrupt.js';
import { type FeatureTable, valueColumns } from '../table/feature-table.js';
import { expandedNames } from '../table/layout.js';
import type { Remark } from '../table/remark.js';
import { lengthsOf, type StoredShape } from '../table/reuse-record.js';
import type { TakenFeature, TakenOver } from '../table/taken-over.js';
import type { Extend } from './decide.js';
import type { SourceState } from './known-output.js';

/**
 * The values that a decision takes over, from the table of its file: just those that an extraction of these steps gives.
 *
 * @param features - all extracted ones of the configuration
 * @throws OectError `data-corrupt` if the table does not have what its metadata promises
 */
export function takeOver(
  { output, take }: Extend,
  table: FeatureTable,
  features: readonly ExtractedFeature[],
  source: Pick<SourceState, 'hash'>,
): TakenOver {
  const { columns: shapes, source: recorded } = output.metadata.reuse;
  const taken = features.flatMap((feature): readonly (readonly [string, TakenFeature])[] => {
    const { name } = feature;
    const steps = take.get(name);
    if (steps === undefined) return [];
    const columns = feature.outputs.map((output) => {
      const column = columnName(name, output);
      return [column, columnOf(table, column, shapes[column], steps)] as const;
    });
    return [[name, { steps, columns: new Map(columns), remarks: remarksOf(table, name, steps) }]];
  });
  const isSame = output.metadata.source.hash === source.hash;
  return { features: new Map(taken), digests: isSame ? recorded.digests : {} };
}

/** The first `steps` rows of a column as it was extracted, which an expanded table has in parts. */
function columnOf(table: FeatureTable, name: string, stored: StoredShape | undefined, steps: number): Column {
  if (stored === undefined) throw corrupt(`nothing is said of how its column "${name}" was extracted`);
  const { shape, lengths: runs } = stored;
  const lengths = runs && lengthsOf(runs, steps);
  if (runs !== undefined && lengths === undefined)
    throw corrupt(`its column "${name}" has not as many lengths as rows`);
  const width = shape.reduce((product, size) => product * size, 1);
  const values = new Float64Array(steps * width).fill(Number.NaN);
  const list = valueColumns(table).find((column) => column.kind === 'list' && column.name === name);
  if (list !== undefined) {
    if (list.values.length !== table.rows * width || table.rows < steps)
      throw corrupt(`its column "${name}" is of another shape`);
    values.set(list.values.subarray(0, steps * width));
  } else {
    const parts = new Map(valueColumns(table).map((column) => [column.name, column.values]));
    for (const [offset, part] of expandedNames(name, shape).entries()) {
      const found = parts.get(part);
      if (found === undefined || found.length < steps) throw corrupt(`its column "${part}" is not there, or too short`);
      for (let step = 0; step < steps; step++) values[step * width + offset] = found[step] as number;
    }
  }
  return { shape: [steps, ...shape], values, ...(lengths !== undefined && { lengths }) };
}

/** What was remarked of these steps; what is said of rows behind the last step is said anew. */
function remarksOf({ remarks }: FeatureTable, feature: string, steps: number): readonly Remark[] {
  return remarks.flatMap((remark) => {
    if (remark.feature !== feature) return [];
    const kept = remark.steps.filter((step) => step < steps);
    return kept.length === 0 ? [] : [{ ...remark, steps: kept }];
  });
}
