import type { Random } from './random.js';

/**
 * The drain current of a transistor whose gate is pulsed, without noise: a relaxation to `onCurrent` with `tauOn` while
 * the gate is on, and to `offCurrent` with `tauOff` while it is off. Each part starts where the last one ended.
 *
 *     I(t) = I_end + (I_start - I_end) exp(-t / tau)        t from the edge of the pulse
 */
export interface TransientModel {
  /** s */
  readonly tauOn: number;
  /** s */
  readonly tauOff: number;
  /** What the current relaxes to in the first pulse; pulse n reaches exp(-`fadePerCycle` n) of it. A */
  readonly onCurrent: number;
  /** A */
  readonly offCurrent: number;
  readonly fadePerCycle: number;
}

export interface PulseTrain {
  readonly cycles: number;
  /** Samples of one period: first those with the gate on, then the rest, with it off. */
  readonly periodPoints: number;
  /** Share of the period in which the gate is on. @defaultValue 0.5 */
  readonly duty?: number;
  /** Time between two samples. s */
  readonly timeStep: number;
}

const NOISE = 1.2e-5;

/**
 * The device at some point of its life: it becomes slower by half and loses a fifth of its current.
 *
 * The time constants are 5.5 and 8.5 % of the period at first, so that each pulse settles.
 *
 * @param progress 0 at the first step, 1 at the last.
 */
export function transientModel(pulses: PulseTrain, progress: number): TransientModel {
  const period = pulses.periodPoints * pulses.timeStep;
  const slowing = 1 + 0.5 * progress;
  return {
    tauOn: 0.055 * period * slowing,
    tauOff: 0.085 * period * slowing,
    onCurrent: -6.2e-3 * Math.exp(-0.2 * progress),
    offCurrent: -5e-7,
    fadePerCycle: 0.002,
  };
}

/** Samples of a period in which the gate is on. */
export function onPoints({ periodPoints, duty = 0.5 }: PulseTrain): number {
  return Math.floor(periodPoints * duty);
}

/** Drain current without noise, `[cycles * periodPoints]`. A */
export function relaxation(model: TransientModel, pulses: PulseTrain): Float64Array {
  const { cycles, periodPoints, timeStep } = pulses;
  const on = onPoints(pulses);
  // All cycles relax along the same two curves: one exponential a sample of the period, not of the trace.
  const rise = decay(on, timeStep, model.tauOn);
  const fall = decay(periodPoints - on, timeStep, model.tauOff);
  const current = new Float64Array(cycles * periodPoints);
  let level = model.offCurrent;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const start = cycle * periodPoints;
    const onCurrent = model.onCurrent * Math.exp(-model.fadePerCycle * cycle);
    level = relax(current.subarray(start, start + on), rise, level, onCurrent);
    level = relax(current.subarray(start + on, start + periodPoints), fall, level, model.offCurrent);
  }
  return current;
}

/** Drain current as an instrument would record it, `[cycles * periodPoints]`: the relaxation and 12 uA of noise. A */
export function transientTrace(model: TransientModel, pulses: PulseTrain, random: Random): Float64Array {
  const current = relaxation(model, pulses);
  for (let i = 0; i < current.length; i++) current[i] = (current[i] ?? 0) + NOISE * random.normal();
  return current;
}

/** exp(-t / tau) at the samples of one part of a period, and at the edge that ends it: `[points + 1]`. */
function decay(points: number, timeStep: number, tau: number): Float64Array {
  return Float64Array.from({ length: points + 1 }, (_, i) => Math.exp((-i * timeStep) / tau));
}

/** Fills one part of a period and returns the current at its end. */
function relax(target: Float64Array, curve: Float64Array, from: number, to: number): number {
  for (let i = 0; i < target.length; i++) target[i] = to + (from - to) * (curve[i] ?? 0);
  return to + (from - to) * (curve[target.length] ?? 0);
}
