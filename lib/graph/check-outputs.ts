import { isShape } from '../extractors/is-shape.js';
import type { TableLayout } from '../table/layout.js';

/** More columns of one feature than any table is made for; a list column holds as many numbers without harm. */
const MOST_COLUMNS = 100_000;

/**
 * What is wrong with the outputs that an extractor declares, or undefined: nothing has checked them where the extractor is
 * written in JavaScript, and a parameter can make them too many.
 */
export function outputsFault(outputs: unknown, layout: TableLayout): string | undefined {
  if (!Array.isArray(outputs) || outputs.length === 0)
    return 'declares no output; outputs(params) must give a list of them';
  if (outputs[0]?.name !== '') return 'must declare the feature itself as its first output, with the name ""';
  for (const output of outputs) {
    const fault = outputFault(output, layout);
    if (fault !== undefined) return `output "${output?.name}": ${fault}`;
  }
  return undefined;
}

function outputFault(
  { name, shape, unit }: Readonly<Record<string, unknown>>,
  layout: TableLayout,
): string | undefined {
  if (typeof name !== 'string') return 'its name must be text';
  if (!isShape(shape)) {
    return `its shape is ${JSON.stringify(shape)}; it must be a list of positive integers, of which the first may be a name`;
  }
  const columns = shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), 1);
  if (layout === 'expanded' && columns > MOST_COLUMNS) {
    return `would become ${columns} columns, more than ${MOST_COLUMNS}; ask for fewer numbers, or for lists`;
  }
  if (typeof unit === 'string') return undefined;
  const last = shape.at(-1);
  if (Array.isArray(unit) && unit.length === last && unit.every((part) => typeof part === 'string')) return undefined;
  return `its unit is ${JSON.stringify(unit)}; it must be text, or a text for each element of the last dimension`;
}
