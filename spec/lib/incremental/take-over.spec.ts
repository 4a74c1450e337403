import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownOutput } from '../../../lib/incremental/known-output.js';
import { takeOver } from '../../../lib/incremental/take-over.js';
import { buildTable } from '../../../lib/table/feature-table.js';
import type { Remark } from '../../../lib/table/remark.js';
import { storedShapes } from '../../../lib/table/reuse-record.js';
import { outputModels } from '../../support/block-arbitraries.js';
import { extractedFeature } from '../../support/graph-arbitraries.js';
import { plainColumn } from '../../support/plain-column.js';
import { provenance } from '../../support/provenance.js';

const digests = { transfer: 'd' };

function outputOf(columns: KnownOutput['metadata']['reuse']['columns'], hash = 'h1'): KnownOutput {
  const reuse = { recipes: {}, columns, source: { steps: { transfer: 0, transient: 0 }, digests } };
  const metadata = { ...provenance, source: { file: 'x.h5', hash }, reuse, columns: {}, remarks: [] };
  return { file: 'one.parquet', format: 'parquet', metadata };
}

const extend = (output: KnownOutput, take: ReadonlyMap<string, number>) =>
  ({ kind: 'extend', output, take, reasons: [] }) as const;

describe('takeOver', () => {
  it('gives the first rows of a column as it was extracted, from either layout', () => {
    const cases = outputModels.chain((model) => fc.tuple(fc.constant(model), fc.nat(model.results.length)));
    const layouts = fc.constantFrom('expanded' as const, 'lists' as const);
    fc.assert(
      fc.property(cases, layouts, fc.nat(3), ([{ shape, results }, steps], layout, more) => {
        const column = plainColumn(shape, results);
        const columns = new Map([['f', column]]);
        const features = [{ name: 'f', feature: 'f', unit: '', description: '' }];
        const table = buildTable({ features, columns, rows: results.length + more, layout, remarks: [] });
        const decision = extend(outputOf(storedShapes(columns)), new Map([['f', steps]]));
        const taken = takeOver(decision, table, [extractedFeature('f', shape)], { hash: 'h1' }).features.get('f');
        const [, ...inner] = column.shape;
        const width = inner.reduce((product, size) => product * size, 1);
        expect(taken?.columns.get('f')).toEqual({
          shape: [steps, ...inner],
          values: column.values.slice(0, steps * width),
          ...(column.lengths && { lengths: column.lengths.slice(0, steps) }),
        });
      }),
    );
  });

  const number = { shape: [3], values: Float64Array.of(1, Number.NaN, 3) } as const;
  const tableOf = (remarks: readonly Remark[]) =>
    buildTable({
      features: [{ name: 'f', feature: 'f', unit: '', description: '' }],
      columns: new Map([['f', number]]),
      rows: 5,
      layout: 'expanded',
      remarks,
    });
  const features = [extractedFeature('f', [])];
  const decision = extend(outputOf({ f: { shape: [] } }), new Map([['f', 3]]));

  it('takes the remarks of these steps along, and of no others', () => {
    const remark = (feature: string, reason: string, steps: readonly number[]): Remark => ({
      feature,
      kind: 'null',
      reason,
      steps,
    });
    const table = tableOf([
      remark('f', 'flat', [1, 4]),
      remark('f', 'no transfer step', [3, 4]),
      remark('g', 'flat', [1]),
    ]);
    const { features: taken } = takeOver(decision, table, features, { hash: 'h1' });
    expect(taken.get('f')?.remarks).toEqual([remark('f', 'flat', [1])]);
  });

  it('says what was known of the steps where they are all steps that there are', () => {
    expect(takeOver(decision, tableOf([]), features, { hash: 'h1' }).digests).toEqual(digests);
    expect(takeOver(decision, tableOf([]), features, { hash: 'h2' }).digests).toEqual({});
    expect(takeOver(extend(outputOf({}), new Map()), tableOf([]), features, { hash: 'h1' }).features.size).toBe(0);
  });

  it.each([
    ['nothing', {}, /nothing is said of how its column "f"/],
    ['more numbers', { f: { shape: [2] } }, /its column "f_0" is not there/],
    ['fewer lengths', { f: { shape: [1], lengths: [[1, 2]] as const } }, /has not as many lengths/],
  ])('refuses a file that promises %s', (_, columns, message) => {
    const wrong = extend(outputOf(columns), new Map([['f', 3]]));
    expect(() => takeOver(wrong, tableOf([]), features, { hash: 'h1' })).toThrow(message);
  });
});
