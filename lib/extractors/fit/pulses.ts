import type { PulseTiming, TransientTiming } from '../../experiment/step.js';
import { estimatePeriod } from './pulse-period.js';
import type { Trace } from './trace.js';

/** How the gate was pulsed and the current sampled, as far as a fit needs to know. */
export interface Pulses {
  /** s. */
  readonly period: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Where the sources of these numbers contradict each other. */
  readonly notes: readonly string[];
}

/** Two sources that differ by more than this share contradict each other. */
const AGREE_WITHIN = 0.01;

interface Source {
  readonly name: string;
  readonly value: number;
}

/**
 * Period and sample rate from the first that says so: the parameters, the step's record, the workflow, the data.
 *
 * @returns undefined if nothing says what the period is, and the current does not show it
 */
export function findPulses(trace: Trace, given: PulseTiming, timing: TransientTiming = {}): Pulses | undefined {
  const periods = sources(given.period, timing.record?.period, timing.workflow?.period);
  const period = periods[0]?.value ?? estimatePeriod(trace);
  if (period === undefined) return undefined;
  const measured = { name: 'the time row', value: measuredRate(trace, period) };
  const rates = [...sources(given.sampleRate, timing.record?.sampleRate, timing.workflow?.sampleRate), measured];
  return {
    period,
    sampleRate: rates[0].value,
    notes: [...contradictions('period', 's', periods), ...contradictions('sample rate', 'Hz', rates)],
  };
}

/** A period that is a whole number of samples long, but for rounding, makes the rate exact: sizes of windows are cut off. */
function measuredRate({ interval }: Trace, period: number): number {
  const samples = period / interval;
  const whole = Math.round(samples);
  return whole > 0 && Math.abs(samples - whole) <= 1e-6 * whole ? whole / period : 1 / interval;
}

function sources(params?: number, record?: number, workflow?: number): Source[] {
  return [
    { name: 'the parameters', value: params },
    { name: "the step's record", value: record },
    { name: 'the workflow', value: workflow },
  ].filter((source): source is Source => source.value !== undefined && source.value > 0);
}

function contradictions(quantity: string, unit: string, [used, ...others]: readonly Source[]): string[] {
  if (used === undefined) return [];
  return others
    .filter(({ value }) => Math.abs(value - used.value) > AGREE_WITHIN * used.value)
    .map(({ name, value }) => {
      const [a, b] = [used.value, value].map((number) => Number(number.toPrecision(4)));
      return `${quantity} ${a} ${unit} of ${used.name} differs from ${b} ${unit} of ${name}`;
    });
}
