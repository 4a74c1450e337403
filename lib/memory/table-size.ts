import { type ExperimentHead, stepCounts } from '../experiment/head.js';
import type { Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';

/** Columns, the table of them, its file if that is Arrow, and what the encoder needs: so often they are in memory at most. */
const COPIES = 4;

/** Of a dynamic shape nobody knows the length before the data is read; a trace seldom has more cycles. */
const DYNAMIC_LENGTH = 200;

/**
 * About how much memory the columns and the table of an experiment take until it is written, in bytes.
 *
 * @param head - of the experiment
 * @param graph - what is computed of it
 */
export function tableSize(head: ExperimentHead, { features }: FeatureGraph): number {
  const rows = Math.max(...Object.values(stepCounts(head)));
  const width = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  return COPIES * rows * width * Float64Array.BYTES_PER_ELEMENT;
}

function widthOf(feature: Feature): number {
  if (feature.kind === 'derived') return 1;
  return feature.outputs.reduce((sum, { shape }) => {
    return sum + shape.reduce<number>((size, n) => size * (typeof n === 'number' ? n : DYNAMIC_LENGTH), 1);
  }, 0);
}
