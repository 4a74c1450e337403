import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { Source, StepBySource } from '../../lib/experiment/step.js';
import {
  type Extracted,
  type Extractor,
  isMissing,
  isResults,
  type Missing,
  type Output,
  type ParamsSchema,
} from '../../lib/extractors/extractor.js';
import { hostileSteps, niceSteps } from './arbitraries.js';

/** Steps that hold nothing to compute a feature from. */
export type Degenerate = 'no point' | 'one point' | 'constant' | 'a NaN';

export interface LawOptions<S extends Source, P extends ParamsSchema> {
  /** As in a configuration. */
  readonly params?: v.InferInput<P>;
  /** Steps on which the extractor has a value. Default: those of a working device. */
  readonly steps?: fc.Arbitrary<StepBySource[S]>;
  /** Degenerate steps that do have a value: the largest current of one point is that point's. */
  readonly hasValueOf?: readonly Degenerate[];
  /** Steps that each law is tried on. */
  readonly runs?: number;
  /** Relative, for the unit law; 0 if the extractor's arithmetic is exact under powers of two. */
  readonly tolerance?: number;
}

/** Registers, within the `describe` where it is called, a test for each law that every extractor obeys. */
export function itObeysTheExtractorLaws<S extends Source, P extends ParamsSchema>(
  extractor: Extractor<S, P>,
  options: LawOptions<S, P> = {},
): void {
  const { runs = 100, tolerance = 0, hasValueOf = [] } = options;
  const steps: fc.Arbitrary<StepBySource[S]> = options.steps ?? niceSteps[extractor.source];
  const hostile: fc.Arbitrary<StepBySource[S]> = hostileSteps[extractor.source];
  const anySteps: fc.Arbitrary<StepBySource[S]> = fc.oneof<fc.Arbitrary<StepBySource[S]>[]>(steps, hostile);
  const params = v.parse(extractor.params, options.params ?? {});
  const outputs = extractor.outputs(params);
  const extract = (step: StepBySource[S]): Extracted => extractor.extract(step, params);

  it('is named after its source', () => {
    expect(extractor.name.startsWith(`${extractor.source}.`)).toBe(true);
  });

  it('names its outputs differently, with one unit for all elements or one for each of the last dimension', () => {
    expect(new Set(outputs.map(({ name }) => name)).size).toBe(outputs.length);
    for (const { shape, unit } of outputs) {
      if (typeof unit !== 'string') expect(shape.at(-1)).toBe(unit.length);
      expect(shape.slice(1).every((size) => typeof size === 'number')).toBe(true);
    }
  });

  it('accepts its legacy parameters', () => {
    expect(v.safeParse(extractor.params, { ...options.params, ...extractor.legacy }).success).toBe(true);
  });

  it('gives the same result for the same step', () => {
    fc.assert(
      fc.property(anySteps, (step) => {
        expect(extract(copyOf(step))).toEqual(extract(step));
        expect(extract(step)).toEqual(extract(step));
      }),
      { numRuns: runs },
    );
  });

  it('leaves the step as it is', () => {
    fc.assert(
      fc.property(anySteps, (step) => {
        const before = copyOf(step);
        Object.freeze(step);
        extract(step);
        expect(step).toEqual(before);
      }),
      { numRuns: runs },
    );
  });

  it('gives the shape that it declares, or a reason', () => {
    fc.assert(
      fc.property(anySteps, (step) => {
        const results = resultsOf(extract(step));
        expect(results.length).toBe(outputs.length);
        for (const [i, result] of results.entries()) expectFits(result, outputs[i] as Output);
      }),
      { numRuns: runs },
    );
  });

  it('gives a value for the step of a working device', () => {
    fc.assert(
      fc.property(steps, (step) => {
        expect(numbersOf(extract(step)).flat().some(Number.isFinite)).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  for (const degenerate of ['no point', 'one point', 'constant', 'a NaN'] as const) {
    const expected = hasValueOf.includes(degenerate) ? 'a value' : 'no value but a reason';
    it(`gives ${expected} for a step with ${degenerate}`, () => {
      fc.assert(
        fc.property(steps, fc.nat(), (step, at) => {
          const [first] = resultsOf(extract(degenerateStep(extractor, degenerate, step, at)));
          expect(isMissing(first) ? 'no value but a reason' : 'a value').toBe(expected);
        }),
        { numRuns: Math.min(runs, 20) },
      );
    });
  }

  it('scales with current and voltage as its unit says', () => {
    const powers = fc.integer({ min: -3, max: 12 }).map((exponent) => 2 ** exponent);
    fc.assert(
      fc.property(steps, powers, powers, (step, current, voltage) => {
        const before = numbersOf(extract(step));
        const after = numbersOf(extract(scaled(step, current, voltage)));
        const expected = before.map((numbers, i) =>
          numbers.map((number, at) => number * factorOf(unitAt(outputs[i] as Output, at), current, voltage)),
        );
        if (tolerance === 0) expect(after).toEqual(expected);
        else expectClose(after, expected, tolerance);
      }),
      { numRuns: runs },
    );
  });
}

/** The results of the outputs, in their order. */
function resultsOf(extracted: Extracted): readonly (number | ArrayLike<number> | Missing)[] {
  return isResults(extracted) ? extracted.outputs : [extracted];
}

/** The numbers of each output; none of an output without a value. */
export function numbersOf(extracted: Extracted): readonly (readonly number[])[] {
  return resultsOf(extracted).map((result) => {
    if (isMissing(result)) return [];
    return typeof result === 'number' ? [result] : Array.from(result);
  });
}

function expectFits(result: number | ArrayLike<number> | Missing, { shape }: Output): void {
  if (isMissing(result)) {
    expect(result.missing).not.toBe('');
    return;
  }
  expect(typeof result === 'number').toBe(shape.length === 0);
  const numbers = typeof result === 'number' ? [result] : Array.from(result);
  const sizes = shape.filter((size) => typeof size === 'number').reduce((product, size) => product * size, 1);
  if (typeof shape[0] === 'string') expect(numbers.length % sizes).toBe(0);
  else expect(numbers.length).toBe(sizes);
  expect(numbers.filter((number) => Math.abs(number) === Number.POSITIVE_INFINITY)).toEqual([]);
  // NaN stands for single empty cells; nothing but empty cells must be missing, with its reason.
  expect(numbers.length === 0 || numbers.some((number) => !Number.isNaN(number))).toBe(true);
}

function unitAt({ unit }: Output, at: number): string {
  return typeof unit === 'string' ? unit : (unit[at % unit.length] as string);
}

function factorOf(unit: string, current: number, voltage: number): number {
  switch (unit) {
    case 'A':
      return current;
    case 'V':
      return voltage;
    case 'S':
      return current / voltage;
    case 's':
    case '':
      return 1;
    default:
      throw new Error(`The unit law does not know the unit ${unit}: add it here`);
  }
}

function expectClose(after: readonly (readonly number[])[], expected: readonly number[][], tolerance: number): void {
  expect(after.map((numbers) => numbers.length)).toEqual(expected.map((numbers) => numbers.length));
  for (const [i, numbers] of expected.entries()) {
    for (const [at, number] of numbers.entries()) {
      const found = after[i]?.[at] as number;
      expect(Number.isNaN(found)).toBe(Number.isNaN(number));
      if (!Number.isNaN(number)) expect(Math.abs(found - number)).toBeLessThanOrEqual(tolerance * Math.abs(number));
    }
  }
}

type Rows = Readonly<Record<string, Float64Array>>;

/** The measured rows of a step by name. */
function rowsOf(step: StepBySource[Source]): Rows {
  return step.kind === 'transfer' ? { Vg: step.Vg, Id: step.Id } : { time: step.time, Id: step.Id };
}

function withRows<T extends StepBySource[Source]>(
  step: T,
  change: (row: Float64Array, name: string) => Float64Array,
): T {
  const changed = Object.entries(rowsOf(step)).map(([name, row]) => [name, change(row, name)]);
  return { ...step, ...Object.fromEntries(changed) };
}

/** A copy that shares nothing with the step, so that nothing kept for the step is found again. */
function copyOf<T extends StepBySource[Source]>(step: T): T {
  return withRows(step, (row) => row.slice());
}

function scaled<T extends StepBySource[Source]>(step: T, current: number, voltage: number): T {
  const factors: Readonly<Record<string, number>> = { Id: current, Vg: voltage, time: 1 };
  return withRows(step, (row, name) => row.map((number) => number * (factors[name] as number)));
}

function degenerateStep<S extends Source, P extends ParamsSchema>(
  extractor: Extractor<S, P>,
  degenerate: Degenerate,
  step: StepBySource[S],
  at: number,
): StepBySource[S] {
  const reads: readonly string[] = extractor.reads ?? Object.keys(rowsOf(step));
  switch (degenerate) {
    case 'no point':
      return withRows(step, (row) => row.slice(0, 0));
    case 'one point':
      return withRows(step, (row) => row.slice(0, 1));
    case 'constant':
      return withRows(step, (row, name) => (name === 'Id' ? row.map(() => row[0] as number) : row.slice()));
    case 'a NaN':
      return withRows(step, (row, name) =>
        name === reads[at % reads.length] ? row.with(at % row.length, Number.NaN) : row.slice(),
      );
  }
}
