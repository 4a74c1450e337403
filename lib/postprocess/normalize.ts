import * as v from 'valibot';
import { mustBe } from '../describe-mistake.js';
import { sumOf } from '../expression/sum.js';
import type { ParamsOf, ParamsSchema } from '../extractors/extractor.js';
import { changeAlongSteps } from './along-steps.js';
import { defineOperation, type Operation, withPhrase } from './operation.js';
import { extremes, mean, median, quartiles, standardDeviation } from './statistics.js';

/** What the values of a feature become, or why they cannot be normalized. */
type Scale = ((value: number) => number) | { readonly impossible: string };

function normalization<const P extends ParamsSchema>(
  method: string,
  { description, params }: { readonly description: string; readonly params: P },
  scaleOf: (values: Float64Array, params: ParamsOf<P>) => Scale,
): Operation<P> {
  return defineOperation({
    type: 'normalize',
    method,
    description,
    params,
    describe: (values) => ({
      ...values,
      unit: '',
      description: withPhrase(values.description, `normalized (${method})`),
    }),
    apply: (column, params, losses) =>
      changeAlongSteps(column, losses, (values) => {
        const scale = scaleOf(values, params);
        if (typeof scale === 'function') return scale;
        const fate = { lost: scale.impossible };
        return () => fate;
      }),
  });
}

const none = v.strictObject({});

const FEATURE_RANGE = 'two numbers that go up, such as [0, 1]';
const feature_range = v.pipe(
  v.optional(v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())], mustBe(FEATURE_RANGE)), [0, 1]),
  v.check(([low, high]) => low < high, `must be ${FEATURE_RANGE}`),
  v.description('what the smallest and the largest value become'),
);

const minmax = normalization(
  'minmax',
  { description: 'linearly into feature_range, smallest to largest', params: v.strictObject({ feature_range }) },
  (values, { feature_range: [low, high] }) => {
    const [least, most] = extremes(values);
    if (least === most) return allAre(least);
    return (value) => {
      const scaled = ((value - least) / (most - least)) * (high - low) + low;
      // Rounding may lead out of the range by a last bit.
      return Math.min(Math.max(scaled, low), high);
    };
  },
);

const zscore = normalization(
  'zscore',
  { description: 'difference from the mean, in standard deviations', params: none },
  (values) => {
    const [least, most] = extremes(values);
    // The standard deviation of equal numbers need not be 0: their mean may be rounded.
    if (least === most) return allAre(least);
    const [center, spread] = [mean(values), standardDeviation(values)];
    return (value) => (value - center) / spread;
  },
);

const robust = normalization(
  'robust',
  { description: 'difference from the median, in distances between the quartiles', params: none },
  (values) => {
    const center = median(values);
    const [lower, upper] = quartiles(values);
    if (lower === upper) return { impossible: `there is no spread: both quartiles are ${lower}` };
    return (value) => (value - center) / (upper - lower);
  },
);

const l2 = normalization(
  'l2',
  { description: 'divided by the root of the sum of squares of all steps', params: none },
  (values) => {
    const [least, most] = extremes(values);
    const largest = Math.max(-least, most);
    if (largest === 0) return allAre(0);
    // Squares of very small and very large numbers are beyond the numbers there are.
    const norm = largest * Math.sqrt(sumOf(values, (x) => (x / largest) ** 2));
    return (value) => value / norm;
  },
);

function allAre(value: number): Scale {
  return { impossible: `there is no spread: all values are ${value}` };
}

export const normalizations = [minmax, zscore, robust, l2] as const;
