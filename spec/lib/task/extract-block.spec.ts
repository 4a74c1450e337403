import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jointSteps } from '../../../lib/experiment/joint-steps.js';
import type { JointStep, Step } from '../../../lib/experiment/step.js';
import type { Extracted, Extractor } from '../../../lib/extractors/extractor.js';
import { absIMax } from '../../../lib/extractors/transfer/abs-i-max.js';
import { extractBlock, type RunnableFeature } from '../../../lib/task/extract-block.js';
import { outputModels } from '../../support/block-arbitraries.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';
import { transferStep, transientStep } from '../../support/joint-steps.js';
import { plainColumn } from '../../support/plain-column.js';

const stepAt = (index: number): Step => ({ kind: 'transfer', index, Vg: new Float64Array(), Id: new Float64Array() });
const stepsFrom = (start: number, count: number) =>
  jointSteps([Array.from({ length: count }, (_, index) => stepAt(start + index))]);

function runnable(
  name: string,
  extract: (step: Step) => unknown,
  base: Extractor = extractorOf(outputOf([])),
): RunnableFeature {
  return { name, inputs: [], params: {}, extractor: { ...base, extract: (step: Step) => extract(step) as Extracted } };
}

const good = runnable('good', ({ index }) => index);

/** A feature whose extractor takes all steps of a block at once; by itself each has its index. */
function batched(name: string, extractBatch: (steps: readonly Step[]) => unknown, base?: Extractor): RunnableFeature {
  const single = runnable(name, ({ index }) => index, base);
  return { ...single, extractor: { ...single.extractor, extractBatch } as Extractor };
}

const unwatched = { entering() {}, enteringBatch() {}, outOfMemory() {} };

describe('extractBlock', () => {
  it('gives for features of any shape what a plain loop over steps and features gives', () => {
    fc.assert(
      fc.property(fc.array(outputModels, { maxLength: 4 }), fc.nat(100), (models, first) => {
        const steps = Math.min(12, ...models.map(({ results }) => results.length));
        const features = models.map(({ shape, results }, index) =>
          runnable(
            `f${index}`,
            (step) => {
              const result = results[step.index - first];
              if (result === undefined) return { missing: 'none here' };
              return shape.length === 0 ? result[0] : result;
            },
            extractorOf(outputOf(shape)),
          ),
        );
        const { columns, remarks } = extractBlock(stepsFrom(first, steps), features);
        expect(columns).toEqual(
          models.map(({ shape, results }, index) => [`f${index}`, plainColumn(shape, results.slice(0, steps))]),
        );
        const nulls = models.flatMap(({ results }, index) => {
          const missing = [...results.slice(0, steps).entries()].flatMap(([step, result]) =>
            result === undefined ? [first + step] : [],
          );
          return missing.length === 0
            ? []
            : [{ feature: `f${index}`, kind: 'null', reason: 'none here', steps: missing }];
        });
        expect(remarks).toHaveLength(nulls.length);
        expect(remarks).toEqual(expect.arrayContaining(nulls));
      }),
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no luck', { cause: 'Monday' });
      },
      'no luck: Monday',
    ],
    [
      'throws nothing of use',
      () => {
        throw Object.create(null);
      },
      'something that cannot be told as text was thrown',
    ],
    ['forgets to return', () => undefined, 'the extractor gave undefined and declares a number'],
    ['gives null', () => null, 'the extractor gave null and declares a number'],
    ['waits for something', async () => 1, 'the extractor gave an object and declares a number'],
    ['gives a list', () => [1, 2], 'the extractor gave 2 numbers and declares a number'],
    ['gives no outputs', () => ({ outputs: null }), 'the extractor gave outputs that are no list'],
    ['gives too many outputs', () => ({ outputs: [1, 2] }), 'the extractor gave 2 outputs and declares 1'],
    [
      'gives an array that cannot be read',
      () =>
        new Proxy([1], {
          get: () => {
            throw new Error('trap');
          },
        }),
      'trap',
    ],
  ])('keeps to its cell what an extractor does wrong that %s', (_, misbehave, reason) => {
    const bad = runnable('bad', ({ index }) => (index === 6 ? misbehave() : 1));
    const { columns, remarks } = extractBlock(stepsFrom(5, 3), [bad, good]);
    expect(columns).toEqual([
      ['bad', { shape: [3], values: Float64Array.of(1, Number.NaN, 1) }],
      ['good', { shape: [3], values: Float64Array.of(5, 6, 7) }],
    ]);
    expect(remarks).toEqual([{ feature: 'bad', kind: 'failure', reason, steps: [6] }]);
  });

  describe('of an extractor with several outputs', () => {
    const base = extractorOf(outputOf([]), outputOf(['n'], 'r2'));
    const run = (extracted: unknown) => extractBlock(stepsFrom(3, 1), [runnable('tau', () => extracted, base)]);

    it('gives a column for each', () => {
      expect(run({ outputs: [1, [2, 3]] }).columns).toEqual([
        ['tau', { shape: [1], values: Float64Array.of(1) }],
        ['tau_r2', { shape: [1, 2], values: Float64Array.of(2, 3), lengths: Int32Array.of(2) }],
      ]);
    });

    it('is null where the first is, with its reason alone', () => {
      expect(run({ missing: 'flat' }).remarks).toEqual([{ feature: 'tau', kind: 'null', reason: 'flat', steps: [3] }]);
      expect(run({ outputs: [{ missing: 'flat' }, { missing: 'x' }] }).remarks).toHaveLength(1);
      expect(run({ outputs: [1, { missing: 'x' }] }).remarks).toEqual([]);
      expect(run({ outputs: [1, [Number.NaN]] }).remarks).toEqual([]);
    });

    it('tells of a wrong output which it is', () => {
      expect(run({ outputs: [1, 2] }).remarks).toEqual([
        {
          feature: 'tau',
          kind: 'failure',
          reason: 'output "r2": the extractor gave a number and declares shape [n]',
          steps: [3],
        },
      ]);
    });

    it('misses the outputs that a plain number leaves out', () => {
      expect(run(1).remarks).toEqual([
        { feature: 'tau', kind: 'failure', reason: 'the extractor gave 1 outputs and declares 2', steps: [3] },
      ]);
    });

    it('keeps the note beside the value', () => {
      expect(run({ outputs: [1, [2]], note: 'guessed' }).remarks).toEqual([
        { feature: 'tau', kind: 'note', reason: 'guessed', steps: [3] },
      ]);
    });
  });

  it('tells each cell before its extractor is called', () => {
    const told: string[] = [];
    const features = ['a', 'b'].map((name) => runnable(name, ({ index }) => told.push(`call ${name} ${index}`)));
    const entering = (feature: number, step: number) => void told.push(`enter ${feature} ${step}`);
    extractBlock(stepsFrom(7, 2), features, { watch: { ...unwatched, entering } });
    expect(told).toEqual([
      'enter 0 7',
      'call a 7',
      'enter 1 7',
      'call b 7',
      'enter 0 8',
      'call a 8',
      'enter 1 8',
      'call b 8',
    ]);
  });

  it('shows an extractor the step as it was read, whatever those before did to theirs, and notes what they did', () => {
    const steps = [0, 1, 2].map((index): Step => {
      return { kind: 'transfer', index, Vg: Float64Array.of(index, 1), Id: Float64Array.of(3, index) };
    });
    const features = [
      runnable('sorts', ({ Id }) => Id.sort()[0]),
      runnable('moves', ({ Id }) => structuredClone(Id, { transfer: [Id.buffer as ArrayBuffer] })[0]),
      runnable('reads', ({ Id }) => Id[0]),
      runnable('replaces', (step) => {
        Object.assign(step, { Id: new Float64Array() });
      }),
      { name: 'largest', inputs: [], params: {}, extractor: absIMax },
    ];
    const { columns, remarks } = extractBlock(jointSteps([steps]), features);
    expect(columns.map(([name, { values }]) => [name, ...values])).toEqual([
      ['sorts', 0, 1, 2],
      ['moves', 3, 3, 3],
      ['reads', 3, 3, 3],
      ['replaces', Number.NaN, Number.NaN, Number.NaN],
      ['largest', 3, 3, 3],
    ]);
    const reason = 'the extractor changed its input; it should work on a copy';
    expect(remarks).toEqual([
      { feature: 'sorts', kind: 'note', reason, steps: [0, 1, 2] },
      { feature: 'moves', kind: 'note', reason, steps: [0, 1, 2] },
      {
        feature: 'replaces',
        kind: 'failure',
        reason: expect.stringMatching(/read only property 'Id'/),
        steps: [0, 1, 2],
      },
    ]);
  });

  it('gives the same parameters to each step, whatever an extractor does to them', () => {
    const extract = (_: Step, params: { list: number[] }) => params.list.push(1);
    const greedy = { ...good.extractor, extract: extract as Extractor['extract'] };
    const { remarks } = extractBlock(stepsFrom(0, 2), [
      { ...good, name: 'greedy', extractor: greedy, params: { list: [] } },
    ]);
    expect(remarks).toEqual([
      { feature: 'greedy', kind: 'failure', reason: expect.stringMatching(/not extensible/), steps: [0, 1] },
    ]);
  });

  it('takes any reason and any note for a text: it may have to be posted', () => {
    const odd = runnable('odd', ({ index }) => (index === 0 ? { missing: Symbol('why') } : { outputs: [1], note: 7 }));
    expect(extractBlock(stepsFrom(0, 2), [odd]).remarks).toEqual([
      { feature: 'odd', kind: 'null', reason: 'Symbol(why)', steps: [0] },
      { feature: 'odd', kind: 'note', reason: '7', steps: [1] },
    ]);
  });

  it('tells when an extractor gets no memory, and fails that cell if nothing comes of it', () => {
    const greedy = runnable('greedy', () => new ArrayBuffer(Number.MAX_SAFE_INTEGER).byteLength);
    const told: string[] = [];
    const outOfMemory = ({ message }: RangeError) => void told.push(message);
    const { remarks } = extractBlock(stepsFrom(0, 1), [greedy], { watch: { ...unwatched, outOfMemory } });
    expect(told).toEqual([expect.stringMatching(/allocation failed/)]);
    expect(remarks).toEqual([{ feature: 'greedy', kind: 'failure', reason: told[0], steps: [0] }]);
    const giveUp = (error: RangeError) => {
      throw error;
    };
    expect(() => extractBlock(stepsFrom(0, 1), [greedy], { watch: { ...unwatched, outOfMemory: giveUp } })).toThrow(
      /allocation failed/,
    );
  });

  describe('of an extractor that takes all steps at once', () => {
    const values = (feature: RunnableFeature, others: readonly RunnableFeature[] = []) => [
      ...(extractBlock(stepsFrom(5, 3), [feature, ...others]).columns[0]?.[1].values ?? []),
    ];

    it('takes what it gives for each, as a list or as an array of numbers', () => {
      expect(values(batched('list', (steps) => steps.map(({ index }) => 10 * index)))).toEqual([50, 60, 70]);
      expect(values(batched('array', () => Float64Array.of(1, 2, 3)))).toEqual([1, 2, 3]);
    });

    it('gives for results of any shape what a call for each step gives', () => {
      fc.assert(
        fc.property(outputModels, ({ shape, results }) => {
          const extract = ({ index }: Step) => {
            const result = results[index];
            if (result === undefined) return { missing: 'none here' };
            return shape.length === 0 ? result[0] : result;
          };
          const base = extractorOf(outputOf(shape));
          const steps = stepsFrom(0, results.length);
          const atOnce = batched('f', (all) => all.map(extract), base);
          expect(extractBlock(steps, [atOnce])).toEqual(extractBlock(steps, [runnable('f', extract, base)]));
        }),
      );
    });

    it.each<[string, (steps: readonly Step[]) => unknown]>([
      [
        'throws',
        () => {
          throw new Error('no luck');
        },
      ],
      ['gives nothing', () => undefined],
      ['empties the list that it is given', (steps) => (steps as Step[]).splice(0).map(() => 1)],
      ['gives too few results', () => [1, 2]],
      ['gives too many', () => [1, 2, 3, 4]],
      ['waits for something', async () => [1, 2, 3]],
      [
        'gives a list that cannot be read to its end',
        () =>
          new Proxy([1, 2, 3], {
            get: (list, key) => {
              if (key === '2') throw new Error('trap');
              return Reflect.get(list, key);
            },
          }),
      ],
    ])('asks it step by step if it %s', (_, misbehave) => {
      expect(extractBlock(stepsFrom(5, 3), [batched('f', misbehave), good])).toEqual({
        columns: [
          ['f', { shape: [3], values: Float64Array.of(5, 6, 7) }],
          ['good', { shape: [3], values: Float64Array.of(5, 6, 7) }],
        ],
        remarks: [],
      });
    });

    it('keeps to its cell what is wrong with one result', () => {
      const { columns, remarks } = extractBlock(stepsFrom(5, 3), [
        batched('f', () => [1, 'two', { missing: 'three' }]),
      ]);
      expect(columns).toEqual([['f', { shape: [3], values: Float64Array.of(1, Number.NaN, Number.NaN) }]]);
      expect(remarks).toEqual([
        { feature: 'f', kind: 'failure', reason: 'the extractor gave string two and declares a number', steps: [6] },
        { feature: 'f', kind: 'null', reason: 'three', steps: [7] },
      ]);
    });

    it('shows it copies of the steps, and notes which it changed', () => {
      const steps = [0, 1, 2].map((index): Step => {
        return {
          kind: 'transfer',
          index,
          Vg: Float64Array.of(1, 2),
          Id: [Float64Array.of(0, 1), Float64Array.of(1, 0), Float64Array.of(2, 0)][index] as Float64Array,
        };
      });
      const sorts = batched('sorts', (all) => all.map(({ Id }) => Id.sort()), extractorOf(outputOf([2])));
      const { columns, remarks } = extractBlock(jointSteps([steps]), [sorts, runnable('reads', ({ Id }) => Id[0])]);
      expect(columns.map(([name, { values }]) => [name, ...values])).toEqual([
        ['sorts', 0, 1, 0, 1, 0, 2],
        ['reads', 0, 1, 2],
      ]);
      const reason = 'the extractor changed its input; it should work on a copy';
      expect(remarks).toEqual([{ feature: 'sorts', kind: 'note', reason, steps: [1, 2] }]);
    });

    it('asks it step by step where that is wanted', () => {
      const feature = batched('f', () => [1, 2, 3]);
      expect(values(feature)).toEqual([1, 2, 3]);
      expect(values({ ...feature, calls: 'step by step' })).toEqual([5, 6, 7]);
    });

    it('tells that all steps are at stake, and each one if it is asked again', () => {
      const told: string[] = [];
      const watch = {
        ...unwatched,
        entering: (feature: number, step: number) => void told.push(`${feature} ${step}`),
        enteringBatch: (feature: number) => void told.push(`${feature} all`),
      };
      extractBlock(stepsFrom(7, 2), [good, batched('f', () => [1, 2]), batched('g', () => [])], { watch });
      expect(told).toEqual(['1 all', '2 all', '0 7', '2 7', '0 8', '2 8']);
    });

    it('does not ask it for no steps', () => {
      const feature = batched('f', () => {
        throw new Error('for nothing');
      });
      expect(extractBlock([], [feature]).columns).toEqual([['f', { shape: [0], values: new Float64Array() }]]);
    });
  });

  describe('of an extractor of several sources', () => {
    const steps = jointSteps([[0, 1].map(transferStep), [0, 1].map(transientStep)]);
    const ofBoth = (name: string, extract: (step: JointStep) => unknown): RunnableFeature => {
      const { extractor, ...rest } = runnable(name, () => undefined);
      return { ...rest, extractor: { ...extractor, source: ['transfer', 'transient'], extract } as Extractor };
    };

    it('gives it the steps of each index together, beside extractors of one of them', () => {
      const sum = ofBoth('sum', ({ transfer, transient }) => (transfer.Id[0] ?? 0) + (transient.Id[0] ?? 0));
      const { columns, remarks } = extractBlock(steps, [sum, runnable('first', ({ Id }) => Id[0])]);
      expect(columns.map(([name, { values }]) => [name, ...values])).toEqual([
        ['sum', 100, 102],
        ['first', 0, 1],
      ]);
      expect(remarks).toEqual([]);
    });

    it('gives it copies: what it changes, in whichever of them, reaches no other', () => {
      const clears = ofBoth('clears', ({ index, transfer, transient }) => {
        (index === 0 ? transfer : transient).Id.fill(7);
        return transient.Id[0];
      });
      const reads = ofBoth('reads', ({ transfer, transient }) => (transfer.Id[0] ?? 0) + (transient.Id[0] ?? 0));
      const { columns, remarks } = extractBlock(steps, [clears, reads]);
      expect(columns.map(([name, { values }]) => [name, ...values])).toEqual([
        ['clears', 100, 7],
        ['reads', 100, 102],
      ]);
      const reason = 'the extractor changed its input; it should work on a copy';
      expect(remarks).toEqual([{ feature: 'clears', kind: 'note', reason, steps: [0, 1] }]);
    });
  });

  it('gives columns without rows for no steps', () => {
    expect(extractBlock([], [good])).toEqual({
      columns: [['good', { shape: [0], values: new Float64Array() }]],
      remarks: [],
    });
  });
});
