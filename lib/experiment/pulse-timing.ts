import type { PulseTiming } from './step.js';

/** Parameters of a transient step as a record or a workflow has them, in ms. */
export interface TimingParameters {
  readonly topTime?: unknown;
  readonly bottomTime?: unknown;
  readonly timeStep?: unknown;
}

/** Period in s and sample rate in Hz; each is absent where the parameters do not give a positive one. */
export function pulseTiming({ topTime, bottomTime, timeStep }: TimingParameters): PulseTiming {
  const period = (milliseconds(topTime) + milliseconds(bottomTime)) / 1000;
  const sampleRate = 1000 / milliseconds(timeStep);
  return { ...(isPositive(period) && { period }), ...(isPositive(sampleRate) && { sampleRate }) };
}

function milliseconds(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}
