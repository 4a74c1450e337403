import type { Shape } from '../../lib/extractors/extractor.js';
import type { Column } from '../../lib/table/column.js';

/** The column of these results, made the obvious way: the widest step first, then number by number. */
export function plainColumn(shape: Shape, results: readonly (readonly number[] | undefined)[]): Column {
  const inner = shape.filter((size) => typeof size === 'number');
  const unit = inner.reduce((product, size) => product * size, 1);
  const isDynamic = inner.length < shape.length;
  const lengths = results.map((result) => (result === undefined ? 0 : result.length / unit));
  const widest = Math.max(0, ...lengths);
  const width = isDynamic ? widest * unit : unit;
  const values = results.flatMap((result) =>
    Array.from({ length: width }, (_, index) => result?.[index] ?? Number.NaN),
  );
  return {
    shape: [results.length, ...(isDynamic ? [widest] : []), ...inner],
    values: Float64Array.from(values),
    ...(isDynamic && { lengths: Int32Array.from(lengths) }),
  };
}
