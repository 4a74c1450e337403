import fc from 'fast-check';
import * as v from 'valibot';
import type { ExperimentHead } from '../../lib/experiment/head.js';
import { defineExtractor, type Extractor, type Output, type Shape } from '../../lib/extractors/extractor.js';
import type { DerivedFeature, ExtractedFeature, Feature } from '../../lib/graph/feature.js';

/** An output of this shape, the feature itself unless it has a name. */
export function outputOf(shape: Shape, name = ''): Output {
  return { name, shape, unit: '', description: '' };
}

/** An extractor of transfer steps with these outputs, all of whose results are null. */
export function extractorOf(...outputs: readonly [Output, ...Output[]]): Extractor {
  return defineExtractor({
    name: 'transfer.sample',
    source: 'transfer',
    description: '',
    version: 1,
    params: v.strictObject({}),
    outputs: () => outputs,
    extract: () => ({ missing: 'a sample gives nothing' }),
  });
}

export function extractedFeature(name: string, ...shapes: readonly [Shape, ...Shape[]]): ExtractedFeature {
  const [main, ...others] = shapes.map((shape, index) => outputOf(shape, index === 0 ? '' : `out${index}`));
  const outputs = [main as Output, ...others] as const;
  return {
    kind: 'extracted',
    name,
    extractor: extractorOf(...outputs),
    sources: ['transfer'],
    inputs: [],
    params: {},
    outputs,
  };
}

export function derivedFeature(
  name: string,
  inputs: readonly string[],
  func: DerivedFeature['func'] = (...columns) => columns[0]?.values ?? [],
): DerivedFeature {
  return { kind: 'derived', name, inputs, func, text: func.toString(), unit: '', description: '' };
}

/**
 * Features without a cycle, in an order that says nothing: some extracted from steps alone, the others extracted or derived from
 * some of the features before them.
 */
export const acyclicFeatures: fc.Arbitrary<readonly Feature[]> = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((inputs) =>
    inputs.map((picks, index) => {
      const earlier = [...new Set(picks.map((pick) => `f${pick % Math.max(1, index)}`))];
      const extracted = extractedFeature(`f${index}`, []);
      if (index === 0 || picks.length === 0) return extracted;
      return picks.length > 1 ? derivedFeature(`f${index}`, earlier) : { ...extracted, inputs: earlier };
    }),
  )
  .chain((features) => fc.shuffledSubarray(features, { minLength: features.length }));

/** Shapes as extractors declare them. */
export const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.constant<Shape>([]),
  fc.tuple(fc.integer({ min: 1, max: 3 })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
  fc.constant<Shape>(['n']),
  fc.tuple(fc.constant('n'), fc.integer({ min: 1, max: 2 })),
);

/** The head of an experiment with these numbers of steps; a transient step has ten samples. */
export function headOf(steps: { readonly transfer?: number; readonly transient?: number }): ExperimentHead {
  const { transfer, transient } = steps;
  const starts = Float64Array.from({ length: transient ?? 0 }, (_, step) => step * 10);
  const unknown = starts.map(() => Number.NaN);
  return {
    file: '/experiments/c-1-a-test_1.h5',
    stamp: { inode: 1, size: 1, mtimeMs: 1 },
    attributes: { chip_id: 'c', device_number: '1', test_id: 'test_1' },
    warnings: [],
    ...(transfer !== undefined && { transfer: { steps: transfer, points: 20, chunkSteps: 1 } }),
    ...(transient !== undefined && {
      transient: {
        steps: transient,
        starts,
        stops: starts.map((start) => start + 10),
        chunkSamples: 1,
        periods: unknown,
        sampleRates: unknown,
      },
    }),
  };
}
