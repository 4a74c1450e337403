/**
 * Raises an alarm when the transconductance of a device, averaged over its last five sweeps, falls below 80 % of what it was:
 * once, and again only if the device has recovered in between.
 *
 *     node alarm.js
 */
import { defineFeatures, threadPool } from 'oect-features';
import { extractLive } from 'oect-features/pipelines';
import { bufferCount, distinctUntilKeyChanged, filter, groupBy, map, merge, mergeMap, scan } from 'rxjs';
import { measure } from './simulated.js';

const WINDOW = 5;
const LEAST = 0.8;

const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
await using pool = threadPool({ size: 2 });

/** The contact of device B wears off from its tenth sweep on. */
const sweeps = merge(
  measure({ device: 'A', sweeps: 30, everyMs: 5 }),
  measure({ device: 'B', sweeps: 30, everyMs: 5, contact: (sweep) => (sweep < 10 ? 1 : 0.95 ** (sweep - 10)) }),
);

const alarms = sweeps.pipe(
  extractLive(features, pool),
  filter(({ values }) => values.gm !== null),
  map(({ measured, step, values }) => ({ device: measured.device, step, gm: Number(values.gm) })),
  groupBy(({ device }) => device),
  mergeMap((readings) =>
    readings.pipe(
      bufferCount(WINDOW, 1),
      filter(({ length }) => length === WINDOW),
      map((window) => ({ step: window.at(-1)?.step, gm: mean(window.map(({ gm }) => gm)) })),
      // Beside each average the first one, with which it is compared.
      map((now) => ({ ...now, first: now.gm })),
      scan((before, now) => ({ ...now, first: before.first })),
      map(({ step, gm, first }) => ({ device: readings.key, step, fraction: gm / first, isLow: gm < LEAST * first })),
      distinctUntilKeyChanged('isLow'),
      filter(({ isLow }) => isLow),
    ),
  ),
);

await alarms.forEach(({ device, step, fraction }) => {
  console.log(`ALARM  device ${device}, sweep ${step}: gm is ${Math.round(100 * fraction)} % of what it was`);
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
