import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../lib/graph/feature.js';
import { findCycles, inOrder, layersOf } from '../../../lib/graph/layers.js';
import { acyclicFeatures, derivedFeature, extractedFeature } from '../../support/graph-arbitraries.js';

function namesByLayer(features: readonly Feature[]): readonly (readonly string[])[] {
  return layersOf(features).map(({ extracted, derived }) => [...extracted, ...derived].map(({ name }) => name));
}

describe('layersOf', () => {
  it('puts what is extracted from steps alone first, and what builds on others behind them', () => {
    const features = [
      derivedFeature('bottom', ['left', 'right']),
      derivedFeature('left', ['top']),
      extractedFeature('top', []),
      { ...extractedFeature('right', []), inputs: ['top'] },
    ];
    expect(namesByLayer(features)).toEqual([['top'], ['right', 'left'], ['bottom']]);
  });

  it('goes by the longest path where there are several', () => {
    const features = [extractedFeature('a', []), derivedFeature('b', ['a']), derivedFeature('c', ['a', 'b'])];
    expect(namesByLayer(features)).toEqual([['a'], ['b'], ['c']]);
  });

  it('has each feature once, behind all its inputs, and no later than that asks for', () => {
    fc.assert(
      fc.property(acyclicFeatures, (features) => {
        const layers = layersOf(features);
        const depth = new Map(
          layers.flatMap(({ index, extracted, derived }) =>
            [...extracted, ...derived].map(({ name }) => [name, index] as const),
          ),
        );
        expect(layers.map(({ index }) => index)).toEqual([...layers.keys()]);
        expect(layers.flatMap(({ extracted, derived }) => [...extracted, ...derived])).toHaveLength(features.length);
        for (const feature of features) {
          const inputs = feature.inputs.map((name) => depth.get(name) ?? Number.NaN);
          expect(depth.get(feature.name)).toBe(1 + Math.max(-1, ...inputs));
        }
      }),
    );
  });

  it('orders a chain of any length', () => {
    const chain = Array.from({ length: 3000 }, (_, i) =>
      i === 0 ? extractedFeature('f0', []) : derivedFeature(`f${i}`, [`f${i - 1}`]),
    );
    expect(layersOf(chain)).toHaveLength(3000);
  });

  it('refuses a feature whose inputs are never computed rather than wait for them', () => {
    expect(() => layersOf([derivedFeature('a', ['b'])])).toThrow('inputs of a are never computed');
  });
});

describe('inOrder', () => {
  it('has each feature once, behind all those it needs', () => {
    fc.assert(
      fc.property(acyclicFeatures, (features) => {
        const derived = features.filter((feature) => feature.kind === 'derived');
        const names = inOrder(derived).map(({ name }) => name);
        expect([...names].sort()).toEqual(derived.map(({ name }) => name).sort());
        for (const { name, inputs } of derived) {
          for (const input of inputs) expect(names.indexOf(input)).toBeLessThan(names.indexOf(name));
        }
      }),
    );
  });

  it('leaves out a cycle and what needs something in it', () => {
    const features = [
      derivedFeature('c', ['b']),
      derivedFeature('a', ['a']),
      derivedFeature('b', ['a', 'x']),
      derivedFeature('d', ['x', 'x']),
      derivedFeature('e', ['d', 'd']),
    ];
    expect(inOrder(features).map(({ name }) => name)).toEqual(['d', 'e']);
  });
});

describe('findCycles', () => {
  const cyclesOf = (inputs: Readonly<Record<string, readonly string[]>>) => {
    const known = new Map(Object.entries(inputs));
    return findCycles([...known.keys()], (name) => known.get(name) ?? []);
  };

  it.each([
    ['none in a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['none through unknown names', { a: ['toString'], b: ['constructor', '__proto__'] }, []],
    ['a feature that needs itself', { a: ['a'] }, [['a', 'a']]],
    [
      'the path round the circle without the way into it',
      { in: ['a'], a: ['b'], b: ['c'], c: ['a'] },
      [['a', 'b', 'c', 'a']],
    ],
    [
      'several',
      { a: ['a'], b: ['c'], c: ['b'], d: [] },
      [
        ['a', 'a'],
        ['b', 'c', 'b'],
      ],
    ],
    ['one of two that share a node', { a: ['b', 'c'], b: ['a'], c: ['a'] }, [['a', 'b', 'a']]],
  ])('finds %s', (_, inputs, cycles) => {
    expect(cyclesOf(inputs)).toEqual(cycles);
  });

  it('finds a path that really closes, exactly if an order is impossible', () => {
    const node = fc.integer({ min: 0, max: 7 }).map((index) => `f${index}`);
    fc.assert(
      fc.property(fc.dictionary(node, fc.array(node, { maxLength: 3 })), (inputs) => {
        const cycles = cyclesOf(inputs);
        expect(cycles.length > 0).toBe(!canBeOrdered(inputs));
        for (const cycle of cycles) {
          expect(cycle.at(0)).toBe(cycle.at(-1));
          for (const [index, name] of cycle.slice(1).entries()) expect(inputs[cycle[index] as string]).toContain(name);
        }
        const nodes = cycles.flatMap((cycle) => cycle.slice(1));
        expect(new Set(nodes).size).toBe(nodes.length);
      }),
    );
  });

  it('looks through a chain of any length', () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, [`f${i + 1}`]]));
    expect(cyclesOf(chain)).toEqual([]);
  });
});

/** Takes away what needs nothing that is left, until that is all or nothing moves. */
function canBeOrdered(inputs: Readonly<Record<string, readonly string[]>>): boolean {
  let left = Object.keys(inputs);
  for (;;) {
    const stuck = left.filter((name) => inputs[name]?.some((input) => left.includes(input)));
    if (stuck.length === left.length) return left.length === 0;
    left = stuck;
  }
}
