import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateChip } from '../../../lib/simulation/simulate-chip.js';
import type { BatchReport } from '../../../pipelines/batch-report.js';
import type { ExtractionPlan } from '../../../pipelines/extraction-plan.js';
import { writeBadFile } from '../../support/bad-files.js';
import { oect, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const data = join(folder, 'data');
const extracting = ['data', '--config', 'v2_transfer_basic', '--workers', '1', '--format', 'arrow', '--out', 'out'];

beforeAll(async () => {
  for await (const _ of simulateChip(data, { experiments: 2, steps: 4, cycles: 3 }));
});

describe('oect plan', () => {
  it('counts what oect extract with the same options then does, and writes nothing', async () => {
    const planned = await oect(['plan', ...extracting, '--json'], folder);
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(folder, 'out'))).toBe(false);
    const plan: ExtractionPlan = JSON.parse(planned.stdout);
    const report: BatchReport = JSON.parse((await oect(['extract', ...extracting, '--json'], folder)).stdout);
    expect(plan.total_tasks).toBe(report.total_tasks);
    expect(plan.extracted_tasks).toBe(report.successful.reduce((sum, { computed }) => sum + computed, 0));
    expect(plan.workers).toBe(report.workers);
  }, 60_000);

  it('knows what is there already, and what of it is not to count', async () => {
    const [again, forced] = await Promise.all([
      oect(['plan', ...extracting], folder),
      oect(['plan', ...extracting, '--force'], folder),
    ]);
    expect(again.stdout).toContain('0 experiments (2 up to date): 0 tasks for the threads, 0 values');
    expect(forced.stdout).toMatch(
      /^2 experiments: 40 tasks for the threads, 56 values, nulls and failures in tables$/m,
    );
  });

  it('prints a table of the features, then what is to be read and what it is expected to take', async () => {
    const { stdout } = await oect(['plan', 'data', '--config', 'v2_quick_analysis', '--out', 'none'], folder);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^feature +layer +from +tasks$/);
    expect(lines[1]).toMatch(/^gm_max_forward +1 +transfer +8$/);
    expect(lines.at(-2)).toMatch(/^\d.* of measurements to read and inflate; \d.* on the disk$/);
    expect(lines.at(-1)).toMatch(
      /^about \S+ s \(open \S+ s, compute \S+ s, write \S+ s\) and \S+ MB of memory with \d+ workers?, by \S+ % of the measurements, computed in \S+ s$/,
    );
  });

  it('plans for what a catalog finds', async () => {
    const { code, stdout } = await oect(
      ['plan', '--root', 'data', '--device', '1', '--config', 'v2_quick_analysis', '--json'],
      folder,
    );
    const { experiments }: ExtractionPlan = JSON.parse(stdout);
    expect([code, experiments.length]).toEqual([0, 1]);
  });

  it('names files that cannot be read, with exit code 1', async () => {
    const bad = writeBadFile(folder, 'truncated');
    const { code, stdout, stderr } = await oect(
      ['plan', 'data', bad, '--config', 'v2_quick_analysis', '--out', 'none', '--workers', '0'],
      folder,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^failed: .* \[file-truncated\]$/m);
    expect(stdout).toContain('2 experiments (1 unreadable):');
  });

  it.each([
    [['plan', 'data'], /required option '-c, --config/],
    [['plan', '--config', 'v2_all'], /missing required argument 'path'; give files or folders/],
    [['plan', 'data', '--config', 'v2_transfer_basc'], /did you mean "v2_transfer_basic"\?/],
    [
      ['plan', 'data', '--config', 'v2_all', '--workers', '64', '--memory', '100MB'],
      /with 64 workers it takes at least/,
    ],
  ])('refuses wrong usage with exit code 2: %j', async (args, message) => {
    const { code, stderr } = await oect(args, folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.skipIf(process.platform === 'win32')(
    'stops at Ctrl-C, whatever is being computed, with exit code 130',
    async () => {
      writeFileSync(
        join(folder, 'stuck.yaml'),
        'features: { slow: { extractor: transfer.slow, params: { ms: 600000 } } }\n',
      );
      const module = fileURLToPath(new URL('../../fixtures/cli/slow.mjs', import.meta.url));
      const { process: child, ended } = startOect(
        ['plan', 'data', '--config', 'stuck.yaml', '--workers', '1', '--out', 'none', '--extractors', module],
        folder,
      );
      await new Promise((resolve) => child.stderr.once('data', resolve));
      child.kill('SIGINT');
      expect(await ended).toMatchObject({
        code: 130,
        stdout: '',
        stderr: expect.stringMatching(/^step 0\n\noect: stopping/),
      });
    },
  );
});
