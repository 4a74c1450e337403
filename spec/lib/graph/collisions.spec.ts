import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../lib/extractors/extractor.js';
import { findCollisions } from '../../../lib/graph/collisions.js';
import type { Feature } from '../../../lib/graph/feature.js';
import { columnName } from '../../../lib/graph/feature.js';
import { expandedNames } from '../../../lib/table/layout.js';
import { derivedFeature, extractedFeature, outputOf, shapes } from '../../support/graph-arbitraries.js';

const messages = (features: readonly Feature[]) => findCollisions(features, 'expanded').map(({ message }) => message);

describe('findCollisions', () => {
  it('tells the two features and the column', () => {
    expect(messages([extractedFeature('gm', [2]), derivedFeature('gm_1', ['gm'])])).toEqual([
      'feature "gm_1": its column "gm_1" is already a column of feature "gm"; give one of them another name',
    ]);
  });

  it('keeps the name of the index free', () => {
    expect(messages([derivedFeature('step_index', [])])).toEqual([
      'feature "step_index": its column "step_index" is already the index of the table; give one of them another name',
    ]);
  });

  it('refuses what a dynamic shape may come to have, in either order, and says so once', () => {
    const tau = extractedFeature('tau', ['n', 2]);
    const [one, ...more] = messages([tau, extractedFeature('tau_7_1', [])]);
    expect(one).toContain('"tau_7_1" is possibly a column of feature "tau"');
    expect(more).toEqual([]);
    expect(messages([extractedFeature('tau_0_0', []), tau])).toHaveLength(1);
    expect(messages([tau, extractedFeature('tau_3', ['m'])])).toHaveLength(1);
  });

  it('sees the outputs of one feature, too', () => {
    expect(messages([extractedFeature('f', [], []), extractedFeature('f_out1', [])])).toHaveLength(1);
    const outputs = [outputOf(['n']), outputOf([], '3')];
    expect(messages([{ ...extractedFeature('f', []), outputs }])).toEqual([
      expect.stringContaining('"f_3" is possibly'),
    ]);
  });

  it.each(['tau_0_2', 'tau_00_1', 'tau_0', 'tau_0_1_0', 'tau_a_0', 'tau__0'])(
    'lets %s stand beside tau [n, 2]',
    (name) => {
      expect(messages([extractedFeature('tau', ['n', 2]), extractedFeature(name, [])])).toEqual([]);
    },
  );

  it('takes a name as it is, not as a pattern', () => {
    expect(messages([extractedFeature('a.(b)*[c]\\', ['n']), extractedFeature('aXbc_0', [])])).toEqual([]);
    expect(messages([extractedFeature('a.(b)*[c]\\', ['n']), extractedFeature('a.(b)*[c]\\_12', [])])).toHaveLength(1);
  });

  it('has nothing to say of expanded names where columns stay lists', () => {
    expect(findCollisions([extractedFeature('gm', [2]), derivedFeature('gm_1', ['gm'])], 'lists')).toEqual([]);
    expect(findCollisions([extractedFeature('f', [], []), extractedFeature('f_out1', [])], 'lists')).toHaveLength(1);
  });

  it('finds a collision exactly if some widths of the dynamic shapes would give one', () => {
    const suffix = fc.constantFrom('', '_0', '_1', '_1_0', '_2_1', '_0_0_0', '_01', '_out1');
    const feature = fc.tuple(suffix, shapes).map(([end, shape]) => ({ name: `f${end}`, shape }));
    const distinct = fc.uniqueArray(feature, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(distinct, (definitions) => {
        const features = definitions.map(({ name, shape }) => extractedFeature(name, shape));
        const names = features.flatMap(({ name, outputs }) =>
          outputs.flatMap((output) => expandedNames(columnName(name, output), atWidth(output.shape, 4))),
        );
        expect(findCollisions(features, 'expanded').length > 0).toBe(new Set(names).size < names.length);
      }),
      { numRuns: 500 },
    );
  });
});

function atWidth(shape: Shape, width: number): readonly number[] {
  return shape.map((size) => (typeof size === 'string' ? width : size));
}
