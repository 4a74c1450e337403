/**
 * A consumer that is slower than the work: files wait to be opened, not results in memory. Never are more than three
 * experiments open, and it makes no difference how many there are.
 *
 *     node slow-consumer.js [experiment.h5 ...]
 */
import { setTimeout } from 'node:timers/promises';
import { type CompletedExperiment, type Experiment, loadConfiguration, threadPool } from 'oect-features';
import { consumeExperiments, openExperiments } from 'oect-features/operators';
import { extractFeatures } from 'oect-features/pipelines';
import { from, tap } from 'rxjs';
import { givenFiles } from './simulated.js';

const files = await givenFiles({ experiments: 10, steps: 10 });
const configuration = await loadConfiguration('v2_quick_analysis');
await using pool = threadPool({ size: 2 });

let open = 0;
let opened = 0;

await from(files)
  .pipe(
    openExperiments({ pool, maxOpen: 3 }),
    tap(count),
    extractFeatures(configuration, pool),
    consumeExperiments(send, 1),
  )
  .forEach((told) => {
    console.log(told);
  });

async function send({ table }: CompletedExperiment): Promise<string> {
  await setTimeout(30);
  return `${table.rows} rows sent; ${open} open, ${files.length - opened} not opened yet`;
}

function count({ lease }: Experiment): void {
  open += 1;
  opened += 1;
  lease.onClose(() => {
    open -= 1;
  });
}
