import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadPool } from 'oect-features';
import { catalogStats, openCatalog } from 'oect-features/catalog';

/** One line of the bench, run in a process of its own. */
export interface Case {
  readonly folder: string;
  readonly workers: number;
}

export interface Measurement {
  readonly files: number;
  readonly scanMs: number;
  /** All files opened, their heads read, and closed, by as many threads, and nothing done with them. */
  readonly openMs: number;
  readonly often: Readonly<Record<string, readonly number[]>>;
}

const RUNS = 7;

const { folder, workers } = JSON.parse(process.argv[2] as string) as Case;
const scratch = await mkdtemp(join(tmpdir(), 'oect-bench-'));
const index = join(scratch, 'index.json');
const place = { roots: [folder], index };

const catalog = await openCatalog({ ...place, scan: 'never' });
const { milliseconds: scanMs, experiments: files } = await catalog.scan({ workers });

const pool = threadPool({ size: workers });
const openMs = await timeOf(async () => {
  const waiting = catalog.experiments.values();
  const lane = async () => {
    for (const { file } of waiting) {
      await pool.open(file);
      pool.release(file);
    }
  };
  await Promise.all(Array.from({ length: 2 * workers }, lane));
});
await pool[Symbol.asyncDispose]();

const chip = '#20250000007';
const often = {
  'second scan, nothing changed': await timesOf(() => catalog.scan()),
  'opening the index': await timesOf(() => openCatalog(place)),
  'search by chip (100 found)': await timesOf(() => catalog.search({ chip_id: chip })),
  'by a range of the workflow and words': await timesOf(() =>
    catalog.search({ workflow_step_1_2_param_topTime: { min: 2 }, text_search: `${chip} 0712` }),
  ),
  'by type, the newest 20': await timesOf(() =>
    catalog.search({ device_type: 'P', order_by: 'created_at', order_desc: true, limit: 20 }),
  ),
  'by chip, lacking features': await timesOf(() =>
    catalog.search({ chip_id: chip, missing_features: 'v2_quick_analysis' }),
  ),
  'all of them': await timesOf(() => catalog.search()),
  statistics: await timesOf(async () => catalogStats(catalog)),
};
await rm(scratch, { recursive: true });
process.send?.({ files, scanMs, openMs, often } satisfies Measurement);

async function timesOf(work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await timeOf(work));
  return times;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
