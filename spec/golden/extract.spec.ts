import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { readFeatureMetadata } from '../../lib/parquet/read-metadata.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { Remark } from '../../lib/table/remark.js';
import { batchExtract } from '../../pipelines/batch-extract.js';
import type { BatchReport } from '../../pipelines/batch-report.js';
import { type ReadColumns, readParquet } from '../support/feature-files.js';
import { type GoldenNumber, goldenCases } from '../support/golden.js';
import { oect } from '../support/oect.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const cases = goldenCases();
const CONFIGURATIONS = ['v2_all', 'v2_transfer_basic'] as const;
const MODES = ['step', 'experiment'] as const;
const WORKERS = [0, 1, 2, 4] as const;

/** The features of one golden file: the columns of its table, and why cells of them are null. */
interface Extracted {
  readonly columns: ReadColumns;
  readonly remarks: readonly Remark[];
}

let runs = 0;

/** Of each run its own: what another has written would not be computed again. */
function newFolder(): string {
  return join(folder, `run ${runs++}`);
}

/** Extracts all golden files with the compiled command. */
async function extractByCommand(configuration: string, options: readonly string[] = []): Promise<readonly Extracted[]> {
  const data = join(folder, 'data');
  for (const { file } of cases) cpSync(file, join(data, basename(file)));
  const args = ['extract', data, '--config', configuration, '--out', newFolder(), '--json', ...options];
  const { code, stdout, stderr } = await oect(args, folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return tablesOf(JSON.parse(stdout));
}

/** Extracts all golden files in this process. */
async function extractHere(configuration: string, pool: StepPool, mode: (typeof MODES)[number]) {
  const directory = newFolder();
  const files = cases.map(({ file }) => file);
  return tablesOf(await batchExtract(files, await loadConfiguration(configuration), { pool, mode, directory }));
}

/** The tables of a report, in the order of the golden files. */
async function tablesOf({ successful }: BatchReport): Promise<readonly Extracted[]> {
  const outputs = new Map(successful.map(({ file, output }) => [basename(file), output ?? '']));
  return Promise.all(
    cases.map(async ({ file }) => {
      const output = outputs.get(basename(file)) ?? '';
      return { columns: await readParquet(output), remarks: (await readFeatureMetadata(output)).remarks };
    }),
  );
}

const extracted: { [configuration: string]: readonly Extracted[] } = {};
beforeAll(async () => {
  const tables = await Promise.all(CONFIGURATIONS.map((configuration) => extractByCommand(configuration)));
  for (const [i, configuration] of CONFIGURATIONS.entries()) extracted[configuration] = tables[i] ?? [];
}, 60_000);

/** Expects columns to have these numbers, `[step][column]`; null where the original has NaN, and behind its last number. */
function expectColumns(
  columns: ReadColumns,
  names: readonly string[],
  rows: readonly (readonly GoldenNumber[])[],
): void {
  for (const [i, name] of names.entries()) {
    expect(columns, name).toHaveProperty([name]);
    expect(columns[name], name).toHaveLength(rows.length);
    for (const [step, row] of rows.entries()) {
      const [found, wanted] = [columns[name]?.[step], row[i] ?? null];
      if (wanted === null) expect(found, `${name} of step ${step}`).toBeNull();
      else {
        const difference = Math.abs((found as number) - wanted);
        expect(difference, `${name} of step ${step}: ${found}, not ${wanted}`).toBeLessThanOrEqual(
          1e-9 * Math.abs(wanted),
        );
      }
    }
  }
}

function columnsOf(columns: ReadColumns, feature: string): readonly string[] {
  return Object.keys(columns).filter((name) => name.replace(/(_\d+)*$/, '') === feature);
}

describe.each(cases.map((golden, index) => ({ ...golden, index })))('$name, extracted by the command', (golden) => {
  const tableOf = (configuration: (typeof CONFIGURATIONS)[number]) =>
    extracted[configuration]?.[golden.index] as Extracted;

  it('has a row for each step', () => {
    const rows = Math.max(golden.expected.transfer.length, golden.expected.transient.length);
    const steps = Array.from({ length: rows }, (_, step) => BigInt(step));
    expect(tableOf('v2_all').columns.step_index).toEqual(steps);
  });

  it.runIf(golden.expected.transfer.length > 0)('has the transfer features of the original system', () => {
    const { transfer } = golden.expected;
    const all = tableOf('v2_all').columns;
    expectColumns(
      all,
      ['gm_max_0', 'gm_max_1'],
      transfer.map(({ gm_max }) => gm_max),
    );
    expectColumns(
      all,
      ['Von_0', 'Von_1'],
      transfer.map(({ Von }) => Von),
    );
    expectColumns(
      all,
      ['absI_max'],
      transfer.map(({ absI_max }) => [absI_max]),
    );
    expectColumns(
      all,
      ['gm_max_coords_0', 'gm_max_coords_1'],
      transfer.map(({ gm_max_coords }) => gm_max_coords.forward),
    );
    expectColumns(
      all,
      ['Von_coords_0', 'Von_coords_1'],
      transfer.map(({ Von_coords }) => Von_coords.forward),
    );
    const basic = tableOf('v2_transfer_basic').columns;
    expectColumns(
      basic,
      ['gm_max_forward', 'gm_max_reverse', 'Von_forward', 'Von_reverse', 'absI_max'],
      transfer.map(({ gm_max, Von, absI_max }) => [...gm_max, ...Von, absI_max]),
    );
    expectColumns(
      basic,
      ['gm_ratio'],
      transfer.map(({ gm_max: [forward, reverse] }) => [
        forward === null || reverse === null ? null : forward / reverse,
      ]),
    );
  });

  it('has the cycles and peaks of the original system', () => {
    const { transient } = golden.expected;
    const { columns } = tableOf('v2_all');
    const widest = Math.max(...transient.map(({ cycles_peaks_100 }) => cycles_peaks_100.length));
    expect(columnsOf(columns, 'cycles').length).toBeGreaterThanOrEqual(widest);
    expectColumns(
      columns,
      columnsOf(columns, 'cycles'),
      transient.map(({ cycles_peaks_100 }) => cycles_peaks_100),
    );
    expectColumns(
      columns,
      ['peak_current'],
      transient.map(({ peak_current }) => [peak_current]),
    );
  });

  it.skipIf(golden.expected.transfer.length > 0)(
    'has null and the reason for the features of a source it lacks',
    () => {
      const steps = golden.expected.transient.map((_, step) => step);
      const { columns, remarks } = tableOf('v2_all');
      for (const feature of ['gm_max', 'Von', 'absI_max', 'gm_max_coords', 'Von_coords']) {
        const names = columnsOf(columns, feature);
        expect(names.length, feature).toBeGreaterThan(0);
        for (const name of names) expect(columns[name], name).toEqual(steps.map(() => null));
        expect(remarks.filter((remark) => remark.feature === feature)).toEqual([
          { feature, kind: 'null', reason: 'no transfer step', steps },
        ]);
      }
    },
  );
});

describe('the same tables, bit for bit', () => {
  const pools = WORKERS.map((size) => (size === 0 ? inlinePool() : threadPool({ size })));
  afterAll(async () => {
    for (const pool of pools) await pool[Symbol.asyncDispose]();
  });

  describe.each(CONFIGURATIONS)('of %s', (configuration) => {
    it.each(pools.flatMap((pool, i) => MODES.map((mode) => [WORKERS[i], mode, pool] as const)))(
      'with %d workers in mode %s',
      async (_, mode, pool) => {
        expect(await extractHere(configuration, pool, mode)).toEqual(extracted[configuration]);
      },
    );
  });

  it('by the command, in the mode that is not its default', async () => {
    expect(await extractByCommand('v2_all', ['--mode', 'experiment', '--workers', '1'])).toEqual(extracted.v2_all);
  });
});
