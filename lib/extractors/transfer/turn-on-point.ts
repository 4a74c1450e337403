import type { DeviceType } from '../device-type.js';
import { type Missing, perStep } from '../extractor.js';
import type { Branch } from '../sweep.js';
import { type EqualVg, type SteepestPoint, steepestPoint } from './steepest-point.js';

/** Currents below this are noise; their logarithm is taken as that of 1e-12 A. */
const LEAST_CURRENT = 1e-12;

const logMagnitude = perStep(({ Id }: Branch) => Id.map((I) => Math.log10(Math.max(Math.abs(I), LEAST_CURRENT))));

const rising = (slope: number): number => slope;
const falling = (slope: number): number => -slope;

const turnOn: Record<DeviceType, Record<EqualVg, (branch: Branch) => SteepestPoint | Missing>> = {
  N: {
    merge: perStep((branch) => steepestPoint(branch, logMagnitude(branch), 'merge', rising)),
    replace: perStep((branch) => steepestPoint(branch, logMagnitude(branch), 'replace', rising)),
  },
  P: {
    merge: perStep((branch) => steepestPoint(branch, logMagnitude(branch), 'merge', falling)),
    replace: perStep((branch) => steepestPoint(branch, logMagnitude(branch), 'replace', falling)),
  },
};

/**
 * Where a device turns on: where the slope of log10(max(|Id|, 1e-12 A)) against Vg is largest (N) or smallest (P) in a
 * branch; `slope` is in decades per V.
 */
export function turnOnPoint(branch: Branch, deviceType: DeviceType, equalVg: EqualVg): SteepestPoint | Missing {
  return turnOn[deviceType][equalVg](branch);
}
