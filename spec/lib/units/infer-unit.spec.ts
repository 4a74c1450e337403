import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, type NdArray } from '../../../lib/expression/index.js';
import { inferUnit } from '../../../lib/units/infer-unit.js';
import { parseUnit } from '../../../lib/units/parse-unit.js';
import { printUnit } from '../../../lib/units/print-unit.js';
import { measured, type Quantity, UNKNOWN } from '../../../lib/units/quantity.js';
import { isSameDimension, type Unit } from '../../../lib/units/unit.js';

const coordinates: Quantity = { kind: 'mixed', units: [parseUnit('V'), parseUnit('A')], dimensions: 3 };

/** What the names of parameters stand for here. */
const QUANTITIES: Readonly<Record<string, Quantity>> = {
  i: measured(parseUnit('A')),
  j: measured(parseUnit('A')),
  m: measured(parseUnit('mA')),
  v: measured(parseUnit('V')),
  g: measured(parseUnit('S')),
  t: measured(parseUnit('s')),
  r: measured(parseUnit('')),
  a: measured(parseUnit('a.u.')),
  c: coordinates,
  x: UNKNOWN,
};

function infer(body: string) {
  const names = Object.keys(QUANTITIES);
  const compiled = compileExpression(`lambda ${names.join(', ')}: ${body}`);
  return inferUnit(compiled, Object.values(QUANTITIES));
}

/** `A`, or `A (dimension)` where no more is certain, or what else it is. */
function unitOf(body: string): string {
  const { quantity, problems } = infer(body);
  expect(problems).toEqual([]);
  if (quantity.kind !== 'measured') return quantity.kind;
  return `${printUnit(quantity.unit)}${quantity.certainty === 'unit' ? '' : ` (${quantity.certainty})`}`;
}

describe('inferUnit', () => {
  it.each([
    ['g', 'S'],
    ['g / i', 'S/A'],
    ['g * v', 'S*V'],
    ['g * v / i', ''],
    ['g * v + i', 'S*V'],
    ['i * t / v', 'A*s/V'],
    ['i // j', ''],
    ['i % j', 'A'],
    ['i % 2', 'A'],
    ['-i', 'A'],
    ['+i.mean()', 'A'],
    ['(g - g.mean()) / g.std()', ''],
    ['v ** 2', 'V^2'],
    ['v ** -1', '1/V'],
    ['v ** (1 / 2)', 'V^0.5'],
    ['v ** 0', ''],
    ['i / m', 'A/mA'],
  ])('computes %s in %j', (body, unit) => {
    expect(unitOf(body)).toBe(unit);
  });

  describe('of a number', () => {
    it.each([
      ['i + 1e-10', 'A'],
      ['1 - v', 'V'],
      ['np.where(np.isnan(i), 0, i)', 'A'],
      ['np.where(i > 1e-6, i, np.nan)', 'A'],
      ['np.maximum(i, 1e-12)', 'A'],
      ['np.clip(v, -1, np.inf)', 'V'],
      ['v.clip(0)', 'V'],
      ['np.nan_to_num(i, nan=-1)', 'A'],
      ['i + np.arange(3)', 'A'],
      ['i + [1, 2, 3]', 'A'],
    ])('takes %s for a number in %j', (body, unit) => {
      expect(unitOf(body)).toBe(unit);
    });

    it('is certain of nothing where a decimal number multiplies, which may be a quantity', () => {
      expect(unitOf('g / 0.05')).toBe('S (guess)');
      expect(unitOf('2.0 * np.pi * v')).toBe('V (guess)');
      expect(unitOf('g / 0.05 + v')).toBe('V');
    });

    it('is certain of the dimension where a whole number multiplies, which may convert', () => {
      expect(unitOf('1000 * i')).toBe('A (dimension)');
      expect(unitOf('1000 * i + m')).toBe('mA');
      expect(unitOf('i / 10 ** 3 * 2')).toBe('A (dimension)');
    });

    it('is certain of all where one multiplies', () => {
      expect(unitOf('1 / g')).toBe('1/S');
      expect(unitOf('-1 * i')).toBe('A');
    });

    it('is a number', () => {
      expect(unitOf('1 + 2 * np.pi')).toBe('number');
    });
  });

  it.each([
    ...['sum', 'mean', 'std', 'min', 'max'].map((name) => [`i.${name}()`, 'A']),
    ...['nanmean', 'nansum', 'nanstd', 'nanmin', 'nanmax', 'median', 'nanmedian'].map((name) => [`np.${name}(i)`, 'A']),
    ['np.percentile(i, 75)', 'A'],
    ['np.nanpercentile(i, [25, 75], axis=0)', 'A'],
    ['np.cumsum(i)', 'A'],
    ['np.diff(i, n=2)', 'A'],
    ['np.abs(i)', 'A'],
    ['i.round(3)', 'A'],
    ['i.reshape(2, -1)', 'A'],
    ['i.astype(float)', 'A'],
    ['i.astype(bool)', ''],
    ['np.gradient(i)', 'A'],
    ['np.gradient(i, v)', 'A/V'],
    ['np.gradient(i, 2)', 'A (dimension)'],
    ['np.sqrt(i * i)', 'A'],
    ['np.sqrt(i)', 'A^0.5'],
    ['np.power(i, 2)', 'A^2'],
    ['np.log10(g)', ''],
    ['np.log(i / j)', ''],
    ['np.exp(np.log(g).mean())', ' (guess)'],
    ['10 ** np.log10(g)', ' (guess)'],
    ['np.sign(i)', ''],
    ['i.argmax()', ''],
    ['np.corrcoef(i, v)', ''],
    ['np.isnan(i) | np.isfinite(v)', ''],
    ['~np.isnan(i) & (i > j)', ''],
    ['(0 < i) & (i <= j)', ''],
    ['not i.sum()', ''],
    ['np.stack([i, j], axis=1)', 'A'],
    ['np.concatenate([i, j])', 'A'],
    ['np.linspace(i.min(), i.max(), 5)', 'A'],
    ['np.arange(len(i))', ''],
    ['i.sum() / len(i)', 'A'],
    ['i.sum() / i.shape[0]', 'A'],
    ['i.T', 'A'],
    ['i[:, :10, 0]', 'A'],
    ['i[v > v.mean()]', 'A'],
    ['i[v.argmax()]', 'A'],
    ['i.sum() and j.sum()', 'A'],
  ])('computes %s in %j', (body, unit) => {
    expect(unitOf(body)).toBe(unit);
  });

  it.each([
    'x',
    'x + i',
    'i + x - v',
    'x * v',
    'np.polyfit(i, v, 1)',
    'np.polyfit(i, v, 1)[0] + g',
    'np.stack([i, v])',
    '[i, v][0]',
    'i.sum() or v.sum()',
    '2 ** i + v',
    'r ** r',
    'i ** np.arange(3)',
    'i ** 101',
    'i ** 1e-9',
    'i ** np.nan',
    'i ** np.inf',
    'np.sqrt(x)',
  ])('says nothing against %s', (body) => {
    expect(['unknown', 'V']).toContain(unitOf(body));
  });

  it('stops to follow what becomes larger than any unit', () => {
    expect(unitOf(`i${' * i'.repeat(80)}`)).toBe('A^81');
    expect(unitOf('(i ** 50) ** 2')).toBe('A^100');
    expect(unitOf('(i ** 50) ** 2 * i')).toBe('unknown');
    expect(unitOf('(((i ** 100) ** 100) ** 100) ** 100')).toBe('unknown');
    const opaque = measured(parseUnit('x'.repeat(97)));
    const { quantity } = inferUnit(compileExpression('lambda a, b: a * b'), [opaque, measured(parseUnit('A*V*s'))]);
    expect(quantity).toBe(UNKNOWN);
  });

  describe('of an input whose elements have a unit each', () => {
    it.each([
      ['c[:, :, 0]', 'V'],
      ['c[:, :, -1]', 'A'],
      ['c[..., 1]', 'A'],
      ['c[0, ..., 0]', 'V'],
      ['c[:, 0, 1]', 'A'],
      ['c[:, None, 0, 1]', 'A'],
      ['(-c)[..., 0]', 'V'],
      ['c[..., 1] / c[..., 0]', 'A/V'],
    ])('picks %s in %j', (body, unit) => {
      expect(unitOf(body)).toBe(unit);
    });

    it.each(['c', '-c'])('leaves %s as it is', (body) => {
      expect(unitOf(body)).toBe('mixed');
    });

    it.each([
      'c[:, 0]',
      'c[..., :1]',
      'c[..., 2]',
      'c[i > 0, 0]',
      'c[..., i.argmax()]',
      'c.mean(axis=0)',
      'np.abs(c)',
      'c.T',
      'c + 1',
      'c * 2',
      'c + i',
      'np.stack([c])',
      'np.where(i > 0, c, np.nan)',
    ])('does not follow %s', (body) => {
      expect(['unknown', 'mixed']).toContain(unitOf(body));
      expect(infer(`(${body})[..., 0] + t + v`).problems.length).toBeLessThan(2);
    });
  });

  describe('reports', () => {
    it.each([
      ['v + i', 'V + A'],
      ['v - i', 'V - A'],
      ['v % i', 'V % A'],
      ['v + r', 'V + a plain number'],
      ['i / j + v', 'a plain number + V'],
      ['a + i', 'a.u. + A'],
      ['1000 * i + v', 'A + V'],
      ['i > v', 'A > V'],
      ['0 < i < v', 'A < V'],
      ['np.maximum(i, v)', 'A and V in one maximum'],
      ['np.where(i > 0, i, v)', 'A and V in one where'],
      ['np.clip(i, v, None)', 'A and V in one clip'],
      ['x * (v + i)', 'V + A'],
      ['x[v > i]', 'V > A'],
      ['x[(v + i).argmax():]', 'V + A'],
      ['[x, v + i]', 'V + A'],
      ['np.log(v + i)', 'V + A'],
    ])('%s: %s', (body, what) => {
      expect(infer(body).problems.map(({ message }) => message)).toEqual([
        `${what}: both must have the same unit; they are different quantities`,
      ]);
    });

    it('numbers that differ by a factor', () => {
      expect(infer('i + m').problems.map(({ message }) => message)).toEqual([
        'A + mA: both must have the same unit; convert one of them, 1 A is 1000 mA',
      ]);
      expect(infer('r + i / m').problems.map(({ message }) => message)).toEqual([
        'a plain number + A/mA: both must have the same unit; convert one of them, 1 A/mA is 1000',
      ]);
    });

    it('each once, with its place, and goes on', () => {
      const compiled = compileExpression('lambda v, i: (\n  (v + i) * (v - i) + v)');
      const { problems } = inferUnit(compiled, [measured(parseUnit('V')), measured(parseUnit('A'))]);
      expect(problems.map(({ line, column, found }) => [line, column, found])).toEqual([
        [2, 4, 'v + i'],
        [2, 14, 'v - i'],
      ]);
    });

    it('nothing longer than a line, whatever the units are', () => {
      const endless = measured(parseUnit('x'.repeat(1e6)));
      const [problem] = inferUnit(compileExpression('lambda a, b: a + b'), [
        endless,
        measured(parseUnit('V')),
      ]).problems;
      expect(problem?.message.length).toBeLessThan(200);
    });
  });
});

/** Factors by which a number grows if current, voltage and time are measured in smaller units. Powers of 2^8: exact. */
const SMALLER = { A: 8, V: 16, s: -8 } as const;

/** Of the unit, as a power of two: with kg for V, as it stands in V = kg m^2 s^-3 A^-1. */
function growthOf({ dimension }: Unit): number {
  const exponent = (name: string) => dimension.get(name) ?? 0;
  const volts = exponent('kg');
  expect(exponent('m')).toBe(2 * volts);
  return volts * SMALLER.V + (exponent('A') + volts) * SMALLER.A + (exponent('s') + 3 * volts) * SMALLER.s;
}

/** Parts of expressions over inputs i, v, g, t of two dimensions that are built so that what is added is alike. */
const { part: parts } = fc.letrec<{ part: string }>((tie) => {
  const part = tie('part');
  const two = fc.tuple(part, part);
  return {
    part: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('i', 'v', 'g', 't', '(g * v)', '(i - j)'),
      two.map(([x, y]) => `(${x} * ${y})`),
      two.map(([x, y]) => `(${x} / ${y})`),
      two.map(([x, y]) => `(${x} + ${x} * ${y} / ${y}.max())`),
      two.map(([x, y]) => `(3 * ${x} - ${y} * (${x} / ${y}))`),
      two.map(([x, y]) => `np.where(${y} > ${y}.mean(), ${x}, -${x})`),
      two.map(([x, y]) => `np.maximum(${x}, ${x}.mean() * np.sign(${y}))`),
      two.map(([x, y]) => `np.gradient(${x}[:, 0], ${y}[:, 1])[:, None]`),
      part.map((x) => `(${x} - ${x}.mean(axis=0))`),
      part.map((x) => `(${x} / ${x}.std())`),
      part.map((x) => `np.sqrt(np.abs(${x}))`),
      part.map((x) => `(${x} ** 2)`),
      part.map((x) => `(${x} % ${x}[0])`),
      part.map((x) => `np.nanmedian(${x}, axis=1, keepdims=True)`),
      part.map((x) => `np.nanpercentile(${x}, 25, axis=0)`),
      part.map((x) => `np.clip(${x}, ${x}.min() / 2, None)`),
      part.map((x) => `np.stack([${x}, 2 * ${x}]).sum(axis=0)`),
      part.map((x) => `np.diff(${x}, axis=0).mean()`),
      part.map((x) => `(${x}.cumsum(axis=0) / len(${x}))`),
    ),
  };
});

describe('an inferred unit', () => {
  const names = ['i', 'j', 'v', 'g', 't'];
  const growths = [SMALLER.A, SMALLER.A, SMALLER.V, SMALLER.A - SMALLER.V, SMALLER.s];
  const arrays = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }), {
    minLength: names.length,
    maxLength: names.length,
  });
  const columnsOf = (numbers: readonly (readonly number[])[], powers: readonly number[]): NdArray[] =>
    numbers.map((each, k) => ({ shape: [3, 2], values: Float64Array.from(each, (n) => n * 2 ** (powers[k] ?? 0)) }));

  it('is what the result scales by when the inputs are scaled', () => {
    let compared = 0;
    fc.assert(
      fc.property(parts, arrays, (body, numbers) => {
        const compiled = compileExpression(`lambda ${names.join(', ')}: ${body}`);
        const { quantity, problems } = inferUnit(
          compiled,
          names.map((name) => QUANTITIES[name] as Quantity),
        );
        expect(problems).toEqual([]);
        if (quantity.kind !== 'measured') return;
        const plain = evaluated(() => compiled.evaluate(columnsOf(numbers, [])));
        if (plain === undefined) return;
        const scaled = compiled.evaluate(columnsOf(numbers, growths)).values;
        const factor = 2 ** growthOf(quantity.unit);
        const expected = plain.map((value) => value * factor);
        if (![...plain, ...expected, ...scaled].every((value) => Math.abs(value) < 1e290)) return;
        const scale = Math.max(...expected.map(Math.abs));
        for (const [k, value] of expected.entries())
          expect(Math.abs((scaled[k] ?? 0) - value)).toBeLessThanOrEqual(scale * 1e-9);
        compared++;
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('goes together with another one exactly if it is the same', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const [x, y, sum] = [infer(a).quantity, infer(b).quantity, infer(`${a} + ${b}`).problems];
        if (x.kind !== 'measured' || y.kind !== 'measured') return;
        expect(sum.length === 0).toBe(isSameDimension(x.unit, y.unit));
      }),
      { numRuns: 100 },
    );
  });
});

/** The numbers of a result; undefined if the parts have shapes that do not fit. */
function evaluated(compute: () => NdArray): Float64Array | undefined {
  try {
    return compute().values;
  } catch {
    return undefined;
  }
}
