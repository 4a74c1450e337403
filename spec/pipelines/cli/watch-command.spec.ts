import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { featureFilesIn } from '../../support/feature-files.js';
import { writeRun } from '../../support/laboratory.js';
import { oect, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe.skipIf(process.platform === 'win32')('oect watch', () => {
  it('extracts what comes until Ctrl-C, and knows it the next time', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const args = [
      'watch',
      'data',
      '-c',
      'v2_quick_analysis',
      '--workers',
      '1',
      '--settle',
      '0.1',
      '--log',
      'log.jsonl',
    ];
    const extracted = () => featureFilesIn(join(folder, 'features')).length;
    for (const device of [1, 2]) {
      const { process, ended } = startOect(args, folder);
      await writeRun(data, { chip: '#1', device, test: `test_${device}` });
      await vi.waitFor(() => expect(extracted()).toBe(device), { timeout: 25_000 });
      await vi.waitFor(
        () => expect(readFileSync(join(folder, 'log.jsonl'), 'utf8').match(/"extracted"/g)).toHaveLength(device),
        { timeout: 5000 },
      );
      process.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      expect(stdout).toMatch(new RegExp(`^data/#1-${device}-.*\\.h5 -> features/.*\\.parquet: 9 values, 0 nulls\\n$`));
      expect(stderr).toMatch(/^watching data; Ctrl-C ends it\n/);
    }
  }, 90_000);

  it.each([
    [['nowhere', '-c', 'v2_all'], /nowhere does not exist; give a folder/],
    [['data', '-c', 'v2_al'], /did you mean "v2_all"\?/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await oect(['watch', ...args], folder);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
