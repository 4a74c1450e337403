import * as v from 'valibot';
import type { PulseTiming } from '../../experiment/step.js';
import { scratch } from '../../scratch.js';
import { defineExtractor, type Extracted, missing, type Output } from '../extractor.js';
import { type Cycles, cyclesBySamples, cyclesByTime } from '../fit/cycles.js';
import type { Direction } from '../fit/exponential-fit.js';
import { findPulses, type Pulses } from '../fit/pulses.js';
import { standardErrorOfTau } from '../fit/standard-error.js';
import { samplesBetween, type Trace, traceOf } from '../fit/trace.js';
import { fitWindow, type WindowFit } from '../fit/window-fit.js';
import { LEAST_SIZE, sizesOf, type WindowGrid } from '../fit/window-grid.js';
import { type BestWindows, searchWindows } from '../fit/window-search.js';
import { magnitudeOf } from '../magnitude.js';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const params = v.strictObject({
  r_squared_threshold: v.optional(
    v.pipe(v.number(), v.finite(), v.description('a cycle whose R2 is below this is searched again by itself')),
    0.99,
  ),
  window_scalar_min: v.optional(v.pipe(positive, v.description('smallest window searched, in periods')), 0.1),
  window_scalar_max: v.optional(v.pipe(positive, v.description('largest window searched, in periods')), 0.375),
  window_points_step: v.optional(v.pipe(count, v.description('step between sizes of windows, in samples')), 5),
  window_start_idx_step: v.optional(v.pipe(count, v.description('step between starts of windows, in samples')), 1),
  period: v.optional(
    v.pipe(positive, v.description("period of the gate pulses in s; default: the step's record, workflow, or data")),
  ),
  sample_rate: v.optional(
    v.pipe(positive, v.description("sample rate in Hz; default: the step's record, workflow, or time row")),
  ),
  signal: v.optional(
    v.pipe(
      v.picklist(['magnitude', 'signed']),
      v.description('"on" is a rise of |Id| (magnitude), or a rise of the signed current, which is "off" where Id < 0'),
    ),
    'magnitude',
  ),
  complete_cycles: v.optional(
    v.pipe(
      v.picklist(['samples', 'time']),
      v.description('cut into cycles by samples, or by time as the original system: it loses the last complete cycle'),
    ),
    'samples',
  ),
  quality: v.optional(
    v.pipe(
      v.picklist(['none', 'all']),
      v.description('all: R2, standard error and whether it was searched again, for each time constant'),
    ),
    'none',
  ),
  use_parallel: v.optional(v.pipe(v.boolean(), v.description('accepted for older configurations; has no influence'))),
  max_workers: v.optional(v.pipe(v.number(), v.description('accepted for older configurations; has no influence'))),
  show_progress: v.optional(v.pipe(v.boolean(), v.description('accepted for older configurations; has no influence'))),
});

type TauParams = v.InferOutput<typeof params>;

/**
 * `transient.tau_on_off`: time constants of turning on and off in s, `[n_cycles, 2]`, by `a exp(-t / tau) + c` fitted to
 * the window of each cycle in which it fits best. A rise (a < 0) is "on", a decay (a > 0) is "off".
 *
 * 1. Among the samples up to two periods after the first, the window of the largest adjusted R2 is searched for, for rise
 *    and decay separately (`searchWindows`). Sizes go from max(3, trunc(window_scalar_min x period / (1 / rate))) to
 *    trunc(window_scalar_max x period / (1 / rate)); those of less than 5 samples, which have no adjusted R2, never win.
 * 2. Both windows are moved by whole periods to every complete cycle and fitted there.
 * 3. A cycle whose R2 is below the threshold, or whose window has no time constant or reaches beyond the record, is
 *    searched by itself in the same way. The fit of the larger R2 is kept.
 *
 * A cell without a time constant is NaN, and a note says how many there are.
 */
export const tauOnOff = defineExtractor({
  name: 'transient.tau_on_off',
  source: 'transient',
  reads: ['time', 'Id'],
  description: 'time constants of turning on and off, of each cycle',
  version: 1,
  params,
  legacy: { signal: 'signed', complete_cycles: 'time' },
  outputs: (params) => {
    const [tau, ...quality] = quantitiesOf(params);
    return [tau.output, ...quality.map(({ output }) => output)];
  },
  extract: (step, params) => {
    if (step.time.length < 2) return missing('the step has fewer than 2 samples');
    const trace = traceOf(step.time, params.signal === 'signed' ? step.Id : magnitudeOf(step), memory);
    if (trace === undefined) return missing('the time of the step does not increase from each sample to the next');
    const pulses = findPulses(trace, givenTiming(params), step.timing);
    if (pulses === undefined) {
      return missing('nothing says what the period is, and the current shows none: give the parameter period');
    }
    return fitAllCycles(trace, pulses, params);
  },
});

const memory = scratch((length) => new Float64Array(length));

/** A fit that was kept for a cycle. */
interface CycleFit {
  readonly fit: WindowFit;
  /** Whether it comes from a search of the cycle by itself. */
  readonly isRefitted: boolean;
}

/** What the result says of each fit. */
interface Quantity {
  readonly output: Output;
  readonly of: (fit: CycleFit, trace: Trace) => number;
}

const SHAPE = ['n_cycles', 2] as const;
const TAU: Quantity = {
  output: { name: '', shape: SHAPE, unit: 's', description: 'tau_on and tau_off of each cycle' },
  of: ({ fit }) => fit.tau,
};
const QUALITY: readonly Quantity[] = [
  {
    output: { name: 'r2', shape: SHAPE, unit: '', description: "R2 of each fit on its window's samples" },
    of: ({ fit }) => fit.r2,
  },
  {
    output: { name: 'se', shape: SHAPE, unit: 's', description: 'standard error of each tau' },
    of: ({ fit }, trace) => standardErrorOfTau(trace, fit),
  },
  {
    output: {
      name: 'refitted',
      shape: SHAPE,
      unit: '',
      description: '1 if the cycle was searched by itself for this tau, 0 if the window of all cycles served',
    },
    of: ({ isRefitted }) => Number(isRefitted),
  },
];

function quantitiesOf({ quality }: TauParams): readonly [Quantity, ...Quantity[]] {
  return quality === 'all' ? [TAU, ...QUALITY] : [TAU];
}

/** Columns of the result: on, off. */
const DIRECTIONS: readonly Direction[] = ['rise', 'decay'];

function givenTiming({ period, sample_rate }: TauParams): PulseTiming {
  return { ...(period !== undefined && { period }), ...(sample_rate !== undefined && { sampleRate: sample_rate }) };
}

function gridOf({ period, sampleRate }: Pulses, params: TauParams): WindowGrid {
  // Divided by the distance of samples, not multiplied by the rate: in these operations the sizes are the original's.
  const samples = (periods: number) => Math.trunc((periods * period) / (1 / sampleRate));
  return {
    smallest: Math.max(3, samples(params.window_scalar_min)),
    largest: samples(params.window_scalar_max),
    sizeStep: params.window_points_step,
    startStep: params.window_start_idx_step,
  };
}

function fitAllCycles(trace: Trace, pulses: Pulses, params: TauParams): Extracted {
  const { period } = pulses;
  const cycles = params.complete_cycles === 'time' ? cyclesByTime(trace, pulses) : cyclesBySamples(trace, pulses);
  if (cycles.count < 1) {
    const duration = trace.time[trace.time.length - 1];
    return missing(`no complete cycle: ${digits(duration)} s of samples, period ${digits(period)} s`);
  }
  const grid = gridOf(pulses, params);
  if (sizesOf(grid).length === 0) {
    const { smallest, largest } = grid;
    return missing(
      `no window to search: from ${smallest} to ${largest} samples, and a fit takes at least ${LEAST_SIZE}`,
    );
  }
  const windows = searchWindows(trace, samplesBetween(trace, 0, 2 * period), grid, DIRECTIONS);
  const quantities = quantitiesOf(params);
  const column = () => new Float64Array(cycles.count * DIRECTIONS.length).fill(Number.NaN);
  const tau = column();
  const outputs = [tau, ...quantities.slice(1).map(column)] as const;
  for (let cycle = 0; cycle < cycles.count; cycle++) {
    // Written down at once: fits that outlive their cycle, hundreds a step, would be moved about by the collector.
    const fits = fitCycle(trace, cycles, cycle, windows, grid, params.r_squared_threshold);
    for (const [i, fit] of fits.entries()) {
      if (fit === undefined) continue;
      for (const [q, { of }] of quantities.entries()) outputs[q][cycle * DIRECTIONS.length + i] = of(fit, trace);
    }
  }
  if (tau.every(Number.isNaN)) return missing('no window of any cycle has a time constant');
  const notes = [...pulses.notes, ...lossNote('tau_on', tau, 0), ...lossNote('tau_off', tau, 1)];
  return { outputs, ...(notes.length > 0 && { note: notes.join('; ') }) };
}

/** In the order of {@link DIRECTIONS}. */
function fitCycle(
  trace: Trace,
  cycles: Cycles,
  cycle: number,
  windows: BestWindows,
  grid: WindowGrid,
  threshold: number,
): (CycleFit | undefined)[] {
  const moved = DIRECTIONS.map((direction) => {
    const window = windows[direction];
    const range = window && cycles.moved(window, cycle);
    return range && fitWindow(trace, range.start, range.stop - range.start, direction);
  });
  const poor = DIRECTIONS.filter((_, i) => !isGood(moved[i], threshold));
  const own = poor.length === 0 ? {} : searchWindows(trace, cycles.own(cycle), grid, poor);
  return DIRECTIONS.map((direction, i) => {
    const fit = moved[i];
    const other = own[direction];
    if (other !== undefined && (fit === undefined || other.r2 > fit.r2)) return { fit: other, isRefitted: true };
    return fit && { fit, isRefitted: false };
  });
}

function isGood(fit: WindowFit | undefined, threshold: number): boolean {
  return fit !== undefined && fit.r2 >= threshold;
}

function lossNote(name: string, taus: Float64Array, column: number): string[] {
  const cells = taus.filter((_, i) => i % DIRECTIONS.length === column);
  const lost = cells.filter(Number.isNaN).length;
  return lost === 0 ? [] : [`${lost} of ${cells.length} cycles have no ${name}: no window of them has a time constant`];
}

function digits(value: number): number {
  return Number(value.toPrecision(4));
}
