import fc from 'fast-check';
import type { Extractor, Input, InputValues } from '../../extractors/extractor.js';
import { describeResult } from '../results.js';
import { copyOf } from '../rows.js';
import { broken, forAll, type Law, type Subject } from './law.js';
import { factorOf, type Scale, UNSCALED } from './scale.js';
import { faultOf } from './shape.js';

/** Whatever earlier features gave for the step, also where they gave nothing. */
export function inputsLaw(subject: Subject): Law | undefined {
  const declared = Object.entries(subject.extractor.inputs ?? {});
  if (declared.length === 0) return undefined;
  const law = { name: 'inputs', statement: 'gives what it declares, or null with a reason, for any inputs' } as const;
  const arbitrary = fc.record({
    step: subject.any,
    inputs: fc.record(Object.fromEntries(declared.map(([name, input]) => [name, valuesOf(input)]))),
  });
  return {
    ...law,
    check: () =>
      forAll(law, subject, { arbitrary, steps: ({ step }) => [step] }, ({ step, inputs }) => {
        const fault = faultOf(subject.extract(copyOf(step), { inputs }), subject.outputs);
        if (fault !== undefined) broken(`with the inputs ${described(inputs)}, ${fault}`);
      }),
  };
}

function described(inputs: InputValues): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name} = ${describeResult(value)}`)
    .join(', ');
}

const number = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(Number.NaN, 0, 1));

/** A number, or as many as the shape has; of a dynamic dimension also none. NaN stands for null. */
function valuesOf({ shape }: Input): fc.Arbitrary<number | Float64Array> {
  if (shape.length === 0) return number;
  const unit = widthOf(shape);
  const rows = typeof shape[0] === 'string' ? fc.nat(4) : fc.constant(1);
  return rows.chain((rows) =>
    fc.array(number, { minLength: rows * unit, maxLength: rows * unit }).map((numbers) => Float64Array.from(numbers)),
  );
}

const ROWS_OF_DYNAMIC = 3;

/** The numbers 1, 2, ... of each shape that an extractor takes, in the unit that it takes; undefined if it takes none. */
export function plainInputs({ inputs = {} }: Extractor, scale: Scale = UNSCALED): InputValues | undefined {
  const declared = Object.entries(inputs);
  if (declared.length === 0) return undefined;
  const values = declared.map(([name, { shape, unit = '' }]) => {
    const factor = factorOf(unit, scale);
    if (shape.length === 0) return [name, factor];
    const length = widthOf(shape) * (typeof shape[0] === 'string' ? ROWS_OF_DYNAMIC : 1);
    return [name, Float64Array.from({ length }, (_, i) => (i + 1) * factor)];
  });
  return Object.fromEntries(values);
}

function widthOf(shape: Input['shape']): number {
  return shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), 1);
}
