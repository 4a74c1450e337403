import { OectError } from '../errors.js';
import { firstNonFinite, squeeze } from './squeeze.js';
import { SOURCES, type Step, type TransferStep, type TransientStep } from './step.js';

/**
 * A step from elsewhere than a file as extractors get it: a copy of what belongs to a step, with only the valid points, by the
 * same rule as those of files.
 *
 * @throws OectError `bad-argument` if it is no step: not of a kind that there is, without an index, or without the arrays of its
 *   kind; `data-corrupt` if these do not fit together
 */
export function measuredStep(step: Step): Step {
  if (!SOURCES.includes(step.kind)) throw noStep(step, `its kind must be one of: ${SOURCES.join(', ')}`);
  if (!(Number.isInteger(step.index) && step.index >= 0 && step.index <= MOST_STEPS)) {
    throw noStep(step, `its index must be a whole number from 0 to ${MOST_STEPS}`);
  }
  return step.kind === 'transfer' ? measuredTransfer(step) : measuredTransient(step);
}

/** What a thread can say of where it is. */
const MOST_STEPS = 2 ** 31 - 1;

function measuredTransfer(step: TransferStep): TransferStep {
  const { index, deviceType } = step;
  const [Vg, Id] = [copyOf(step, 'Vg', step.Vg), copyOf(step, 'Id', step.Id)];
  checkLengths(step, { Vg, Id });
  const kept = squeeze([Vg, Id], [Vg, Id]);
  return {
    kind: 'transfer',
    index,
    Vg: Vg.subarray(0, kept),
    Id: Id.subarray(0, kept),
    ...(deviceType !== undefined && { deviceType }),
  };
}

function measuredTransient(step: TransientStep): TransientStep {
  const { index, timing } = step;
  const [time, Id] = [copyOf(step, 'time', step.time), copyOf(step, 'Id', step.Id)];
  checkLengths(step, { time, Id });
  const kept = squeeze([time, Id], [Id]);
  const bad = firstNonFinite(time.subarray(0, kept));
  if (bad < kept) throw misfit(step, `its time is ${time[bad]} where there is a current`);
  return {
    kind: 'transient',
    index,
    time: time.subarray(0, kept),
    Id: Id.subarray(0, kept),
    ...(timing !== undefined && { timing }),
  };
}

function copyOf(step: Step, name: string, values: unknown): Float64Array {
  if (values instanceof Float64Array) return values.slice();
  throw noStep(step, `${name} is ${describe(values)}; it must be a Float64Array`);
}

function checkLengths(step: Step, rows: Readonly<Record<string, Float64Array>>): void {
  const lengths = Object.entries(rows).map(([name, { length }]) => `${length} of ${name}`);
  if (new Set(Object.values(rows).map(({ length }) => length)).size === 1) return;
  throw misfit(step, `it has ${lengths.join(' and ')}; each point must have both`);
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `a ${value.constructor?.name}` : String(value);
}

function noStep({ kind, index }: Step, what: string): OectError {
  return new OectError('bad-argument', `"${kind}" step ${index} is no step: ${what}`);
}

function misfit({ kind, index }: Step, what: string): OectError {
  return new OectError('data-corrupt', `${kind} step ${index}: ${what}`);
}
