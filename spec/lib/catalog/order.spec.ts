import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogExperiment, IndexedValue } from '../../../lib/catalog/entry.js';
import { FIELD_NAMES, fieldOf } from '../../../lib/catalog/fields.js';
import { compareFiles, ordered } from '../../../lib/catalog/order.js';
import { experimentOf, experiments } from '../../support/catalog-entries.js';

const devices = (all: readonly CatalogExperiment[]) => all.map((experiment) => fieldOf(experiment, 'device_id'));
const of = (attribute: string, values: readonly (IndexedValue | undefined)[]) =>
  values.map((value) => experimentOf({ attributes: value === undefined ? {} : { [attribute]: value } }));

describe('ordered', () => {
  it('orders text as people count, and those last that do not say, whichever way', () => {
    const all = of('device_number', ['10', undefined, '2', 'b', '1', 'a']);
    expect(devices(ordered(all, 'device_id', 'ascending'))).toEqual(['1', '2', '10', 'a', 'b', undefined]);
    expect(devices(ordered(all, 'device_id', 'descending'))).toEqual(['b', 'a', '10', '2', '1', undefined]);
  });

  it('orders times as instants', () => {
    const all = of('created_at', ['2025-08-05', '2025-08-05T01:00:00+02:00', '2025-08-04T23:30', 'yesterday']);
    expect(ordered(all, 'created_at', 'ascending').map((e) => fieldOf(e, 'created_at'))).toEqual([
      '2025-08-05T01:00:00+02:00',
      '2025-08-04T23:30',
      '2025-08-05',
      'yesterday',
    ]);
  });

  it('orders by what a workflow says', () => {
    const key = 'workflow_step_1_2_param_topTime';
    const all = [30, 'x', 4, undefined].map((value) =>
      experimentOf({ workflow: value === undefined ? {} : { [key]: value } }),
    );
    expect(ordered(all, key, 'ascending').map(({ workflow }) => workflow[key])).toEqual([4, 30, 'x', undefined]);
  });

  it('leaves equal ones in their order, and loses none, by whatever field', () => {
    fc.assert(
      fc.property(experiments, fc.constantFrom(...FIELD_NAMES), fc.boolean(), (all, field, down) => {
        const sorted = ordered(all, field, down ? 'descending' : 'ascending');
        expect(new Set(sorted)).toEqual(new Set(all));
        const places = sorted.map((experiment) => ({ value: fieldOf(experiment, field), at: all.indexOf(experiment) }));
        for (const [i, { value, at }] of places.slice(1).entries()) {
          const before = places[i] as { value: unknown; at: number };
          if (before.value === value) expect(before.at).toBeLessThan(at);
          if (before.value === undefined) expect(value).toBeUndefined();
        }
      }),
    );
  });
});

describe('compareFiles', () => {
  it('tells any two apart, and orders them as people count', () => {
    expect(['b/10', 'b/2', 'B/2', 'a/3'].sort(compareFiles)).toEqual(['a/3', 'b/2', 'B/2', 'b/10']);
    expect(compareFiles('2', '02')).not.toBe(0);
  });
});
