import fc from 'fast-check';
import { expect, it } from 'vitest';
import { builtInExtractors } from '../../../lib/extractors/built-in.js';
import { absIMax } from '../../../lib/extractors/transfer/abs-i-max.js';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { featureDefinitions } from '../../../lib/testing/index.js';

it('draws features that make a graph, with every input before its users', () => {
  fc.assert(
    fc.property(featureDefinitions(), (definitions) => {
      const { features, layers } = createFeatureGraph(definitions);
      expect(features.map(({ name }) => name)).toEqual(Object.keys(definitions));
      const earlier = new Set<string>();
      for (const { extracted, derived } of layers) {
        for (const { inputs } of derived) for (const input of inputs) expect(earlier).toContain(input);
        for (const { name } of [...extracted, ...derived]) earlier.add(name);
      }
    }),
    { numRuns: 300 },
  );
});

it('draws every extractor, other choices of parameters, and layers upon layers', () => {
  const drawn = fc.sample(featureDefinitions({ maxDerived: 6 }), { numRuns: 300, seed: 1 });
  const definitions = drawn.flatMap((features) => Object.values(features));
  const extractors = new Set(
    definitions.flatMap(({ extractor }) => (typeof extractor === 'string' ? [extractor] : [])),
  );
  expect(extractors).toEqual(new Set(builtInExtractors.map(({ name }) => name)));
  expect(definitions.some(({ params }) => params?.direction === 'both')).toBe(true);
  expect(Math.max(...drawn.map((features) => createFeatureGraph(features).layers.length))).toBeGreaterThan(3);
});

it('chooses from the extractors it is given', () => {
  const one = featureDefinitions({ extractors: [absIMax], maxDerived: 0, maxExtracted: 1 });
  fc.assert(
    fc.property(one, (definitions) => {
      expect(definitions).toEqual({ extracted0: { extractor: 'transfer.absI_max' } });
    }),
  );
});

it('shrinks to a single extractor, or what else it takes', () => {
  const derives = fc.property(
    featureDefinitions(),
    (features) => !Object.values(features).some(({ input }) => input?.length === 2),
  );
  for (const seed of [1, 2, 3])
    expect(fc.check(derives, { seed, numRuns: 1000 }).counterexample?.[0]).toMatchInlineSnapshot(`
      {
        "derived0": {
          "func": "lambda a, b: a * b",
          "input": [
            "extracted0",
            "extracted0",
          ],
        },
        "extracted0": {
          "extractor": "transfer.gm_max",
        },
      }
    `);
});
