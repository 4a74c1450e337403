import type { Configuration } from '../../lib/config/configuration.js';
import { SOURCES, type Step } from '../../lib/experiment/step.js';
import { isMissing, isResults } from '../../lib/extractors/extractor.js';
import { columnName, type ExtractedFeature } from '../../lib/graph/feature.js';
import type { StepRow, StepValue } from '../../lib/task/step-row.js';
import { readSteps } from './golden.js';

/** The rows of all steps of a file, by source: each extractor called on each step, without streams, threads or blocks. */
export async function plainRows(file: string, { graph }: Configuration): Promise<readonly StepRow[]> {
  const extracted = graph.features.filter((feature) => feature.kind === 'extracted');
  const rows: StepRow[] = [];
  for (const source of SOURCES) {
    const features = extracted.filter(({ sources }) => sources.includes(source));
    if (features.length === 0) continue;
    for (const step of await readSteps(file, source)) {
      rows.push({ source, step: step.index, ...plainRow(step, features) });
    }
  }
  return rows;
}

function plainRow(step: Step, features: readonly ExtractedFeature[]): Pick<StepRow, 'values' | 'remarks'> {
  const values: Record<string, StepValue> = {};
  const remarks: StepRow['remarks'][number][] = [];
  for (const { name, extractor, params, outputs } of features) {
    const result = extractor.extract(step, params);
    const all = isResults(result) ? result.outputs : [result];
    if (isResults(result) && result.note !== undefined) {
      remarks.push({ feature: name, kind: 'note', reason: result.note });
    }
    for (const [i, output] of outputs.entries()) {
      const value = all[i];
      if (value === undefined || (typeof value === 'object' && isMissing(value))) {
        values[columnName(name, output)] = null;
        if (i === 0 && value !== undefined) remarks.push({ feature: name, kind: 'null', reason: value.missing });
      } else {
        const numbers = typeof value === 'number' ? value : Array.from(value, (n) => (Number.isNaN(n) ? null : n));
        values[columnName(name, output)] = numbers;
      }
    }
  }
  return { values, remarks };
}

/** The rows in the order of their steps, and each with its remarks in a fixed order: what blocks are cut into does not show. */
export function sorted(rows: readonly StepRow[]): readonly StepRow[] {
  const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return rows
    .map(({ source, step, values, remarks }) => ({ source, step, values, remarks: remarks.toSorted(byText) }))
    .sort((a, b) => (a.source === b.source ? a.step - b.step : a.source < b.source ? -1 : 1));
}
