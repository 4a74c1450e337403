import type { Source } from '../experiment/step.js';
import { columnName, type Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import { transformed } from '../graph/transforms.js';
import { postprocess } from '../postprocess/postprocess.js';
import { type Counts, countCells } from '../table/accounting.js';
import type { Columns } from '../table/column.js';
import type { Computed } from '../table/computed.js';
import { buildTable, type ColumnSpec, type FeatureTable } from '../table/feature-table.js';
import type { Remark } from '../table/remark.js';

/** A table and how many of its cells have a value. */
export interface CompletedTable {
  /** One row per step; `toArrow(table)` gives it as an Arrow table. */
  readonly table: FeatureTable;
  /** (feature, row) pairs of the table: every one is counted once. */
  readonly counts: Counts;
}

/** Makes the table of the columns of all layers: postprocesses them, and puts them side by side. */
export function completeTable(
  { columns, remarks }: Computed,
  steps: Readonly<Record<Source, number>>,
  graph: FeatureGraph,
): CompletedTable {
  // One row per step of the experiment, also where none of the features reads the longer side: so the tables of one
  // experiment have the same rows, whatever their configuration.
  const rows = Math.max(...Object.values(steps));
  const shown = graph.features
    .filter(({ name }) => graph.selected.includes(name))
    .map((feature) => transformed(feature, graph.transforms));
  const postprocessed = postprocess(columns, graph.transforms);
  const told = [
    ...remarks.filter(({ feature }) => graph.selected.includes(feature)),
    ...postprocessed.remarks,
    ...shown.flatMap((feature) => absentRows(feature, rows, columns, steps)),
  ];
  const parts = { features: shown.flatMap(columnSpecs), columns: postprocessed.columns, rows, remarks: told };
  return { table: buildTable({ ...parts, layout: graph.layout }), counts: countCells(parts) };
}

function columnSpecs(feature: Feature): readonly ColumnSpec[] {
  const { name } = feature;
  if (feature.kind === 'derived')
    return [{ name, feature: name, unit: feature.unit, description: feature.description }];
  return feature.outputs.map((output) => ({
    name: columnName(name, output),
    feature: name,
    unit: output.unit,
    description: output.description,
  }));
}

/** Rows behind the last step of a feature's sources: there is one that has more steps. */
function absentRows(
  feature: Feature,
  rows: number,
  columns: Columns,
  steps: Readonly<Record<Source, number>>,
): readonly Remark[] {
  const [shortest] = feature.kind === 'derived' ? [] : feature.sources.toSorted((a, b) => steps[a] - steps[b]);
  const length = shortest === undefined ? (columns.get(feature.name)?.shape[0] ?? 0) : steps[shortest];
  if (length >= rows) return [];
  const reason = shortest === undefined ? 'no step of its inputs' : `no ${shortest} step`;
  const absent = Array.from({ length: rows - length }, (_, index) => length + index);
  return [{ feature: feature.name, kind: 'null', reason, steps: absent }];
}
