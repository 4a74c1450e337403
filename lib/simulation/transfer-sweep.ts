import type { TransferStep } from '../experiment/step.js';
import type { Random } from './random.js';

export type DeviceType = 'N' | 'P';
export type Branch = 'forward' | 'reverse';

/**
 * A transistor in a gate sweep, without noise.
 *
 * With u = (±Vg - threshold) / width, + for N-type and - for P-type:
 *
 *     |Id| = gain width ln(1 + exp(u)) (1 - 1/4 s(u - 7)) + offCurrent        s(u) = 1 / (1 + exp(-u))
 *
 * Exponential below the threshold, linear above it, less steep again 7 widths above it, where the channel is full. Id is
 * positive for N-type and negative for P-type. On the way back the threshold is `hysteresis` lower.
 */
export interface TransferModel {
  readonly deviceType: DeviceType;
  /** Of the forward branch, for N-type; the mirrored voltage for P-type. V */
  readonly threshold: number;
  /** Width of the passage from exponential to linear, kT/q of an ideal device. V */
  readonly width: number;
  /** Slope of the linear part. S */
  readonly gain: number;
  /** V */
  readonly hysteresis: number;
  /** Leakage that remains when the channel is closed. A */
  readonly offCurrent: number;
}

/** The gate is swept between plus and minus this. V */
export const GATE_LIMIT = 0.6;

const FULL_CHANNEL_AT = 7;
const FULL_CHANNEL_LOSS = 0.25;
const ADDED_NOISE = 2e-9;
const RELATIVE_NOISE = 2e-4;

/**
 * The device at some point of its life: it loses a seventh of its gain while the threshold moves by 6 mV.
 *
 * @param progress 0 at the first step, 1 at the last.
 */
export function transferModel(deviceType: DeviceType, progress: number): TransferModel {
  const fade = Math.exp(-0.15 * progress);
  return {
    deviceType,
    threshold: 0.12 + 0.04 * (1 - fade),
    width: 0.055,
    gain: 4e-3 * fade,
    hysteresis: 0.025,
    offCurrent: 5e-9,
  };
}

/** Drain current without noise. A */
export function drainCurrent(model: TransferModel, branch: Branch, Vg: number): number {
  const u = reducedVoltage(model, branch, Vg);
  const channel = model.gain * model.width * softplus(u) * (1 - FULL_CHANNEL_LOSS * sigmoid(u - FULL_CHANNEL_AT));
  return polarity(model.deviceType) * (channel + model.offCurrent);
}

/** The derivative of {@link drainCurrent} by Vg. S */
export function transconductance(model: TransferModel, branch: Branch, Vg: number): number {
  const u = reducedVoltage(model, branch, Vg);
  const full = sigmoid(u - FULL_CHANNEL_AT);
  const rising = sigmoid(u) * (1 - FULL_CHANNEL_LOSS * full);
  const saturating = softplus(u) * FULL_CHANNEL_LOSS * full * (1 - full);
  return model.gain * (rising - saturating);
}

/**
 * The largest transconductance, of either branch. S
 *
 * The maximum of {@link transconductance} over u does not depend on the device but through its gain: it lies
 * 3.36 widths above the threshold.
 */
export function peakTransconductance(model: TransferModel): number {
  return model.gain * 0.9390994;
}

/**
 * The gate voltage at which ln|Id| is steepest. V
 *
 * With e = exp(u), small there, |Id| is gain width (e - e^2/2) + offCurrent, and d ln|Id| / du = 1 - e/2 - d/e + ... with
 * d = offCurrent / (gain width): largest at e = sqrt(2 d). The terms left out move it by about 0.1 mV.
 */
export function turnOnVoltage(model: TransferModel, branch: Branch): number {
  const u = Math.log(Math.sqrt((2 * model.offCurrent) / (model.gain * model.width)));
  return polarity(model.deviceType) * (thresholdOf(model, branch) + model.width * u);
}

/**
 * A double sweep: from +0.6 V to -0.6 V and back for N-type, the other way round for P-type, in equal steps; the turning
 * point is measured once on each branch.
 *
 * @param points Of both branches together; the forward branch has one more if they are odd.
 */
export function transferSweep(model: TransferModel, points: number, random: Random): Pick<TransferStep, 'Vg' | 'Id'> {
  const Vg = gateVoltages(model.deviceType, points);
  const turn = forwardPoints(points);
  const Id = Vg.map((voltage, i) => {
    const current = drainCurrent(model, i < turn ? 'forward' : 'reverse', voltage);
    return (current + ADDED_NOISE * random.normal()) * (1 + RELATIVE_NOISE * random.normal());
  });
  return { Vg, Id };
}

/** Points of a sweep's forward branch. */
export function forwardPoints(points: number): number {
  return Math.ceil(points / 2);
}

function gateVoltages(deviceType: DeviceType, points: number): Float64Array {
  const turn = forwardPoints(points);
  const start = polarity(deviceType) * GATE_LIMIT;
  return Float64Array.from({ length: points }, (_, i) => {
    const position = i < turn ? i : 2 * turn - 1 - i;
    return start - (2 * start * position) / (turn - 1);
  });
}

function reducedVoltage(model: TransferModel, branch: Branch, Vg: number): number {
  return (polarity(model.deviceType) * Vg - thresholdOf(model, branch)) / model.width;
}

function thresholdOf(model: TransferModel, branch: Branch): number {
  return branch === 'forward' ? model.threshold : model.threshold - model.hysteresis;
}

function polarity(deviceType: DeviceType): 1 | -1 {
  return deviceType === 'N' ? 1 : -1;
}

/** ln(1 + exp(u)) without overflow. */
function softplus(u: number): number {
  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}

function sigmoid(u: number): number {
  return 1 / (1 + Math.exp(-u));
}
