import type { Shape } from '../extractors/extractor.js';
import { expandedNames, type TableLayout } from '../table/layout.js';
import { columnName, type Feature } from './feature.js';
import type { GraphProblem } from './problem.js';

/** A column of the table to be, as far as it is known before there is data. */
interface PlannedColumn {
  readonly feature: string;
  readonly name: string;
  /** Of an output whose width only the data tells: what its expanded names look like; `name` is the first of them. */
  readonly pattern?: RegExp;
}

/** Features whose columns would have the same name, those included that might have it once the widths are known. */
export function findCollisions(features: readonly Feature[], layout: TableLayout): readonly GraphProblem[] {
  const columns = features.flatMap((feature) => plannedColumns(feature, layout));
  const dynamic = columns.filter(({ pattern }) => pattern !== undefined);
  const owners = new Map<string, PlannedColumn>([['step_index', INDEX]]);
  const problems: GraphProblem[] = [];
  const told = new Set<string>();
  for (const column of columns) {
    const { feature, name } = column;
    const owner = owners.get(name) ?? dynamic.find((other) => other !== column && other.pattern?.test(name));
    owners.set(name, column);
    if (owner === undefined) continue;
    const pair = JSON.stringify([feature, owner.feature].sort());
    if (told.has(pair)) continue;
    told.add(pair);
    problems.push({
      at: [feature],
      message: `feature "${feature}": its column "${name}" is ${roleOf(owner)}; give one of them another name`,
    });
  }
  return problems;
}

const INDEX: PlannedColumn = { feature: '', name: 'step_index' };

function roleOf(owner: PlannedColumn): string {
  if (owner === INDEX) return 'already the index of the table';
  return `${owner.pattern === undefined ? 'already' : 'possibly'} a column of feature "${owner.feature}"`;
}

function plannedColumns(feature: Feature, layout: TableLayout): readonly PlannedColumn[] {
  // The shape of a derived feature is known when it has been computed; the table checks its names then.
  if (feature.kind === 'derived') return [{ feature: feature.name, name: feature.name }];
  return feature.outputs.flatMap((output): readonly PlannedColumn[] => {
    const name = columnName(feature.name, output);
    if (layout === 'lists') return [{ feature: feature.name, name }];
    const sizes = output.shape.filter((size) => typeof size === 'number');
    if (sizes.length === output.shape.length) {
      return expandedNames(name, sizes).map((expanded) => ({ feature: feature.name, name: expanded }));
    }
    const first = name + output.shape.map(() => '_0').join('');
    return [{ feature: feature.name, name: first, pattern: patternOf(name, output.shape) }];
  });
}

/** Matches the expanded names of an output, whatever the size of its dynamic dimension. */
function patternOf(name: string, shape: Shape): RegExp {
  const indices = shape.map((size) => {
    return typeof size === 'string'
      ? '_(?:0|[1-9]\\d*)'
      : `_(?:${Array.from({ length: size }, (_, i) => i).join('|')})`;
  });
  return new RegExp(`^${escapeRegExp(name)}${indices.join('')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
