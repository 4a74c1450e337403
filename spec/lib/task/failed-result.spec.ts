import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnName } from '../../../lib/graph/feature.js';
import { failedResult } from '../../../lib/task/failed-result.js';
import { LayerColumns } from '../../../lib/task/layer-columns.js';
import { taskOf } from '../../support/block-arbitraries.js';
import { extractedFeature, shapes } from '../../support/graph-arbitraries.js';

describe('failedResult', () => {
  it('answers each cell of its task, as null for the reason, in columns of the right shape', () => {
    const cases = fc.tuple(fc.array(fc.tuple(shapes, shapes), { minLength: 1, maxLength: 4 }), fc.nat(5), fc.nat(9));
    fc.assert(
      fc.property(cases, ([outputs, start, length]) => {
        const features = outputs.map((both, index) => extractedFeature(`f${index}`, ...both));
        const task = { ...taskOf(start, start + length, 0), features };
        const result = failedResult(task, 'it was too hot');
        expect(result).toMatchObject({ task, steps: task.steps, cells: features.length * length });
        const steps = Array.from({ length }, (_, index) => start + index);
        expect(result.remarks).toEqual(
          features.map(({ name }) => ({ feature: name, kind: 'failure', reason: 'it was too hot', steps })),
        );
        const names = features.flatMap((feature) => feature.outputs.map((output) => columnName(feature.name, output)));
        expect([...result.columns.keys()]).toEqual(names);
        for (const { shape, values } of result.columns.values()) {
          expect(shape[0]).toBe(length);
          expect(values.every(Number.isNaN)).toBe(true);
        }
      }),
    );
  });

  it('is taken by the columns of its layer like any other', () => {
    const task = { ...taskOf(0, 3, 0), features: [extractedFeature('f', []), extractedFeature('wide', ['cycle'])] };
    const layer = new LayerColumns(task.features, { transfer: 3, transient: 0 });
    layer.take(failedResult(task, 'it was too hot'));
    const { columns, remarks } = layer.finish();
    expect([...columns.values()].every(({ values }) => values.every(Number.isNaN))).toBe(true);
    expect(columns.get('wide')?.lengths).toEqual(Int32Array.of(0, 0, 0));
    expect(remarks.map(({ steps }) => steps)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });
});
