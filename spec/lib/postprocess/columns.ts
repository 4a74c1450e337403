import fc from 'fast-check';
import { titleOf } from '../../../lib/postprocess/operation.js';
import { operations } from '../../../lib/postprocess/operations.js';
import { postprocess } from '../../../lib/postprocess/postprocess.js';
import { type Column, widthOf } from '../../../lib/table/column.js';

type Params = Readonly<Record<string, unknown>>;

/** What an operation makes of a column, and the remarks on it, each as `kind steps reason`. */
export function done(title: string, column: Column, params: Params = {}) {
  const operation = Object.values(operations)
    .flat()
    .find((each) => titleOf(each) === title);
  if (operation === undefined) throw new Error(`no operation ${title}`);
  const transform = { operation, params, targets: ['x'] };
  const { columns, remarks } = postprocess(new Map([['x', column]]), [transform]);
  return {
    column: columns.get('x') as Column,
    remarks: remarks.map(({ kind, steps, reason }) => `${kind} ${steps.join(',')} ${reason}`),
  };
}

export function scalars(...values: readonly number[]): Column {
  return { shape: [values.length], values: Float64Array.from(values) };
}

/** The values of each position in all steps. */
export function lanesOf(column: Column): readonly (readonly number[])[] {
  const width = widthOf(column);
  return Array.from({ length: width }, (_, position) =>
    Array.from({ length: column.shape[0] }, (_, row) => column.values[row * width + position] as number),
  );
}

/** Columns with nulls whose other numbers are of a size that sums and squares keep exact to some digits. */
export const columns: fc.Arbitrary<Column> = fc
  .tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom<readonly number[]>([], [1], [3], [2, 2]),
    fc.constantFrom(1e-9, 1, 1e6),
  )
  .chain(([rows, inner, scale]) => {
    const length = inner.reduce((product, size) => product * size, rows);
    const number = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((digits) => (digits / 1000) * scale) },
      fc.constant(Number.NaN),
    );
    return fc.array(number, { minLength: length, maxLength: length }).map(
      (values): Column => ({
        shape: [rows, ...inner],
        values: Float64Array.from(values),
      }),
    );
  });
