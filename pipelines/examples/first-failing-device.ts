/**
 * Measures the devices of a chip one after the other, and stops at the first that fails: the stream ends, and by unsubscribing
 * so does the instrument, with the probe on the device that somebody should look at.
 *
 *     node first-failing-device.js
 */
import { defineFeatures, threadPool } from 'oect-features';
import { extractLive, type LiveRow } from 'oect-features/pipelines';
import { concatMap, finalize, find, from, lastValueFrom, type Observable, tap } from 'rxjs';
import { measure, type Sweep } from './simulated.js';

const LEAST_GM = 1e-3;

const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
await using pool = threadPool({ size: 1 });

const firstFailure = from(['A1', 'A2', 'A3', 'A4', 'A5']).pipe(
  // The probe moves on when the last sweep of a device is computed.
  concatMap((device) => probe(device).pipe(extractLive(features, pool))),
  find(hasFailed),
);

const failure = await lastValueFrom(firstFailure);
console.log(failure === undefined ? 'all are good' : `${failure.measured.device} failed in sweep ${failure.step}`);

/** The gate of device A3 breaks down in its third sweep. */
function probe(device: string): Observable<Sweep> {
  const contact = (sweep: number) => (device === 'A3' && sweep >= 2 ? 0.01 : 1);
  return measure({ device, sweeps: 5, everyMs: 5, contact }).pipe(
    tap({ subscribe: () => console.log(`probe on ${device}`) }),
    finalize(() => console.log(`no more sweeps of ${device}`)),
  );
}

/** No transconductance at all is as bad as too little. */
function hasFailed({ values }: LiveRow<Sweep>): boolean {
  return !(Number(values.gm) >= LEAST_GM);
}
