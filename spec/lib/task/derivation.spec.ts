import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { withColumns } from '../../../lib/table/computed.js';
import { isPostable, runDerivation, toDerivation } from '../../../lib/task/derivation.js';
import { derivedColumns } from '../../../lib/task/derive-columns.js';
import { experimentOf } from '../../support/experiments.js';

const { layers } = createFeatureGraph({
  cycles: { extractor: 'transient.cycles', params: { n_cycles: 2 } },
  largest: { extractor: 'transfer.absI_max' },
  decay: { func: 'lambda c: (c[:, 0] - c[:, -1]) / c[:, 0]', input: 'cycles' },
  relative: { func: 'lambda c, i: np.nanmean(c, axis=1) / i', input: ['cycles', 'largest'] },
  logarithm: { func: 'np.log10', input: 'largest' },
  impossible: { func: 'lambda i: i[:, 0]', input: 'largest' },
  program: { func: ({ values }) => values.map((i) => -i), input: 'largest' },
});
const derived = layers[1]?.derived ?? [];
const expressions = derived.filter(isPostable);

const numbers = fc.double({ noDefaultInfinity: true });

describe('a derivation', () => {
  it('is of expressions: functions of a program cannot be posted', () => {
    expect(expressions.map(({ name }) => name)).toEqual(['decay', 'relative', 'logarithm', 'impossible']);
  });

  it('gives in another thread what is computed in this one, nulls and reasons as well', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers, numbers), { maxLength: 6 }), (rows) => {
        const columns = new Map([
          [
            'cycles',
            { shape: [rows.length, 2] as const, values: Float64Array.from(rows.flatMap((row) => row.slice(0, 2))) },
          ],
          ['largest', { shape: [rows.length] as const, values: Float64Array.from(rows, ([, , c]) => c) }],
        ]);
        const experiment = withColumns(experimentOf('a.h5'), columns, []);
        const posted = structuredClone(toDerivation(experiment, expressions));
        expect(runDerivation(posted)).toEqual(derivedColumns(columns, expressions));
      }),
    );
  });

  it('takes the columns that are needed, each once, and no others', () => {
    const column = { shape: [1] as const, values: Float64Array.of(1) };
    const names = ['cycles', 'largest', 'other'];
    const experiment = withColumns(
      experimentOf('a.h5'),
      names.map((name) => [name, column] as const),
      [],
    );
    expect(toDerivation(experiment, expressions).columns.map(([name]) => name)).toEqual(['cycles', 'largest']);
    expect(() => toDerivation(experimentOf('a.h5'), expressions)).toThrow('column "cycles" was not computed');
  });
});
