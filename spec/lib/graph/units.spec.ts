import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import type { FeatureDefinitions } from '../../../lib/graph/definition.js';
import { createFeatureGraph, FeatureGraphError } from '../../../lib/graph/feature-graph.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const BASE = {
  gm: { extractor: 'transfer.gm_max' },
  Von: { extractor: 'transfer.Von' },
  I: { extractor: 'transfer.absI_max' },
  at: { extractor: 'transfer.gm_max_coords' },
  cycles: { extractor: 'transient.cycles' },
  decay: { extractor: 'transient.decay_time' },
} as const satisfies FeatureDefinitions;

/** The units of these features, beside those above, by their name. */
function unitsOf(definitions: FeatureDefinitions): Readonly<Record<string, string | readonly string[]>> {
  const { features } = createFeatureGraph({ ...BASE, ...definitions });
  const unitOf = (feature: (typeof features)[number]) =>
    feature.kind === 'derived' ? feature.unit : (feature.outputs[0]?.unit ?? '');
  const own = features.filter(({ name }) => name in definitions);
  return Object.fromEntries(own.map((feature) => [feature.name, unitOf(feature)]));
}

const derived = (func: string, input: string | readonly string[], unit?: string) => ({
  func,
  input,
  ...(unit !== undefined && { unit }),
});

function problemsOf(definitions: FeatureDefinitions): readonly (readonly [string, string])[] {
  try {
    createFeatureGraph({ ...BASE, ...definitions });
  } catch (error) {
    if (error instanceof FeatureGraphError) return error.problems.map(({ at, message }) => [at.join('.'), message]);
    throw error;
  }
  return [];
}

describe('the unit of a derived feature', () => {
  it('follows from its inputs, in whatever order they are defined', () => {
    expect(
      unitsOf({
        last: derived('lambda a, b: a * b', ['ratio', 'power']),
        ratio: derived('lambda gm, i: gm / i', ['gm', 'I']),
        power: derived('lambda i, v: i * v', ['I', 'Von']),
        slope: derived('lambda c, t: c.mean(axis=1) / t', ['cycles', 'decay']),
        Vg: derived('lambda at: at[:, 0]', 'at'),
        steps: derived('np.diff', 'I'),
      }),
    ).toEqual({ last: 'S*V', ratio: 'S/A', power: 'A*V', slope: 'A/s', Vg: 'V', steps: 'A' });
  });

  it('is the declared one, as it is written, if that is the same', () => {
    expect(
      unitsOf({
        a: derived('lambda gm, i: gm / i', ['gm', 'I'], '1/V'),
        b: derived('lambda gm, v: gm * v', ['gm', 'Von'], ' A'),
        c: derived('lambda i: 1000 * i', 'I', 'mA'),
        d: derived('lambda a, b: 100 * a / b', ['I', 'I'], '%'),
        e: derived('lambda gm: gm / 0.05', 'gm', 'S/cm'),
        f: derived('lambda f: 1000 * f', 'c', 'µA'),
      }),
    ).toEqual({ a: '1/V', b: ' A', c: 'mA', d: '%', e: 'S/cm', f: 'µA' });
  });

  it.each(['', ' '])('is not declared by %j, which is how ratios are written that are none', (unit) => {
    expect(unitsOf({ a: derived('lambda gm, i: gm / i', ['gm', 'I'], unit) })).toEqual({ a: 'S/A' });
    expect(unitsOf({ a: { extractor: 'transfer.gm_max', unit } })).toEqual({ a: 'S' });
  });

  it('may be the name of a plain number, which stays a plain number to what is made of it', () => {
    expect(
      unitsOf({
        ratio: derived('lambda a, b: a / b', ['I', 'I'], 'on/off ratio'),
        scaled: derived('lambda ratio, i: ratio * i', ['ratio', 'I'], 'A'),
        other: derived('lambda ratio, a: ratio + a / a.max()', ['ratio', 'I']),
      }),
    ).toEqual({ ratio: 'on/off ratio', scaled: 'A', other: '' });
  });

  it('is the declared one of a function, which nothing is known of else', () => {
    const func = ({ values }: { readonly values: Float64Array }) => values;
    expect(
      unitsOf({
        silent: { func, input: 'I' },
        told: { func, input: 'I', unit: 'V' },
        free: { func, input: 'I', unit: 'a.u.' },
        a: derived('lambda x, i: x + i', ['silent', 'I']),
        b: derived('lambda x, i: i / x', ['told', 'I']),
        c: derived('lambda x, i: x / i', ['free', 'I']),
        d: derived('lambda x: x', 'silent', 'kg'),
      }),
    ).toEqual({ silent: '', told: 'V', free: 'a.u.', a: '', b: 'A/V', c: '[a.u.]/A', d: 'kg' });
    expect(
      problemsOf({ free: { func, input: 'I', unit: 'a.u.' }, a: derived('lambda x, i: x + i', ['free', 'I']) }),
    ).toEqual([['a.func', expect.stringContaining('a.u. + A')]]);
  });

  it('is found for a chain of any length', () => {
    const chain = Array.from({ length: 3000 }, (_, k) => [
      `f${k}`,
      derived('lambda a: -a', k === 2999 ? 'I' : `f${k + 1}`),
    ]);
    expect(unitsOf(Object.fromEntries(chain))).toMatchObject({ f0: 'A', f2999: 'A' });
  });

  it('is nothing where features grow beyond every unit', () => {
    const squares = Array.from({ length: 1100 }, (_, k) => [
      `f${k}`,
      derived('lambda a: a * a', k === 0 ? 'I' : `f${k - 1}`),
    ]);
    expect(unitsOf(Object.fromEntries(squares))).toMatchObject({ f0: 'A^2', f5: 'A^64', f6: '', f1099: '' });
  });
});

describe('a unit that contradicts', () => {
  it('what a func gives is reported at the unit', () => {
    expect(
      problemsOf({
        a: derived('lambda gm, i: gm / i', ['gm', 'I'], 'V'),
        b: derived('lambda i: i', 'I', 'mA'),
        c: derived('lambda a, b: a / b', ['I', 'I'], '%'),
        d: derived('lambda i: 1000 * i', 'I', 'V'),
        e: derived('lambda i: i', 'I', 'Ampere'),
        f: derived('lambda a, b: a / b', ['I', 'I'], 'A'),
        g: derived('lambda at: at[:, 1]', 'at', 'V'),
      }),
    ).toEqual([
      [
        'a.unit',
        'feature "a": unit "V" contradicts its func, which gives S/A; leave the unit out, or correct one of the two',
      ],
      [
        'b.unit',
        'feature "b": unit "mA" contradicts its func, which gives A, and 1 A is 1000 mA; leave the unit out, or convert in a func',
      ],
      ['c.unit', expect.stringContaining('"%" contradicts its func, which gives a plain number, and 1 is 100 %;')],
      ['d.unit', expect.stringContaining('"V" contradicts its func, which gives A;')],
      [
        'e.unit',
        expect.stringContaining('"Ampere" contradicts its func, which gives A; it is no unit that is known here'),
      ],
      ['f.unit', expect.stringContaining('"A" contradicts its func, which gives a plain number;')],
      ['g.unit', expect.stringContaining('"V" contradicts its func, which gives A;')],
    ]);
  });

  it('what an extractor gives is reported, and another way to write it is taken', () => {
    const of = (extractor: string, unit: string) => ({ x: { extractor, unit } });
    expect(problemsOf(of('transfer.gm_max', 'mS'))).toEqual([
      [
        'x.unit',
        'feature "x": unit "mS" contradicts its extractor transfer.gm_max, which gives S, and 1 S is 1000 mS; leave the unit out, or convert in a func',
      ],
    ]);
    expect(problemsOf(of('transfer.gm_max', 'V'))).toHaveLength(1);
    expect(problemsOf(of('transfer.gm_max', 'a.u.'))).toHaveLength(1);
    expect(unitsOf(of('transfer.gm_max', 'A/V'))).toEqual({ x: 'A/V' });
    expect(unitsOf({ x: { extractor: extractorOf(outputOf([])), unit: 'ratio' } })).toEqual({ x: 'ratio' });
  });

  it('those of the elements is reported, unless it says all of them', () => {
    const of = (unit: string) => ({ x: { extractor: 'transfer.gm_max_coords', unit } });
    expect(problemsOf(of('V'))).toEqual([
      [
        'x.unit',
        'feature "x": unit "V" contradicts its extractor transfer.gm_max_coords, which gives one of V, A each; leave it out',
      ],
    ]);
    for (const unit of ['A, V', 'V, A, A', 'V, mA', ',']) expect(problemsOf(of(unit))).toHaveLength(1);
    expect(unitsOf(of('V, S*V'))).toEqual({ x: ['V', 'S*V'] });
  });

  it('itself within an expression is reported at the func, once and not again for what is made of it', () => {
    expect(
      problemsOf({
        a: derived('lambda v, i: 2 * (v + i)', ['Von', 'I']),
        b: derived('lambda a, gm: a + gm', ['a', 'gm']),
        c: derived('lambda i: i', 'I', 'V'),
        d: derived('lambda c, i: c + i', ['c', 'gm']),
      }),
    ).toEqual([
      [
        'a.func',
        'feature "a": expression, column 19: V + A: both must have the same unit; they are different quantities',
      ],
      ['c.unit', expect.stringContaining('"V" contradicts its func')],
    ]);
  });

  it('is reported beside all else that is wrong', () => {
    expect(
      problemsOf({
        a: derived('lambda v, i: v + i', ['Von', 'I']),
        b: { extractor: 'transfer.nothing', unit: 'V' },
        c: derived('lambda b, i: b + i', ['b', 'I'], 'S'),
        d: derived('lambda e, i: e + i', ['e', 'I']),
        e: derived('lambda d, i: d + i', ['d', 'I']),
        f: derived('lambda x, i: x', 'unknown'),
      }).map(([at]) => at),
    ).toEqual(['b.extractor', 'f.input', 'f.func', 'a.func', 'd.input']);
  });

  it('has its line and column in a configuration', () => {
    const text = [
      'features:',
      '  Von: { extractor: transfer.Von, unit: mV }',
      '  I: { extractor: transfer.absI_max }',
      '  sum:',
      '    func: "lambda v, i: v + i"',
      '    input: [Von, I]',
      '  ratio:',
      '    func: |',
      '      lambda v, i: (',
      '        v / i)',
      '    input: [Von, I]',
      '    unit: S',
      '  late:',
      '    func: |',
      '      lambda v, i: (',
      '        v + i)',
      '    input: [Von, I]',
    ].join('\n');
    expect(() => parseConfiguration(text, { file: 'f.yaml', name: 'f' })).toThrow(
      [
        'f.yaml:2:35: feature "Von": unit "mV" contradicts its extractor transfer.Von, which gives V, and 1 V is 1000 mV; leave the unit out, or convert in a func',
        'f.yaml:5:5: feature "sum": expression, column 14: V + A: both must have the same unit; they are different quantities',
        'f.yaml:12:5: feature "ratio": unit "S" contradicts its func, which gives V/A; leave the unit out, or correct one of the two',
        'f.yaml:14:5: feature "late": expression, line 2, column 3: V + A: both must have the same unit; they are different quantities',
      ].join('\n'),
    );
  });

  it('of any length or content is told in one short line', () => {
    for (const unit of ['x'.repeat(1e6), '['.repeat(1e5), 'a\nb\u0000', '__proto__', '('.repeat(1e5)]) {
      const [problem] = problemsOf({ a: derived('lambda i: i', 'I', unit) });
      expect(problem?.[1].length).toBeLessThan(200);
      expect(problem?.[1]).not.toContain('\n');
    }
  });
});
