import type { TransferStep, TransientStep } from '../experiment/step.js';
import { randomFrom } from './random.js';
import type { SimulationParameters } from './simulation-options.js';
import { type DeviceType, peakTransconductance, transferModel, transferSweep } from './transfer-sweep.js';
import { onPoints, type PulseTrain, transientModel, transientTrace } from './transient-trace.js';

/** All that decides what one device measures: light, so that its steps can be made one by one. */
export interface ExperimentPlan {
  readonly chip: string;
  /** From 1. Odd devices are N-type, even ones P-type. */
  readonly device: number;
  readonly deviceType: DeviceType;
  readonly seed: number;
  /** Of each kind. */
  readonly steps: number;
  /** Of each transfer step, `[steps]`. */
  readonly sweepPoints: Int32Array;
  readonly pulses: PulseTrain;
}

/** One turn of the experiment's loop. */
export interface SimulatedTurn {
  readonly transfer: TransferStep;
  readonly transient: TransientStep;
}

/** What an ideal extractor would find, `[steps]` each. */
export interface Truth {
  /** Time constant of the current's rise in magnitude. s */
  readonly tauOn: Float64Array;
  /** Time constant of its decay. s */
  readonly tauOff: Float64Array;
  /** The largest transconductance, of either branch. S */
  readonly gmMax: Float64Array;
}

/** Between two samples of a transient trace. ms */
export const TIME_STEP_MS = 1;

const MOST_POINTS_MISSING = 14;
const FEWEST_POINTS = 3;

/** Plans the experiment of one device. */
export function planExperiment(parameters: SimulationParameters, device: number): ExperimentPlan {
  const { chip, seed, steps, cycles, periodPoints } = parameters;
  return {
    chip,
    device,
    deviceType: device % 2 === 1 ? 'N' : 'P',
    seed,
    steps,
    sweepPoints: sweepPoints(parameters, device),
    pulses: { cycles, periodPoints, timeStep: TIME_STEP_MS / 1000 },
  };
}

/** `test_20250804_0001` for device 1. */
export function testId(plan: ExperimentPlan): string {
  return `test_20250804_${String(plan.device).padStart(4, '0')}`;
}

/** `{chip}-{device}-{description}-{test}.h5`. */
export function fileName(plan: ExperimentPlan): string {
  return `${plan.chip}-${plan.device}-stability-${testId(plan)}.h5`;
}

export function samplesPerTrace(plan: ExperimentPlan): number {
  return plan.pulses.cycles * plan.pulses.periodPoints;
}

/** Points of the longest transfer step. */
export function widestSweep(plan: ExperimentPlan): number {
  return plan.sweepPoints.reduce((widest, points) => Math.max(widest, points), 0);
}

/** Time during which the gate is on and off in each period. ms */
export function gateTimes(plan: ExperimentPlan): { readonly top: number; readonly bottom: number } {
  const on = onPoints(plan.pulses);
  return { top: on * TIME_STEP_MS, bottom: (plan.pulses.periodPoints - on) * TIME_STEP_MS };
}

/** Measures the experiment, one turn of its loop when the next is asked for. */
export function* simulatedTurns(plan: ExperimentPlan): Generator<SimulatedTurn, void, undefined> {
  for (let index = 0; index < plan.steps; index++) {
    yield { transfer: transferStep(plan, index), transient: transientStep(plan, index) };
  }
}

/** What went into the simulation. */
export function truthOf(plan: ExperimentPlan): Truth {
  const transients = Array.from({ length: plan.steps }, (_, k) => transientModel(plan.pulses, progress(plan, k)));
  return {
    tauOn: Float64Array.from(transients, ({ tauOn }) => tauOn),
    tauOff: Float64Array.from(transients, ({ tauOff }) => tauOff),
    gmMax: Float64Array.from({ length: plan.steps }, (_, k) =>
      peakTransconductance(transferModel(plan.deviceType, progress(plan, k))),
    ),
  };
}

function transferStep(plan: ExperimentPlan, index: number): TransferStep {
  const model = transferModel(plan.deviceType, progress(plan, index));
  const random = randomFrom(plan.seed, plan.device, index, 1);
  return { kind: 'transfer', index, ...transferSweep(model, plan.sweepPoints[index] ?? 0, random) };
}

function transientStep(plan: ExperimentPlan, index: number): TransientStep {
  const model = transientModel(plan.pulses, progress(plan, index));
  const Id = transientTrace(model, plan.pulses, randomFrom(plan.seed, plan.device, index, 2));
  const first = index * Id.length;
  return { kind: 'transient', index, time: Id.map((_, i) => ((first + i) * TIME_STEP_MS) / 1000), Id };
}

/** 0 at the first step, 1 at the last. */
function progress(plan: ExperimentPlan, index: number): number {
  return index / Math.max(1, plan.steps - 1);
}

function sweepPoints({ seed, steps, points, sweepLengths }: SimulationParameters, device: number): Int32Array {
  if (sweepLengths === 'equal') return new Int32Array(steps).fill(points);
  const random = randomFrom(seed, device);
  // Whole pairs, so that the branches stay as they are to each other.
  const pairs = Math.floor(Math.min(MOST_POINTS_MISSING, points - FEWEST_POINTS) / 2);
  return Int32Array.from({ length: steps }, () => points - 2 * random.integer(pairs + 1));
}
