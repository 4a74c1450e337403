import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readIndex } from '../../../lib/catalog/index-file.js';
import { namesIn } from '../../support/feature-files.js';
import { writeRun } from '../../support/laboratory.js';
import { oect, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const INDEX = join(folder, '.oect-catalog.json');
const SCAN = ['catalog', 'scan', '--root', '.', '--workers', '1'];
const KILLS = 6;

async function files(): Promise<readonly string[]> {
  const loaded = await readIndex(INDEX);
  if (loaded.kind !== 'index') throw new Error(`the index is ${loaded.kind}`);
  return loaded.index.entries.map(({ file }) => file);
}

async function grow(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await writeRun(folder, { chip: '#1', device: i, test: `test_${i}` });
}

describe('several scans', () => {
  beforeAll(() => grow(0, 20));

  it('at the same time do no harm to each other', async () => {
    const ended = await Promise.all([oect(SCAN, folder), oect(SCAN, folder), oect(SCAN, folder)]);
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(3).fill({ code: 0, stderr: '' }));
    expect(await files()).toHaveLength(20);
    expect(namesIn(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'that were killed with kill -9 leave the old index, and the next one nothing of them',
    async () => {
      const old = readFileSync(INDEX);
      await grow(20, 60);
      const started = performance.now();
      expect(await oect([...SCAN, '--index', 'other.json'], folder)).toMatchObject({ code: 0 });
      const duration = performance.now() - started;
      let before = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const { process, ended } = startOect(SCAN, folder);
        await delay((kill / KILLS) * duration);
        process.kill('SIGKILL');
        if ((await ended).code !== null) continue;
        // It may have come to its end, and only not have exited yet.
        const now = readFileSync(INDEX);
        if (now.equals(old)) before++;
        else expect(await files()).toHaveLength(60);
      }
      // Otherwise nothing was tried.
      expect(before).toBeGreaterThan(0);
      expect(await oect(SCAN, folder)).toMatchObject({ code: 0, stderr: '' });
      expect(await files()).toHaveLength(60);
      expect(namesIn(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
    120_000,
  );
});
