import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { withColumns } from '../../lib/table/computed.js';
import type { BlockResult } from '../../lib/task/block.js';
import type { Derivation } from '../../lib/task/derivation.js';
import { deriveColumns } from '../../operators/derive-columns.js';
import { experimentOf, layerOf } from '../support/experiments.js';
import { marbles } from '../support/marbles.js';

const layer = layerOf(
  {
    gm: { extractor: 'transfer.absI_max' },
    doubled: { func: ({ values }) => values.map((gm) => 2 * gm), input: 'gm' },
    broken: {
      func: () => {
        throw new Error('no');
      },
      input: 'gm',
    },
  },
  1,
);

const expressions = layerOf(
  { gm: { extractor: 'transfer.absI_max' }, tripled: { func: 'lambda gm: 3 * gm', input: 'gm' } },
  1,
);

describe('deriveColumns', () => {
  it('adds the derived columns of a layer to each experiment, one at a time', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [withGm('a', [1, 2]), withGm('b', [3])];
      const experiments = cold('a-b-|', { a, b });
      const subscribed = '      ^---!';
      const expected = '        a-b-|';
      expectObservable(experiments.pipe(deriveColumns(layer))).toBe(expected, {
        a: expect.objectContaining({ id: a.id, lease: a.lease, columns: columnsOf([1, 2], [2, 4]) }),
        b: expect.objectContaining({ id: b.id, lease: b.lease, columns: columnsOf([3], [6]) }),
      });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
    });
  });

  it('turns what a function throws into nulls with the reason, and the stream goes on', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|', { a: withGm('a', [1, 2]) }).pipe(deriveColumns(layer))).toBe('a|', {
        a: expect.objectContaining({
          remarks: [{ feature: 'broken', kind: 'failure', reason: 'no', steps: [0, 1] }],
        }),
      });
    });
  });

  it('has the threads of a pool evaluate expressions, each experiment for itself, and drops what was closed meanwhile', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, c] = [withGm('a', [1]), withGm('b', [2]), withGm('c', [3])];
      const experiments = cold('(abc|)', { a, b, c });
      const subscribed = '      (^!)';
      const answers = { a: '---(a|)', b: '-(b|)' };
      const expected = '        -b-(a|)';
      const answer = { columns: [['tripled', scalars([9])] as const], remarks: [] };
      const derive = ({ file }: Derivation) => {
        const diagram = answers[file as keyof typeof answers] ?? expect.unreachable();
        return cold(diagram, { a: answer, b: answer }) as unknown as Promise<BlockResult>;
      };
      c.close();
      expectObservable(experiments.pipe(deriveColumns(expressions, { pool: { derive } }))).toBe(expected, {
        a: expect.objectContaining({ id: a.id, columns: new Map([...a.columns, ['tripled', scalars([9])]]) }),
        b: expect.objectContaining({ id: b.id }),
      });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
    });
  });

  it('computes functions of a program in this thread, whatever the pool', () => {
    marbles(({ cold, expectObservable }) => {
      const pool = { derive: () => expect.unreachable() };
      const a = withGm('a', [1]);
      expectObservable(cold('a|', { a }).pipe(deriveColumns(layer, { pool }))).toBe('a|', {
        a: expect.objectContaining({ columns: columnsOf([1], [2]) }),
      });
    });
  });

  it('passes an error on, and an unsubscribe up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<Experiment>('-#').pipe(deriveColumns(layer))).toBe('-#');
      const endless = cold<Experiment>('-----');
      const until = '                    --!';
      expectObservable(endless.pipe(deriveColumns(layer)), until).toBe('---');
      expectSubscriptions(endless.subscriptions).toBe('^-!');
    });
  });
});

function withGm(file: string, gm: readonly number[]): Experiment {
  return withColumns(experimentOf(file), [['gm', scalars(gm)]], []);
}

function columnsOf(gm: readonly number[], doubled: readonly number[]) {
  return new Map([
    ['gm', scalars(gm)],
    ['doubled', scalars(doubled)],
    ['broken', scalars(gm.map(() => Number.NaN))],
  ]);
}

function scalars(values: readonly number[]) {
  return { shape: [values.length] as const, values: Float64Array.from(values) };
}
