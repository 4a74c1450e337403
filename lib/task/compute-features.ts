import type { Configuration } from '../config/configuration.js';
import { type TransferCurve, type TransientCurve, transferStep, transientStep } from '../experiment/curve.js';
import { jointSteps } from '../experiment/joint-steps.js';
import type { Source, Step } from '../experiment/step.js';
import type { Layer } from '../graph/layers.js';
import { type Computed, withColumns } from '../table/computed.js';
import { type CompletedTable, completeTable } from './complete-table.js';
import { deriveColumns } from './derive-columns.js';
import { extractBlock } from './extract-block.js';
import { mergeRemarks } from './remark-book.js';

/** The measurements of one experiment, step by step, wherever they come from. */
export interface Curves {
  readonly transfer?: readonly TransferCurve[];
  readonly transient?: readonly TransientCurve[];
}

/**
 * Computes the features of curves that a program has, at once and in this thread: for a page, or for a measurement that has
 * no file yet. The table is the one that a file with these steps gives.
 *
 * @example
 * ```ts
 * const features = defineFeatures({ gm_max: { extractor: 'transfer.gm_max' } });
 * const { table } = computeFeatures(features, { transfer: [{ Vg: [0, 0.1, 0.2], Id: [1e-9, 2e-6, 8e-6] }] });
 * console.log((await toArrow(table)).getChild('gm_max')?.get(0)); // 0.00006, in S
 * ```
 * @param curves - V, A and s; the first of each source is step 0
 * @throws OectError `bad-argument` naming the curve whose lists differ in length
 */
export function computeFeatures({ graph }: Configuration, curves: Curves): CompletedTable {
  const steps = {
    transfer: (curves.transfer ?? []).map((curve, index) => transferStep(curve, index)),
    transient: (curves.transient ?? []).map((curve, index) => transientStep(curve, index)),
  };
  const computed = graph.layers.reduce<Computed>((before, layer) => computeLayer(before, layer, steps), {
    columns: new Map(),
    remarks: [],
  });
  const counts = { transfer: steps.transfer.length, transient: steps.transient.length };
  return completeTable(computed, counts, graph);
}

function computeLayer(
  before: Computed,
  { extracted, derived }: Layer,
  steps: Readonly<Record<Source, readonly Step[]>>,
): Computed {
  const sets = new Map(extracted.map(({ sources }) => [String(sources), sources]));
  const results = [...sets].map(([key, sources]) =>
    extractBlock(
      jointSteps(sources.map((source) => steps[source])),
      extracted.filter((feature) => String(feature.sources) === key),
      { columns: before.columns },
    ),
  );
  const columns = results.flatMap((result) => result.columns);
  const remarks = mergeRemarks(results.flatMap((result) => result.remarks));
  return deriveColumns(withColumns(before, columns, remarks), derived);
}
