import fc from 'fast-check';
import type { Output } from '../../extractors/extractor.js';
import { parseUnit } from '../../units/parse-unit.js';
import { isOpaque } from '../../units/symbols.js';
import { differentNumbers, numbersOf } from '../results.js';
import { copyOf, type Given, type RowName, withParts, withRows } from '../rows.js';
import { readable } from '../steps.js';
import { broken, forAll, type Law, type Subject } from './law.js';
import { factorOf, type Scale } from './scale.js';

export interface UnitOptions {
  /** Relative; 0 if its arithmetic is exact under powers of two. */
  readonly tolerance: number;
  /** Units of parameters that are quantities themselves, such as a period in s: they are scaled as well. */
  readonly paramUnits: Readonly<Record<string, string>>;
}

const powersOfTwo = (least: number, most: number) => fc.integer({ min: least, max: most }).map((power) => 2 ** power);

/**
 * With currents k times, voltages m times and times n times as large, the result is as much larger as its unit says.
 *
 * The factors are powers of two, under which the arithmetic of floating-point numbers is exact but for logarithms and the
 * like: so no tolerance hides a wrong unit, or a threshold that is a number of amperes.
 */
export function unitsLaw(subject: Subject, options: UnitOptions): Law {
  const law = { name: 'units', statement: 'scales with current, voltage and time as its units say' } as const;
  const { sources } = subject;
  const scales: fc.Arbitrary<Scale> = fc.record({
    current: powersOfTwo(-3, 12),
    voltage: sources.includes('transfer') ? powersOfTwo(-3, 12) : fc.constant(1),
    time: sources.includes('transient') ? powersOfTwo(-6, 10) : fc.constant(1),
  });
  return {
    ...law,
    check: () =>
      forAll(
        law,
        subject,
        { arbitrary: fc.record({ step: subject.working, scale: scales }), steps: ({ step }) => [step] },
        ({ step, scale }) => {
          const expected = numbersOf(subject.extract(copyOf(step))).map((numbers, i) =>
            numbers.map((number, at) => number * factorOf(unitAt(subject.outputs[i], at), scale)),
          );
          const params = scaledParams(subject.params, options.paramUnits, scale);
          const scaled = scaledStep(step, scale);
          const found = numbersOf(subject.extract(scaled, { params, inputs: subject.inputsOf(scaled, scale) }));
          const different = differentNumbers(found, expected, options.tolerance);
          if (different !== undefined) broken(`${described(scale)}, ${different} (${unitsOf(subject.outputs)})`);
        },
      ),
  };
}

function unitAt(output: Output | undefined, at: number): string {
  const unit = output?.unit ?? '';
  return typeof unit === 'string' ? unit : (unit[at % unit.length] as string);
}

function unitsOf(outputs: readonly Output[]): string {
  const units = outputs.map(({ unit }) => (typeof unit === 'string' ? unit || 'none' : `[${unit.join(', ')}]`));
  const unknown = outputs.flatMap(({ unit }) => unit).find((unit) => isOpaque(parseUnit(unit)));
  const hint = unknown === undefined ? '' : `, of which what is no unit is taken not to change; write V/[decade]`;
  return `unit ${units.join('; ')}${hint}`;
}

function described(scale: Scale): string {
  const changes = Object.entries(scale).filter(([, factor]) => factor !== 1);
  return changes.length === 0
    ? 'unscaled'
    : `with ${changes.map(([name, factor]) => `${name} x ${factor}`).join(', ')}`;
}

/** The step in other units; what it says of its timing goes with the time. */
function scaledStep(given: Given, scale: Scale): Given {
  const factors: Readonly<Record<RowName, number>> = { Id: scale.current, Vg: scale.voltage, time: scale.time };
  const scaled = withRows(given, (row, name) => row.map((number) => number * factors[name]));
  return withParts(scaled, (step) => {
    if (step.kind === 'transfer' || step.timing === undefined) return step;
    const timing = Object.entries(step.timing).map(([origin, { period, sampleRate }]) => [
      origin,
      {
        ...(period !== undefined && { period: period * scale.time }),
        ...(sampleRate !== undefined && { sampleRate: sampleRate / scale.time }),
      },
    ]);
    return readable({ ...step, timing: Object.fromEntries(timing) });
  });
}

function scaledParams(params: object, units: Readonly<Record<string, string>>, scale: Scale): object {
  const entries = Object.entries(params).map(([name, value]: [string, unknown]) => {
    const unit = units[name];
    return [name, unit === undefined ? value : scaledValue(value, factorOf(unit, scale))];
  });
  return Object.fromEntries(entries);
}

function scaledValue(value: unknown, factor: number): unknown {
  if (Array.isArray(value)) return value.map((part) => scaledValue(part, factor));
  return typeof value === 'number' ? value * factor : value;
}
