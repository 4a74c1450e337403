import { describe, expect, it } from 'vitest';
import { builtInExtractors } from '../../../lib/extractors/built-in.js';
import { outputsFault } from '../../../lib/graph/check-outputs.js';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { outputOf } from '../../support/graph-arbitraries.js';

describe('outputsFault', () => {
  it.each(builtInExtractors.map((extractor) => [extractor.name, extractor] as const))(
    'finds none in %s',
    (name, extractor) => {
      expect(createFeatureGraph({ f: { extractor } }).features).toMatchObject([{ extractor: { name } }]);
    },
  );

  it.each([
    ['nothing', undefined, 'declares no output'],
    ['an empty list', [], 'declares no output'],
    ['a first output with a name', [outputOf([], 'r2')], 'with the name ""'],
    ['an output that is none', [null], 'with the name ""'],
    ['a name that is none', [outputOf([]), { ...outputOf([]), name: 1 }], 'its name must be text'],
    ['no shape', [{ name: '', unit: '' }], 'its shape is undefined'],
    ['a size of 0', [outputOf([0])], 'its shape is [0]'],
    ['a broken size', [outputOf([1.5])], 'its shape is [1.5]'],
    ['a dynamic dimension behind the first', [outputOf([2, 'n'])], 'its shape is [2,"n"]'],
    ['no unit', [{ name: '', shape: [] }], 'its unit is undefined'],
    ['fewer units than elements', [{ ...outputOf([2]), unit: ['V'] }], 'its unit is ["V"]'],
    ['several units of one number', [{ ...outputOf([]), unit: ['V'] }], 'its unit is ["V"]'],
    ['more columns than any table has', [outputOf(['n', 400, 400])], '160000 columns'],
  ])('refuses %s', (_, outputs, fault) => {
    expect(outputsFault(outputs, 'expanded')).toContain(fault);
  });

  it('takes several units for the elements of the last dimension', () => {
    expect(outputsFault([{ ...outputOf(['n', 2]), unit: ['V', 'A'] }], 'expanded')).toBeUndefined();
  });
});
