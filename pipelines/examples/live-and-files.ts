/**
 * Merges what an instrument is measuring with what was measured before: one stream, whatever a row comes from.
 *
 *     node live-and-files.js [experiment.h5 ...]
 */
import { defineFeatures, textAttribute, threadPool } from 'oect-features';
import { openExperiments } from 'oect-features/operators';
import { extractLive, extractSteps } from 'oect-features/pipelines';
import { from, map, merge } from 'rxjs';
import { givenFiles, measure } from './simulated.js';

const files = await givenFiles({ experiments: 2, steps: 4 });
const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
await using pool = threadPool({ size: 2 });

const live = measure({ device: 'A7', sweeps: 4, everyMs: 10 }).pipe(
  extractLive(features, pool),
  map(({ measured, step, values }) => ({ origin: 'live', device: measured.device, step, gm: values.gm })),
);

const recorded = from(files).pipe(
  openExperiments({ pool, maxOpen: 2 }),
  extractSteps(features, pool),
  map(({ experiment, step, values }) => {
    return { origin: 'file', device: textAttribute(experiment.head, 'device_number'), step, gm: values.gm };
  }),
);

await merge(live, recorded).forEach(({ origin, device, step, gm }) => {
  console.log(`${origin}  device ${device}  step ${step}  gm ${(1000 * Number(gm)).toFixed(3)} mS`);
});
