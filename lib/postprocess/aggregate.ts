import * as v from 'valibot';
import { mustBe } from '../describe-mistake.js';
import { forEachRun, permuteAxes, sizeOf, viewOf } from '../expression/nd-array.js';
import type { Output } from '../extractors/extractor.js';
import { type Column, sharedNulls } from '../table/column.js';
import { parseUnit } from '../units/parse-unit.js';
import { isSameUnit } from '../units/unit.js';
import type { Losses } from './losses.js';
import { type Described, defineOperation, withPhrase } from './operation.js';
import { extremes, mean, median, standardDeviation } from './statistics.js';

const axisNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

const params = v.strictObject({
  axis: v.pipe(
    v.optional(
      v.union(
        [axisNumber, v.pipe(v.array(axisNumber), v.minLength(1))],
        mustBe('a dimension or a list of them, counted from 1; 0 would be the steps'),
      ),
    ),
    v.description('the dimensions that are aggregated, as numpy counts them: 0 would be the steps; absent: all others'),
    v.transform((axis) => (axis === undefined ? undefined : [...new Set([axis].flat())].sort((a, b) => a - b))),
  ),
});

type Params = v.InferOutput<typeof params>;

/** @param of - from the values that are not null, at least one */
function aggregation(method: string, what: string, of: (values: Float64Array) => number) {
  return defineOperation({
    type: 'aggregate',
    method,
    description: `${what} of the numbers of each step`,
    params,
    fault: aggregationFault,
    describe: (values, { axis }) => {
      const over = axis === undefined ? 'all its numbers' : `axis ${axis.join(', ')}`;
      const description = withPhrase(values.description, `${method} over ${over}`);
      const { shape, unit } = values;
      if (shape === undefined) return { ...values, description };
      const axes = axis ?? innerAxes(shape);
      return {
        ...values,
        description,
        shape: shape.filter((_, index) => !axes.includes(index + 1)),
        // Those that are aggregated are all of one unit.
        unit: axes.includes(shape.length) && typeof unit !== 'string' ? (unit[0] ?? '') : unit,
      };
    },
    apply: (column, { axis }, losses) => {
      const inner = innerAxes(column.shape.slice(1));
      const axes = axis ?? inner;
      // Which features of programs have such dimensions, only their columns tell.
      if (axes.length === 0 || axes.some((each) => !inner.includes(each))) return column;
      return aggregate(column, axes, losses, of);
    },
  });
}

function innerAxes(inner: readonly unknown[]): readonly number[] {
  return inner.map((_, index) => index + 1);
}

function aggregationFault({ shape, unit }: Described, { axis }: Params): string | undefined {
  if (shape === undefined) return undefined;
  if (shape.length === 0) return 'it has one number in each step: there is nothing to aggregate';
  const axes = axis ?? innerAxes(shape);
  const beyond = axes.find((each) => each > shape.length);
  if (beyond !== undefined) return `it is [n_steps, ${shape.join(', ')}]: there is no axis ${beyond}`;
  if (!axes.includes(shape.length) || isOfOneUnit(unit)) return undefined;
  const units = (unit as readonly string[]).join(' and ');
  return `its numbers are of ${units}: different quantities; aggregate over another axis, or take one with a func`;
}

function isOfOneUnit(unit: Output['unit']): boolean {
  if (typeof unit === 'string') return true;
  const [first = '', ...others] = unit;
  return others.every((other) => isSameUnit(parseUnit(first), parseUnit(other)));
}

function aggregate(
  column: Column,
  axes: readonly number[],
  losses: Losses,
  of: (values: Float64Array) => number,
): Column {
  const view = viewOf(column);
  const kept = innerAxes(column.shape.slice(1)).filter((axis) => !axes.includes(axis));
  const inner = kept.map((axis) => view.shape[axis] as number);
  const [rows, width] = [column.shape[0], sizeOf(inner)];
  const values = sharedNulls(rows * width);
  const length = sizeOf(axes.map((axis) => view.shape[axis] as number));
  const lane = new Float64Array(length);
  let [at, taken, known] = [0, 0, 0];
  const lanes = permuteAxes(view, [0, ...kept, ...axes]);
  forEachRun(lanes.shape, [lanes], (run, [start = 0], [step = 0]) => {
    for (let n = 0; n < run; n++) {
      const value = view.values[start + n * step] as number;
      if (!Number.isNaN(value)) lane[known++] = value;
      if (++taken < length) continue;
      if (known > 0) values[at] = of(lane.subarray(0, known));
      if (known > 0 && !Number.isFinite(values[at])) {
        losses.add(Math.floor(at / width), at % width, `the result is ${values[at]}`);
        values[at] = Number.NaN;
      }
      [at, taken, known] = [at + 1, 0, 0];
    }
  });
  // The lengths are those of the first inner dimension.
  const { lengths } = axes.includes(1) ? {} : column;
  return { shape: [rows, ...inner], values, ...(lengths !== undefined && { lengths }) };
}

export const aggregations = [
  aggregation('mean', 'mean', mean),
  aggregation('std', 'standard deviation', standardDeviation),
  aggregation('min', 'smallest', (values) => extremes(values)[0]),
  aggregation('max', 'largest', (values) => extremes(values)[1]),
  aggregation('median', 'median', median),
  aggregation('first', 'first that is not null', (values) => values[0] as number),
  aggregation('last', 'last that is not null', (values) => values.at(-1) as number),
] as const;
