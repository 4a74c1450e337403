import * as v from 'valibot';
import type { ParamsOf, ParamsSchema } from '../extractors/extractor.js';
import { changeAlongSteps } from './along-steps.js';
import { defineOperation, type Operation, withPhrase } from './operation.js';
import { extremes, mean, quartiles, standardDeviation } from './statistics.js';

/** Smallest and largest value that stay; all between them stay as well. */
type Bounds = readonly [number, number];

function filter<const P extends ParamsSchema>(
  method: string,
  { description, params }: { readonly description: string; readonly params: P },
  boundsOf: (values: Float64Array, params: ParamsOf<P>) => Bounds,
): Operation<P> {
  return defineOperation({
    type: 'filter',
    method,
    description,
    params,
    describe: (values) => ({
      ...values,
      description: withPhrase(values.description, `without outliers (${method})`),
    }),
    apply: (column, params, losses) =>
      changeAlongSteps(column, losses, (values) => {
        const [low, high] = boundsOf(values, params);
        // Not the other way round: where the bounds are no numbers, there are no outliers.
        return (value) => (value < low || value > high ? { lost: outlier(value, low, high) } : value);
      }),
  });
}

function outlier(value: number, low: number, high: number): string {
  if (low === Number.NEGATIVE_INFINITY) return `${value} is more than ${high}`;
  if (high === Number.POSITIVE_INFINITY) return `${value} is less than ${low}`;
  return `${value} is not within ${low} and ${high}`;
}

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

const iqr = filter(
  'iqr',
  {
    description: 'values too far below the lower or above the upper quartile',
    params: v.strictObject({
      threshold: v.pipe(
        v.optional(positive, 1.5),
        v.description('how far is too far, in distances between the quartiles'),
      ),
    }),
  },
  (values, { threshold }) => {
    const [lower, upper] = quartiles(values);
    const reach = threshold * (upper - lower);
    return [lower - reach, upper + reach];
  },
);

const zscore = filter(
  'zscore',
  {
    description: 'values too far from the mean',
    params: v.strictObject({
      threshold: v.pipe(v.optional(positive, 3), v.description('how far is too far, in standard deviations')),
    }),
  },
  (values, { threshold }) => {
    const bounds = extremes(values);
    // Equal numbers are no outliers, wherever their rounded mean is.
    if (bounds[0] === bounds[1]) return bounds;
    const center = mean(values);
    const reach = threshold * standardDeviation(values);
    return [center - reach, center + reach];
  },
);

const bound = v.optional(v.pipe(v.number(), v.finite()));

const range = filter(
  'range',
  {
    description: 'values below min or above max; what a filter does that has no method',
    params: v.pipe(
      v.strictObject({
        min: v.pipe(bound, v.description('smallest value that stays, in the unit of the feature; absent: any')),
        max: v.pipe(bound, v.description('largest value that stays; absent: any')),
      }),
      v.check(
        ({ min, max }) => min !== undefined || max !== undefined,
        'min and max are both missing; give one of them',
      ),
      v.check(({ min = -Infinity, max = Infinity }) => min <= max, 'min is more than max: no value would stay'),
    ),
  },
  (_, { min = -Infinity, max = Infinity }) => [min, max],
);

export const filters = [iqr, zscore, range] as const;
