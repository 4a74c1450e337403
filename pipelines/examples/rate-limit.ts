/**
 * Two ways to go slower than the data. A service that takes ten experiments a second gets them all, for the work waits for it;
 * a display that is drawn twenty times a second gets the latest sweep, for an instrument does not wait.
 *
 *     node rate-limit.js [experiment.h5 ...]
 */
import { setTimeout } from 'node:timers/promises';
import { defineFeatures, threadPool } from 'oect-features';
import { consumeExperiments, openExperiments } from 'oect-features/operators';
import { extractFeatures, extractLive } from 'oect-features/pipelines';
import { auditTime, concat, count, from, ignoreElements, lastValueFrom, type Observable, timer } from 'rxjs';
import { givenFiles, measure } from './simulated.js';

const files = await givenFiles({ experiments: 5, steps: 5 });
const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
await using pool = threadPool({ size: 2 });

const started = performance.now();
await from(files)
  .pipe(
    openExperiments({ pool, maxOpen: 2 }),
    extractFeatures(features, pool),
    consumeExperiments(({ table }) => noSoonerThan(100, upload(table.rows)), 1),
  )
  .forEach((told) => {
    console.log(told);
  });
console.log(`${files.length} uploads in ${((performance.now() - started) / 1000).toFixed(1)} s`);

const sweeps = 200;
const drawn = measure({ device: 'A7', sweeps, everyMs: 2 }).pipe(extractLive(features, pool), auditTime(50), count());
console.log(`${sweeps} sweeps measured, display drawn ${await lastValueFrom(drawn)} times`);

/** Gives what the work gives, and is done no sooner than after so many ms. */
function noSoonerThan<T>(ms: number, work: Promise<T>): Observable<T> {
  return concat(work, timer(ms).pipe(ignoreElements()));
}

async function upload(rows: number): Promise<string> {
  await setTimeout(5);
  return `${rows} rows uploaded`;
}
