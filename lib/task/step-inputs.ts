import type { InputValues, Shape } from '../extractors/extractor.js';
import { boundInputs, shapeFault } from '../graph/check-inputs.js';
import type { ExtractedFeature } from '../graph/feature.js';
import { type Column, type Columns, columnOf, widthOf } from '../table/column.js';

type InputOfStep = (step: number) => number | Float64Array;

/**
 * What the extractor of a feature is given of earlier features, step by step: copies, which it may keep or spoil.
 *
 * @param columns - those that hold the first outputs of the features, complete
 * @returns undefined if it takes none. Throws, and says why, if an input is of another shape than the extractor takes: of what
 *   a func gives that is not known before
 */
export function stepInputs(
  feature: Pick<ExtractedFeature, 'extractor' | 'inputs'>,
  columns: Columns,
): ((step: number) => InputValues) | undefined {
  if (feature.inputs.length === 0) return undefined;
  const readers = boundInputs(feature).map((bound) => {
    const column = columnOf(columns, bound.feature);
    const fault = shapeFault(bound, column.shape.slice(1), feature.extractor);
    return [bound.input, fault === undefined ? readerOf(column, bound.shape) : failing(fault)] as const;
  });
  return (step) => Object.fromEntries(readers.map(([input, read]) => [input, read(step)]));
}

function readerOf(column: Column, shape: Shape): InputOfStep {
  const { values, lengths } = column;
  const [rows, longest = 0] = column.shape;
  const width = widthOf(column);
  if (shape.length === 0) return (step) => values[step] ?? Number.NaN;
  const inner = longest === 0 ? 0 : width / longest;
  return (step) => {
    const length = lengths === undefined ? width : (lengths[step] ?? 0) * inner;
    // Behind the last step of the feature's source all is null.
    return step < rows ? values.slice(step * width, step * width + length) : new Float64Array(length).fill(Number.NaN);
  };
}

function failing(fault: string): InputOfStep {
  return () => {
    throw new Error(fault);
  };
}
