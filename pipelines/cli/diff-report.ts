import type { CellDiff, ColumnDiff, Largest } from '../../lib/diff/diff-column.js';
import type { FeatureDiff } from '../../lib/diff/diff-features.js';
import type { RemarkGroup } from '../../lib/diff/remark-groups.js';
import type { Sides } from '../../lib/diff/sides.js';
import { formatSteps } from '../../lib/table/step-ranges.js';
import { count } from './count.js';
import { textTable } from './text-table.js';

/** Steps of a row or a remark that are written out, in characters. */
const STEPS_LENGTH = 40;

/** How two tables differ, as text; of long lists the first `limit`. */
export function diffReport(diff: FeatureDiff, limit: number): string {
  const { tables, columns, columnsOnlyIn, rowsOnlyIn, notCompared, cells, remarks, reasons } = diff;
  const differing = columns.filter(({ different }) => different > 0);
  return [
    textTable(
      sides(tables, (side, { name, rows, columns }) => [side, name, count(rows, 'row'), count(columns, 'column')]),
    ),
    '',
    ...(diff.equal
      ? [`They are the same: ${count(diff.compared, 'cell')} in ${count(columns.length, 'column')}.`]
      : []),
    ...onlyIn('Columns', columnsOnlyIn, (names) => shortList(names, limit)),
    ...onlyIn('Steps', rowsOnlyIn, stepsText),
    ...onlyIn('Not compared, for they are no numbers:', notCompared, (names) => shortList(names, limit)),
    ...(differing.length === 0
      ? []
      : [
          `${diff.different} of ${count(diff.compared, 'cell')} differ, in ${differing.length} of ${count(columns.length, 'column')}.`,
        ]),
    ...section('Columns', COLUMN_HEAD, differing.slice(0, limit).map(columnRow), differing.length),
    ...section('Cells with the largest differences', CELL_HEAD, cells.map(cellRow), diff.different),
    ...section(
      'What the files say of these steps',
      REMARK_HEAD,
      remarks.slice(0, limit).map(remarkRow),
      remarks.length,
    ),
    // Of tables that are the same it is of no interest that nothing is known.
    ...(reasons.length === 0 || (diff.equal && reasons.every(({ kind }) => kind === 'unknown'))
      ? []
      : ['', 'Different in how they were made (A -> B)', ...reasons.map(({ message }) => `  ${message}`)]),
  ].join('\n');
}

const COLUMN_HEAD = [
  'column',
  'cells',
  'different',
  'null only in A',
  'null only in B',
  'largest |A - B|',
  'largest |A - B| / |B|',
];

function columnRow(diff: ColumnDiff): readonly string[] {
  return [
    diff.column,
    String(diff.compared),
    String(diff.different),
    String(diff.nullOnlyInA),
    String(diff.nullOnlyInB),
    largestText(diff.largestAbsolute),
    largestText(diff.largestRelative),
  ];
}

function largestText(largest: Largest | undefined): string {
  return largest === undefined ? '' : `${sizeText(largest.difference)} at step ${largest.step}`;
}

const CELL_HEAD = ['step', 'column', 'A', 'B', '|A - B|', '|A - B| / |B|', 'ulps'];

function cellRow({ step, column, a, b, absolute, relative, ulps }: CellDiff): readonly string[] {
  return [String(step), column, String(a), String(b), sizeText(absolute), sizeText(relative), ulpsText(ulps)];
}

const REMARK_HEAD = ['in', 'feature', 'steps', 'what'];

function remarkRow({ side, feature, kind, reason, steps }: RemarkGroup): readonly string[] {
  const what = kind === 'unexplained' ? reason : `${kind}: ${reason}`;
  return [side.toUpperCase(), feature, stepsText(steps), what];
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  all: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const more = all > rows.length ? ` (${rows.length} of ${all})` : '';
  return ['', `${title}${more}`, textTable([head, ...rows], '  ')];
}

function onlyIn<T>(what: string, of: Sides<readonly T[]>, text: (items: readonly T[]) => string): readonly string[] {
  const end = what.endsWith(':') ? '' : ' only in';
  return sides(of, (side, items) => (items.length === 0 ? [] : [`${what}${end} ${side}: ${text(items)}`])).flat();
}

function sides<T, R>({ a, b }: Sides<T>, map: (side: 'A' | 'B', item: T) => R): readonly [R, R] {
  return [map('A', a), map('B', b)];
}

function shortList(names: readonly string[], limit: number): string {
  const more = names.length - limit;
  return names.slice(0, limit).join(', ') + (more > 0 ? `${limit > 0 ? ' and ' : ''}${more} more` : '');
}

function stepsText(steps: readonly number[]): string {
  const text = formatSteps(steps);
  if (text.length <= STEPS_LENGTH) return text;
  return `${text.slice(0, text.lastIndexOf(',', STEPS_LENGTH))},... (${steps.length})`;
}

/** Beyond a million, numbers that are computed differently and not only rounded, what counts is how many digits it has. */
function ulpsText(ulps: number | undefined): string {
  if (ulps === undefined) return '';
  return ulps < 1e6 ? String(ulps) : ulps.toExponential(0);
}

/** Three digits say how large a difference is. */
function sizeText(difference: number | undefined): string {
  return difference === undefined ? '' : String(Number(difference.toPrecision(3)));
}
