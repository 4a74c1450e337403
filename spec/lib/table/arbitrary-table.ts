import fc from 'fast-check';
import type { Column } from '../../../lib/table/column.js';
import { buildTable, type ColumnSpec, type FeatureTable } from '../../../lib/table/feature-table.js';
import type { TableLayout } from '../../../lib/table/layout.js';

/** What a reader should find in one cell. */
export type Cell = number | null | readonly Cell[];

/** A column as its cells, and as the memory that holds them. */
export interface ModelColumn {
  readonly spec: ColumnSpec;
  readonly cells: readonly Cell[];
  readonly column: Column;
}

export interface ModelTable {
  readonly rows: number;
  readonly columns: readonly ModelColumn[];
  readonly table: FeatureTable;
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE) },
);
const cell = fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) });

/** Scalar, `[k]` or `[k, m]`, of the same length in all rows or not. */
const kind = fc.record({
  inner: fc.oneof(
    fc.constant([]),
    fc.tuple(fc.integer({ min: 1, max: 9 })),
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })),
  ),
  dynamic: fc.boolean(),
  allNull: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** Random tables, those without rows, columns or values included. */
export function arbitraryTable(layout: TableLayout): fc.Arbitrary<ModelTable> {
  return fc
    .record({
      rows: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 3, max: 60 })),
      kinds: fc.array(kind, { maxLength: 5 }),
      names: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 }), { minLength: 5, maxLength: 5 }),
    })
    .chain(({ rows, kinds, names }) => {
      const columns = kinds.map(({ inner, dynamic, allNull }, index) => {
        const isDynamic = dynamic && inner.length > 0;
        const name = `f${index} ${names[index]}`;
        return arbitraryCells(rows, inner, isDynamic, allNull).map((cells) =>
          modelColumn(name, inner, isDynamic, cells),
        );
      });
      return fc.tuple(...columns).map((models) => ({ rows, columns: models, table: tableOf(rows, models, layout) }));
    });
}

function arbitraryCells(rows: number, inner: readonly number[], dynamic: boolean, allNull: boolean) {
  if (allNull) return fc.constant(new Array<Cell>(rows).fill(null));
  return fc.array(arbitraryCell(inner, dynamic), { minLength: rows, maxLength: rows });
}

function arbitraryCell([size, ...others]: readonly number[], dynamic: boolean): fc.Arbitrary<Cell> {
  if (size === undefined) return cell;
  return fc.array(arbitraryCell(others, false), { minLength: dynamic ? 0 : size, maxLength: size });
}

/** A list without any value is null as a whole. */
function nullIfEmpty(list: Cell): Cell {
  return flat(list).every((value) => value === null) ? null : list;
}

function flat(value: Cell): readonly (number | null)[] {
  return typeof value === 'object' && value !== null ? value.flatMap(flat) : [value];
}

function modelColumn(name: string, inner: readonly number[], dynamic: boolean, cells: readonly Cell[]): ModelColumn {
  const width = inner.reduce((product, size) => product * size, 1);
  const values = new Float64Array(cells.length * width).fill(Number.NaN);
  const lengths = Int32Array.from(cells, (value) => (Array.isArray(value) ? value.length : 0));
  for (const [row, value] of cells.entries()) {
    if (value !== null)
      values.set(
        flat(value).map((item) => item ?? Number.NaN),
        row * width,
      );
  }
  return {
    spec: { name, feature: name, unit: 'A', description: `${name} of a step` },
    cells: inner.length === 0 ? cells : cells.map(nullIfEmpty),
    column: { shape: [cells.length, ...inner], values, ...(dynamic && { lengths }) },
  };
}

export function tableOf(rows: number, models: readonly ModelColumn[], layout: TableLayout): FeatureTable {
  return buildTable({
    features: models.map(({ spec }) => spec),
    columns: new Map(models.map(({ spec, column }) => [spec.name, column])),
    rows,
    layout,
    remarks: [],
  });
}
