import { OectError } from '../errors.js';
import { suggestion } from '../nearest.js';
import type { ColumnDescription } from '../table/metadata.js';
import { describeConversion } from '../units/describe.js';
import { parseUnit } from '../units/parse-unit.js';
import { isSameDimension, isSameUnit } from '../units/unit.js';
import { KEY_NAMES } from './experiment-key.js';
import { depthOf, type FeatureColumns, type FeatureFile } from './feature-files.js';

/** What a column of several files is: as that of the first file that has it, and of the first that says its unit. */
export type CombinedColumns = ReadonlyMap<string, ColumnDescription>;

const OWN_NAMES: readonly string[] = [...KEY_NAMES, 'step_index'];

/**
 * The columns that files have together, in the order in which they are met.
 *
 * @param features - names of features or of columns; all if there is none
 * @throws OectError `bad-argument` if no file has a feature that is asked for, with the nearest name; if a column is not of the
 *   same shape in all files, or not in the same unit; if one is named as a column of the combined table's own
 */
export function combinedColumns(
  files: readonly FeatureFile[],
  features: readonly string[] | undefined,
): CombinedColumns {
  const wanted = features && new Set(features);
  const columns = new Map<string, { readonly column: ColumnDescription; readonly file: string }>();
  const seen = new Set<FeatureColumns>();
  for (const file of files) {
    if (seen.has(file.columns)) continue;
    seen.add(file.columns);
    for (const [name, column] of file.columns) {
      if (wanted !== undefined && !wanted.has(name) && !wanted.has(column.feature)) continue;
      const known = columns.get(name) ?? { column, file: file.file };
      columns.set(name, { ...known, column: united(name, known, { column, file: file.file }) });
    }
  }
  const found = new Map([...columns].map(([name, { column }]) => [name, column]));
  refuseUnknown(features ?? [], found, files);
  const own = [...found.keys()].find((name) => OWN_NAMES.includes(name));
  if (own === undefined) return found;
  throw new OectError(
    'bad-argument',
    `column "${own}" of ${columns.get(own)?.file} is called as one that the combined table has of its own; name the features without it`,
  );
}

interface Found {
  readonly column: ColumnDescription;
  readonly file: string;
}

function united(name: string, known: Found, other: Found): ColumnDescription {
  const [a, b] = [known.column, other.column];
  if (depthOf(a) !== depthOf(b) || String(a.shape?.slice(1)) !== String(b.shape?.slice(1))) {
    throw contradiction(name, known, other, `of ${shapeText(a)}`, `of ${shapeText(b)}`, '');
  }
  if (isUnsaid(a)) return { ...a, unit: b.unit };
  if (isUnsaid(b) || sameUnits(a, b)) return a;
  throw contradiction(name, known, other, `in ${unitText(a)}`, `in ${unitText(b)}`, conversion(a, b));
}

function contradiction(name: string, a: Found, b: Found, isA: string, isB: string, more: string): OectError {
  return new OectError(
    'bad-argument',
    `column "${name}" is ${isA} in ${a.file}, but ${isB} in ${b.file}${more}; combine them apart, or name the features without it`,
  );
}

function shapeText({ shape }: ColumnDescription): string {
  if (shape === undefined) return 'numbers';
  const [, ...inner] = shape;
  return inner.length === 0 ? 'lists of numbers' : `lists of lists of ${inner.join(' x ')}`;
}

/** An empty unit says that it has none as well as that nothing is known of it. */
function isUnsaid({ unit }: ColumnDescription): boolean {
  return unit === '';
}

function sameUnits(a: ColumnDescription, b: ColumnDescription): boolean {
  const [one, other] = [[a.unit].flat(), [b.unit].flat()];
  const length = Math.max(one.length, other.length);
  // One unit is that of all elements.
  const at = (units: readonly string[], index: number) => parseUnit(units[units.length === 1 ? 0 : index] ?? '');
  return Array.from({ length }, (_, index) => isSameUnit(at(one, index), at(other, index))).every(Boolean);
}

function unitText({ unit }: ColumnDescription): string {
  return [unit].flat().join(', ');
}

function conversion(a: ColumnDescription, b: ColumnDescription): string {
  if (typeof a.unit !== 'string' || typeof b.unit !== 'string') return '';
  const [one, other] = [parseUnit(a.unit), parseUnit(b.unit)];
  return isSameDimension(one, other) ? ` (${describeConversion(one, other)})` : '';
}

function refuseUnknown(features: readonly string[], found: CombinedColumns, files: readonly FeatureFile[]): void {
  const known = new Set([...found].flatMap(([name, { feature }]) => [name, feature]));
  const unknown = features.find((feature) => !known.has(feature));
  if (unknown === undefined) return;
  const all = new Set(
    [...new Set(files.map(({ columns }) => columns))].flatMap((columns) =>
      [...columns].flatMap(([name, { feature }]) => [feature, name]),
    ),
  );
  throw new OectError('bad-argument', `no file has a feature "${unknown}"; ${suggestion(unknown, all)}`);
}
