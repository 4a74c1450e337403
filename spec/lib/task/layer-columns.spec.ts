import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtractedFeature } from '../../../lib/graph/feature.js';
import type { Columns } from '../../../lib/table/column.js';
import { BlockColumn } from '../../../lib/task/block-column.js';
import { LayerColumns } from '../../../lib/task/layer-columns.js';
import type { StepResult } from '../../../lib/task/step-task.js';
import { type OutputModel, outputModels, taskOf, tilings } from '../../support/block-arbitraries.js';
import { extractedFeature } from '../../support/graph-arbitraries.js';
import { plainColumn } from '../../support/plain-column.js';

/** What a worker answers for some of the steps of an output. */
function resultOf(name: string, { shape, results }: OutputModel, steps: { start: number; stop: number }): StepResult {
  const column = new BlockColumn(shape, steps.stop - steps.start);
  for (const [position, result] of results.slice(steps.start, steps.stop).entries()) {
    if (result !== undefined) column.put(position, shape.length === 0 ? (result[0] as number) : result);
  }
  const task = { ...taskOf(0, 0, 0), features: [extractedFeature(name, shape)] };
  return { task, steps, cells: steps.stop - steps.start, columns: new Map([[name, column.finish()]]), remarks: [] };
}

function columnsOf(features: readonly ExtractedFeature[], rows: number, results: readonly StepResult[]): Columns {
  const columns = new LayerColumns(features, { transfer: rows, transient: 0 });
  for (const result of results) columns.take(result);
  return columns.finish().columns;
}

describe('LayerColumns', () => {
  it('gives the column of a plain loop, whatever the order and the sizes of the results', () => {
    const cases = outputModels.chain((model) => fc.tuple(fc.constant(model), tilings(model.results.length)));
    fc.assert(
      fc.property(cases, ([model, ranges]) => {
        const results = ranges.map((steps) => resultOf('f', model, steps));
        const columns = columnsOf([extractedFeature('f', model.shape)], model.results.length, results);
        expect([...columns]).toEqual([['f', plainColumn(model.shape, model.results)]]);
      }),
      { numRuns: 500 },
    );
  });

  it('begins with the first steps that are taken over, which nobody may answer again', () => {
    const cases = outputModels.chain((model) =>
      fc
        .nat(model.results.length)
        .chain((taken) => fc.tuple(fc.constant(model), fc.constant(taken), tilings(model.results.length - taken))),
    );
    fc.assert(
      fc.property(cases, ([model, taken, ranges]) => {
        const feature = extractedFeature('f', model.shape);
        const first = resultOf('f', model, { start: 0, stop: taken });
        const takenOver = { features: new Map([['f', { ...first, steps: taken }]]), digests: {} };
        const counts = { transfer: model.results.length, transient: 0 };
        const columns = new LayerColumns([feature], counts, takenOver);
        for (const { start, stop } of ranges) {
          columns.take(resultOf('f', model, { start: taken + start, stop: taken + stop }));
        }
        expect([...columns.finish().columns]).toEqual([['f', plainColumn(model.shape, model.results)]]);
        if (taken > 0) {
          const again = new LayerColumns([feature], counts, takenOver);
          expect(() => again.take(resultOf('f', model, { start: taken - 1, stop: taken }))).toThrow('twice');
        }
      }),
    );
  });

  it('notices a cell that has not been answered, one that was answered twice, and one that nobody asked for', () => {
    const model = { shape: [], results: [[1], [2], [3], [4]] };
    const f = [extractedFeature('f', [])];
    const part = (start: number, stop: number) => resultOf('f', model, { start, stop });
    expect(() => columnsOf(f, 4, [part(0, 1), part(2, 4)])).toThrow('step 1 of feature "f" has not been answered');
    expect(() => columnsOf(f, 4, [part(0, 3), part(2, 4)])).toThrow('step 2 of feature "f" has been answered twice');
    expect(() => columnsOf(f, 3, [part(0, 4)])).toThrow('step 3 of feature "f" is none of the layer');
    expect(() => columnsOf(f, 4, [resultOf('g', model, { start: 0, stop: 4 })])).toThrow('feature "g" is none');
  });

  it('takes parts of a task that have different features', () => {
    const model = { shape: [], results: [[1], [2]] };
    const parts = [
      resultOf('a', model, { start: 0, stop: 1 }),
      resultOf('b', model, { start: 0, stop: 2 }),
      resultOf('a', model, { start: 1, stop: 2 }),
    ];
    const columns = columnsOf([extractedFeature('a', []), extractedFeature('b', [])], 2, parts);
    expect([...columns].map(([name, { values }]) => [name, ...values])).toEqual([
      ['a', 1, 2],
      ['b', 1, 2],
    ]);
  });

  it('takes a result with more remarks than a call may have arguments', () => {
    const length = 200_000;
    const remarks = Array.from({ length }, (_, step) => ({
      feature: 'f',
      kind: 'null' as const,
      reason: `no. ${step}`,
      steps: [step],
    }));
    const columns = new LayerColumns([extractedFeature('f', [])], { transfer: length, transient: 0 });
    const model = { shape: [], results: new Array(length).fill(undefined) };
    columns.take({ ...resultOf('f', model, { start: 0, stop: length }), remarks });
    expect(columns.finish().remarks).toHaveLength(length);
  });

  it('has a column for every output, also where there is no step', () => {
    const columns = columnsOf([extractedFeature('tau', ['n', 2], [])], 0, []);
    expect([...columns]).toEqual([
      ['tau', { shape: [0, 0, 2], values: new Float64Array(), lengths: new Int32Array() }],
      ['tau_out1', { shape: [0], values: new Float64Array() }],
    ]);
  });
});
