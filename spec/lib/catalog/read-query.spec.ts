import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogExperiment } from '../../../lib/catalog/entry.js';
import type { CatalogQuery } from '../../../lib/catalog/query.js';
import { readQuery } from '../../../lib/catalog/read-query.js';
import { experimentOf, experiments, type Sketch } from '../../support/catalog-entries.js';

const KEYS = new Set(['workflow_step_1_type', 'workflow_step_1_2_param_topTime', 'workflow_step_1_2_param_isSweep']);

function meets(query: CatalogQuery, experiment: CatalogExperiment): boolean {
  return readQuery(query, KEYS).every(({ isMet }) => isMet(experiment));
}

const topTime = (value: string | number): Sketch => ({ workflow: { workflow_step_1_2_param_topTime: value } });

describe('readQuery', () => {
  it.each<readonly [CatalogQuery, Sketch, Sketch]>([
    [{ chip_id: '#2025' }, { attributes: { chip_id: '#2025' } }, { attributes: { chip_id: '2025' } }],
    [{ chip_id: ['#1', '#2'] }, { attributes: { chip_id: ' #2 ' } }, { attributes: { chip_id: '#3' } }],
    [{ device_id: 3 }, { attributes: { device_number: '3' } }, { attributes: { device_number: '03' } }],
    [{ device_id: ['3', 4] }, { attributes: { device_number: 4 } }, { attributes: {} }],
    [{ test_id: 't' }, { attributes: { test_id: 't' } }, { attributes: { test_id: 'T' } }],
    [{ batch_id: 'b' }, { attributes: { batch_id: 'b' } }, { attributes: { batch_id: 'b2' } }],
    [{ status: 'completed' }, { attributes: { status: 'completed' } }, { attributes: { status: 'running' } }],
    [{ device_type: 'p' }, { attributes: { device_type: 'P-type' } }, { attributes: { device_type: 'N-type' } }],
    [{ device_type: 'gate' }, { attributes: { device_type: 'gate' } }, { attributes: { device_type: 'Gate' } }],
    [{ description: 'a b' }, { attributes: { description: 'a b' } }, { attributes: { description: 'a b c' } }],
    [
      { created_after: '2025-08-04T10:00:00' },
      { attributes: { created_at: '2025-08-04T10:00:00' } },
      { attributes: { created_at: '2025-08-04T09:59:59.9' } },
    ],
    [
      { created_after: new Date('2025-08-04T10:00:00Z') },
      { attributes: { created_at: '2025-08-04T12:00:00+02:00' } },
      { attributes: { created_at: '2025-08-04T10:00:00+02:00' } },
    ],
    [
      { created_before: '2025-08-05' },
      { attributes: { created_at: '2025-08-04T23:59:59' } },
      { attributes: { created_at: '2025-08-05T00:00:00' } },
    ],
    [
      { completed_after: '2025-08-05' },
      { attributes: { completed_at: '2025-08-05' } },
      { attributes: { completed_at: 'yesterday', created_at: '2025-08-05' } },
    ],
    [{ completed_before: '2025-08-05' }, { attributes: { completed_at: '2025-08-04' } }, { attributes: {} }],
    [{ min_steps: 5 }, { transfer: 2, transient: 3 }, { transfer: 2, transient: 2 }],
    [{ max_steps: 5 }, { transfer: 5, transient: 0 }, { transfer: 3, transient: 3 }],
    [
      { min_completion: 50 },
      { attributes: { completion_percentage: '50.0' } },
      { attributes: { completion_percentage: 49.9 } },
    ],
    [
      { max_completion: 50 },
      { attributes: { completion_percentage: 50 } },
      { attributes: { completion_percentage: '' } },
    ],
    [{ has_transfer_data: true }, { transfer: 1 }, { transfer: 0 }],
    [{ has_transfer_data: false }, { transfer: 0 }, { transfer: 1 }],
    [{ has_transient_data: true }, { transient: 1 }, { transient: 0 }],
    [{ has_transient_data: false }, { transient: 0 }, { transient: 1 }],
    [
      { text_search: 'GEL 77' },
      { file: '/gel/x-77.h5', attributes: { description: 'a gel' } },
      { file: '/77/x-test_1.h5', attributes: { description: 'a gel' } },
    ],
    [{ workflow_step_1_type: 'loop' }, { workflow: { workflow_step_1_type: 'loop' } }, { workflow: {} }],
    [{ workflow_step_1_2_param_topTime: 50 }, topTime(50), topTime(51)],
    [{ workflow_step_1_2_param_topTime: '50.0' }, topTime(50), topTime('long')],
    [{ workflow_step_1_2_param_topTime: 50 }, topTime('50'), topTime('')],
    [{ workflow_step_1_2_param_topTime: [1, 'long'] }, topTime('long'), topTime(2)],
    [{ workflow_step_1_2_param_topTime: { min: 50 } }, topTime(50), topTime(49)],
    [{ workflow_step_1_2_param_topTime: { max: 50 } }, topTime(50), topTime(51)],
    [{ workflow_step_1_2_param_topTime: { min: 1, max: 2 } }, topTime(1.5), topTime('1.5 or so')],
    [
      { workflow_step_1_2_param_isSweep: true },
      { workflow: { workflow_step_1_2_param_isSweep: true } },
      { workflow: { workflow_step_1_2_param_isSweep: false } },
    ],
  ])('%j finds what it should, and not what it should not', (query, good, bad) => {
    expect(meets(query, experimentOf(good))).toBe(true);
    expect(meets(query, experimentOf(bad))).toBe(false);
  });

  it('has all conditions met, and takes undefined for none', () => {
    const query: CatalogQuery = { chip_id: '#1', status: 'completed', min_steps: undefined as unknown as number };
    expect(meets(query, experimentOf({ attributes: { chip_id: '#1', status: 'completed' } }))).toBe(true);
    expect(meets(query, experimentOf({ attributes: { chip_id: '#1', status: 'running' } }))).toBe(false);
  });

  it.each<readonly [{ readonly [key: string]: unknown }, RegExp]>([
    [{ chipid: '#1' }, /there is no "chipid" to search by; did you mean "chip_id"\?/],
    [{ constructor: '#1' }, /there is no "constructor"/],
    [
      { workflow_step_1_2_param_toptime: 1 },
      /no experiment has "workflow_step_1_2_param_toptime" .* did you mean "workflow_step_1_2_param_topTime"\?/,
    ],
    [{ chip_id: { min: 1 } }, /chip_id is \{"min":1\}; it must be text, or a list of texts/],
    [{ min_steps: '5' }, /min_steps is "5"; it must be a finite number/],
    [{ created_after: 'yesterday' }, /created_after is "yesterday"; it must be a time such as/],
    [{ created_after: new Date('x') }, /created_after is no valid date; it must be a time/],
    [{ has_transfer_data: 'yes' }, /has_transfer_data is "yes"; it must be true or false/],
    [{ text_search: 7 }, /text_search is 7; it must be text/],
    [{ workflow_step_1_type: { least: 1 } }, /workflow_step_1_type is .* or \{ min, max \}/],
    [{ workflow_step_1_type: { min: '1' } }, /workflow_step_1_type is/],
    [{ workflow_step_1_type: null }, /workflow_step_1_type is null/],
    [{ has_features: 7 }, /has_features is 7; it must be the name or path of a configuration/],
    [{ missing_features: '' }, /missing_features is ""; it must be/],
    [{ order_by: 'chip' }, /cannot order by "chip"; did you mean "chip_id"\?/],
    [{ order_desc: 1 }, /order_desc is 1; it must be true or false/],
    [{ limit: -1 }, /limit is -1; it must be a whole number/],
    [{ offset: 1.5 }, /offset is 1.5; it must be a whole number/],
  ])('refuses %j', (given, message) => {
    const query = given as CatalogQuery;
    expect(() => readQuery(query, KEYS)).toThrow(message);
    expect(() => readQuery(query, KEYS)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it('tells all mistakes at once', () => {
    expect(() => readQuery({ chip: '#1', limit: -1 } as CatalogQuery, KEYS)).toThrow(/"chip".*limit is -1/);
  });

  it('knows no workflow key to be wrong where there are no workflows', () => {
    expect(() => readQuery({ workflow_step_1_type: 'loop' }, new Set())).not.toThrow();
  });

  it('finds what a plain filter finds', () => {
    const text = (value: unknown) =>
      value === undefined || String(value).trim() === '' ? undefined : String(value).trim();
    const instant = (value: unknown) => {
      const written = text(value);
      if (written === undefined || !written.startsWith('20')) return Number.NaN;
      return Date.parse(/[Z+]|^.{10}$/.test(written) ? written : `${written}Z`);
    };
    const percent = (value: unknown) => Number(text(value) ?? Number.NaN);
    const kind = (value: unknown) =>
      ({ n: 'n', 'n-type': 'n', p: 'p', 'p-type': 'p' })[text(value)?.toLowerCase() ?? ''];
    /** Each written on its own, without a word of the code under test. */
    const conditions = fc.oneof(
      fc
        .constantFrom('#1', '#2', '1', '#3')
        .map((chip): Plain => [{ chip_id: chip }, ({ attributes: a }) => text(a.chip_id) === chip]),
      fc
        .subarray(['1', '2', '10'])
        .map(
          (ids): Plain => [{ device_id: ids }, ({ attributes: a }) => ids.some((id) => id === text(a.device_number))],
        ),
      fc.constantFrom('t1', 'T1').map((test): Plain => [{ test_id: test }, ({ attributes: a }) => a.test_id === test]),
      fc
        .constantFrom('b1', 'b3')
        .map((batch): Plain => [{ batch_id: batch }, ({ attributes: a }) => a.batch_id === batch]),
      fc
        .constantFrom('completed', 'failed')
        .map((status): Plain => [{ status }, ({ attributes: a }) => a.status === status]),
      fc
        .constantFrom('n', 'P-TYPE')
        .map((type): Plain => [{ device_type: type }, ({ attributes: a }) => kind(a.device_type) === kind(type)]),
      fc
        .constantFrom('drift', 'Drift')
        .map((what): Plain => [{ description: what }, ({ attributes: a }) => a.description === what]),
      fc
        .constantFrom('2025-08-04', '2025-08-05')
        .map((day): Plain => [{ created_after: day }, ({ attributes: a }) => instant(a.created_at) >= Date.parse(day)]),
      fc
        .constantFrom('2025-08-04', '2025-08-05')
        .map((day): Plain => [{ created_before: day }, ({ attributes: a }) => instant(a.created_at) < Date.parse(day)]),
      fc
        .constantFrom('2025-08-04', '2025-08-05')
        .map(
          (day): Plain => [{ completed_after: day }, ({ attributes: a }) => instant(a.completed_at) >= Date.parse(day)],
        ),
      fc
        .constantFrom('2025-08-04', '2025-08-05')
        .map(
          (day): Plain => [{ completed_before: day }, ({ attributes: a }) => instant(a.completed_at) < Date.parse(day)],
        ),
      fc.nat(6).map((steps): Plain => [{ min_steps: steps }, (e) => e.steps.transfer + e.steps.transient >= steps]),
      fc.nat(6).map((steps): Plain => [{ max_steps: steps }, (e) => e.steps.transfer + e.steps.transient <= steps]),
      fc
        .nat(100)
        .map(
          (least): Plain => [
            { min_completion: least },
            ({ attributes: a }) => percent(a.completion_percentage) >= least,
          ],
        ),
      fc
        .nat(100)
        .map(
          (most): Plain => [{ max_completion: most }, ({ attributes: a }) => percent(a.completion_percentage) <= most],
        ),
      fc.boolean().map((has): Plain => [{ has_transfer_data: has }, ({ steps }) => has === steps.transfer >= 1]),
      fc.boolean().map((has): Plain => [{ has_transient_data: has }, ({ steps }) => has === steps.transient >= 1]),
      fc.constantFrom('stab', 'GEL of', 'x1', '').map(
        (words): Plain => [
          { text_search: words },
          ({ file, attributes }) => {
            const all = JSON.stringify([file.replace('/data/', ''), attributes]).toLowerCase();
            return words
              .toLowerCase()
              .split(' ')
              .every((word) => all.includes(word));
          },
        ],
      ),
      fc
        .constantFrom('loop', 'transient')
        .map((type): Plain => [{ workflow_step_1_type: type }, ({ workflow: w }) => w.workflow_step_1_type === type]),
      fc
        .nat(3)
        .map(
          (time): Plain => [
            { workflow_step_1_2_param_topTime: time },
            ({ workflow: { workflow_step_1_2_param_topTime: found } }) => found === time || found === String(time),
          ],
        ),
      fc
        .tuple(fc.nat(3), fc.nat(3))
        .map(
          ([min, max]): Plain => [
            { workflow_step_1_2_param_topTime: { min, max } },
            ({ workflow: { workflow_step_1_2_param_topTime: found } }) =>
              typeof found === 'number' && found >= min && found <= max,
          ],
        ),
      fc
        .boolean()
        .map(
          (is): Plain => [
            { workflow_step_1_2_param_isSweep: is },
            ({ workflow: w }) => w.workflow_step_1_2_param_isSweep === is,
          ],
        ),
    );
    fc.assert(
      fc.property(experiments, fc.array(conditions, { maxLength: 3 }), (all, drawn) => {
        // Of two conditions under one key the last counts.
        const last = new Map(drawn.map(([query, holds]) => [Object.keys(query)[0], [query, holds] as const]));
        const query = Object.assign({}, ...[...last.values()].map(([query]) => query));
        const plain = all.filter((experiment) => [...last.values()].every(([, holds]) => holds(experiment)));
        expect(all.filter((experiment) => meets(query, experiment))).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});

type Plain = readonly [CatalogQuery, (experiment: CatalogExperiment) => boolean];
