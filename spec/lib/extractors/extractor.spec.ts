import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { TransferStep, TransientStep } from '../../../lib/experiment/step.js';
import { defineExtractor, type Extractor, type Missing, missing } from '../../../lib/extractors/extractor.js';

/** What all extractors here have in common. */
const common = { name: 'transfer.sample', source: 'transfer', description: '', version: 1 } as const;
const none = v.strictObject({});
const number = { name: '', shape: [], unit: 'A', description: '' } as const;
const list = { name: '', shape: ['n'], unit: 'A', description: '' } as const;
const quality = { name: 'r2', shape: [], unit: '', description: '' } as const;

// Most of these are checked by the compiler: what must not compile is marked as an error that is expected.
describe('defineExtractor', () => {
  it('gives its argument back', () => {
    const extractor = { ...common, params: none, outputs: () => [number] as const, extract: () => 1 } as const;
    expect(defineExtractor(extractor)).toBe(extractor);
  });

  it('infers step and parameters from source and schema', () => {
    const extractor = defineExtractor({
      ...common,
      params: v.strictObject({ factor: v.optional(v.number(), 1), kind: v.picklist(['mean', 'median']) }),
      outputs: ({ kind }) => {
        expectTypeOf(kind).toEqualTypeOf<'mean' | 'median'>();
        return [number];
      },
      extract: (step, { factor }) => {
        expectTypeOf(step).toEqualTypeOf<TransferStep>();
        expectTypeOf(factor).toEqualTypeOf<number>();
        return factor * step.Vg.length;
      },
    });
    const step = { kind: 'transfer', index: 0, Vg: Float64Array.of(1, 2), Id: Float64Array.of(3, 4) } as const;
    expect(extractor.extract(step, { factor: 3, kind: 'mean' })).toBe(6);
    // @ts-expect-error the schema has given `kind` by now
    expect(extractor.extract(step, { factor: 3 })).toBe(6);
    defineExtractor({
      ...common,
      source: 'transient',
      reads: ['Id'],
      params: none,
      outputs: () => [number],
      extract: (step) => {
        expectTypeOf(step).toEqualTypeOf<TransientStep>();
        return step.time.length;
      },
    });
    defineExtractor({
      ...common,
      source: 'transient',
      // @ts-expect-error the rows of a transient step are time and Id
      reads: ['Vg'],
      params: none,
      outputs: () => [number],
      extract: () => 1,
    });
  });

  it('wants a number where the shape is [], and nothing else', () => {
    defineExtractor({ ...common, params: none, outputs: () => [number], extract: () => missing('no reason') });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [{ name: '', shape: [], unit: 'A', description: '' }],
      // @ts-expect-error a list
      extract: ({ Id }) => Id,
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [number],
      // @ts-expect-error a promise
      extract: async () => 1,
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [number],
      // @ts-expect-error nothing, for a step without points
      extract: ({ Id }) => (Id.length === 0 ? undefined : 1),
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [number],
      // @ts-expect-error a text
      extract: () => '1',
    });
  });

  it('wants numbers where the shape is any other', () => {
    defineExtractor({ ...common, params: none, outputs: () => [list], extract: ({ Id }) => Id });
    defineExtractor({ ...common, params: none, outputs: () => [list], extract: () => [1, 2] });
    defineExtractor({
      ...common,
      params: v.strictObject({ size: v.number() }),
      outputs: ({ size }) => [{ name: '', shape: [size, 2], unit: '', description: '' }],
      // @ts-expect-error a number
      extract: () => 1,
    });
  });

  it('takes either where the parameters decide', () => {
    defineExtractor({
      ...common,
      params: v.strictObject({ both: v.boolean() }),
      outputs: ({ both }) => [{ name: '', shape: both ? [2] : [], unit: 'V', description: '' }],
      extract: (_, { both }) => (both ? [1, 2] : 1),
    });
  });

  it('wants a result for each of several outputs, in their order', () => {
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [list, quality],
      extract({ Id }) {
        if (Id.length === 0) return missing('the step has no points');
        if (Id.length === 1) return { outputs: [missing('a single point'), 1] };
        return { outputs: [Id, 1], note: 'guessed' };
      },
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [list, quality],
      // @ts-expect-error one of two
      extract: ({ Id }) => ({ outputs: [Id] }),
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [list, quality],
      // @ts-expect-error the other way round
      extract: ({ Id }) => ({ outputs: [1, Id] }),
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [list, quality],
      // @ts-expect-error the first alone
      extract: ({ Id }) => Id,
    });
  });

  it('wants of a batch for each step what a call for one gives', () => {
    defineExtractor({
      ...common,
      params: v.strictObject({ factor: v.number() }),
      outputs: () => [number],
      extract: (_, { factor }) => factor,
      extractBatch: (steps, { factor }) => {
        expectTypeOf(steps).toEqualTypeOf<readonly TransferStep[]>();
        return Float64Array.from(steps, ({ Vg }) => factor * Vg.length);
      },
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [list, quality],
      extract: ({ Id }) => ({ outputs: [Id, 1] }),
      extractBatch: (steps) =>
        steps.map(({ Id }) => (Id.length > 1 ? { outputs: [Id, 1] } : missing('the step has a single point'))),
    });
    defineExtractor({
      ...common,
      params: none,
      outputs: () => [number],
      extract: () => 1,
      // @ts-expect-error a list for each step
      extractBatch: (steps) => steps.map(() => [1]),
    });
  });

  it('infers the steps of several sources, and the rows that can be read of each', () => {
    const extractor = defineExtractor({
      ...common,
      name: 'both.sample',
      source: ['transfer', 'transient'],
      reads: { transient: ['Id'] },
      params: none,
      outputs: () => [number],
      extract: ({ index, transfer, transient }) => {
        expectTypeOf(transfer).toEqualTypeOf<TransferStep>();
        expectTypeOf(transient).toEqualTypeOf<TransientStep>();
        return index + transfer.Vg.length + transient.Id.length;
      },
    });
    expect([extractor] satisfies readonly Extractor[]).toHaveLength(1);
    defineExtractor({
      ...common,
      source: ['transfer', 'transient'],
      // @ts-expect-error a transient step has no gate voltage
      reads: { transient: ['Vg'] },
      params: none,
      outputs: () => [number],
      extract: () => 1,
    });
    defineExtractor({
      ...common,
      source: ['transfer', 'transient'],
      params: none,
      outputs: () => [number],
      // @ts-expect-error the steps are called by their sources
      extract: ({ Id }) => Id.length,
    });
  });

  it('infers from the inputs what the extractor is given of earlier features', () => {
    const inputs = {
      gm: { shape: [], unit: 'S', description: '' },
      trace: { shape: ['n', 2], description: '' },
    } as const;
    const extractor = defineExtractor({
      ...common,
      inputs,
      params: none,
      outputs: () => [number],
      extract: (_, __, { gm, trace }) => {
        expectTypeOf(gm).toEqualTypeOf<number>();
        expectTypeOf(trace).toEqualTypeOf<Float64Array>();
        return gm + trace.length;
      },
      extractBatch: (steps, _, earlier) => {
        expectTypeOf(earlier).toExtend<readonly { readonly gm: number; readonly trace: Float64Array }[]>();
        return steps.map((_, i) => (earlier[i]?.gm ?? 0) + (earlier[i]?.trace.length ?? 0));
      },
    });
    const step = { kind: 'transfer', index: 0, Vg: new Float64Array(), Id: new Float64Array() } as const;
    expect(extractor.extract(step, {}, { gm: 1, trace: Float64Array.of(1, 2) })).toBe(3);
    // @ts-expect-error it cannot do without them
    expect(() => extractor.extract(step, {})).toThrow();
    defineExtractor({
      ...common,
      inputs: { gm: { shape: [], description: '' } },
      params: none,
      outputs: () => [number],
      // @ts-expect-error there is no such input
      extract: (_, __, { Von }) => Von,
    });
    const list: readonly Extractor[] = [extractor];
    expect(list).toHaveLength(1);
  });

  it('gives what stands in a list of extractors of any kind', () => {
    const one = defineExtractor({ ...common, params: none, outputs: () => [number], extract: () => 1 });
    const other = defineExtractor({
      ...common,
      source: 'transient',
      params: v.strictObject({ factor: v.number() }),
      outputs: () => [list, quality],
      extract: ({ Id }, { factor }) => ({ outputs: [Id, factor] }),
    });
    const extractors: readonly Extractor[] = [one, other];
    expect(extractors).toHaveLength(2);
  });
});

describe('missing', () => {
  it('gives the same object for the same reason', () => {
    expect(missing('no points')).toBe(missing('no points'));
    expectTypeOf(missing('no points')).toEqualTypeOf<Missing>();
  });

  it('keeps a thousand reasons, and no more', () => {
    const reasons = Array.from({ length: 2000 }, (_, i) => missing(`reason ${i}`));
    expect(reasons.map(({ missing: reason }) => reason)).toEqual(reasons.map((_, i) => `reason ${i}`));
    expect(missing('reason 1999')).not.toBe(reasons[1999]);
  });
});
