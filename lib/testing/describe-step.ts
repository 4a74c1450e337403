import type { Step } from '../experiment/step.js';
import { plot } from './plot.js';

/** Rows of up to so many points are listed in full. */
const MOST_LISTED = 16;
const HEAD = 6;
const TAIL = 3;

/**
 * A step as a person reads it: what it is, its curve as a small text plot, and its numbers.
 *
 * @example
 * ```ts
 * describeStep(sweepOf([0, 0.5, 1], [0, 0.001, 0.003]));
 * // transfer step 0, 3 points
 * //
 * //   0.003 |                                                       *
 * //   ...
 * ```
 */
export function describeStep(step: Step): string {
  const [axis, unit, points] =
    step.kind === 'transfer' ? (['Vg', 'V', 'point'] as const) : (['time', 's', 'sample'] as const);
  const x = step.kind === 'transfer' ? step.Vg : timeOf(step);
  const count = `${step.Id.length} ${points}${step.Id.length === 1 ? '' : 's'}`;
  return [
    `${step.kind} step ${step.index}, ${count}${extras(step)}`,
    ...(step.Id.length < 2 || x === undefined
      ? []
      : ['', plot(x, step.Id, { x: `${axis} (${unit})`, y: 'Id (A)' }), '']),
    ...(x === undefined ? [] : [`  ${axis.padEnd(4)}  ${listed(x)}`]),
    `  ${'Id'.padEnd(4)}  ${listed(step.Id)}`,
  ].join('\n');
}

function extras(step: Step): string {
  if (step.kind === 'transfer') return step.deviceType === undefined ? '' : `, device_type "${step.deviceType}"`;
  return step.timing === undefined ? '' : `, timing ${JSON.stringify(step.timing)}`;
}

/** A step of a file throws when it is asked for a time that was not read. */
function timeOf(step: Extract<Step, { kind: 'transient' }>): Float64Array | undefined {
  return Object.getOwnPropertyDescriptor(step, 'time')?.value;
}

function listed(row: Float64Array): string {
  const numbers = Array.from(row, String);
  if (numbers.length <= MOST_LISTED) return `[${numbers.join(', ')}]`;
  return `[${numbers.slice(0, HEAD).join(', ')}, ..., ${numbers.slice(-TAIL).join(', ')}]`;
}
