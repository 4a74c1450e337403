import { quantile } from '../quantile.js';
import type { Trace } from './trace.js';

/**
 * The period of gate pulses, told from the current alone: the mean distance of its rises through the middle between its
 * low and its high level, if these distances agree.
 *
 * A rise counts only after the current was below the lower third and then above the upper third, so that noise on an edge
 * does not count twice. A period within the scatter of a whole number of samples is taken to be that number.
 *
 * @returns s; undefined if there are fewer than two such distances, or they differ by more than a tenth
 */
export function estimatePeriod({ time, current, interval }: Trace): number | undefined {
  const finite = current.filter(Number.isFinite);
  if (finite.length < 3) return undefined;
  const low = quantile(finite, 0.1);
  const high = quantile(finite, 0.9);
  const rises = crossings(time, current, low, high);
  if (rises.length < 3) return undefined;
  const distances = rises.slice(1).map((rise, i) => rise - rises[i]);
  const mean = (rises[rises.length - 1] - rises[0]) / distances.length;
  const scatter = Math.max(...distances.map((distance) => Math.abs(distance - mean)));
  if (!(scatter <= 0.1 * mean)) return undefined;
  const samples = Math.round(mean / interval);
  const isWhole = Math.abs(mean - samples * interval) <= Math.max(scatter / distances.length, 0.01 * interval);
  return isWhole ? samples * interval : mean;
}

/** Times at which the current rises through the middle of two levels. */
function crossings(time: Float64Array, current: Float64Array, low: number, high: number): number[] {
  const lower = low + (high - low) / 3;
  const upper = high - (high - low) / 3;
  const middle = (low + high) / 2;
  const found: number[] = [];
  let crossed: number | undefined;
  let isArmed = false;
  for (let i = 0; i < current.length; i++) {
    const value = current[i];
    if (value < lower) {
      isArmed = true;
      crossed = undefined;
    }
    if (isArmed && value >= middle && crossed === undefined) crossed = timeOfCrossing(time, current, i, middle);
    if (isArmed && value < middle) crossed = undefined;
    if (isArmed && value > upper && crossed !== undefined) {
      found.push(crossed);
      isArmed = false;
    }
  }
  return found;
}

function timeOfCrossing(time: Float64Array, current: Float64Array, i: number, level: number): number {
  const before = current[i - 1];
  if (!(before < level)) return time[i];
  return time[i] - ((current[i] - level) / (current[i] - before)) * (time[i] - time[i - 1]);
}
