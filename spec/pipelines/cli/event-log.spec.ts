import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../../pipelines/batch-event.js';
import { openLog } from '../../../pipelines/cli/event-log.js';
import { descriptorsOf, tellsDescriptors } from '../../support/pools.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const started: BatchEvent = { kind: 'started', files: 2, workers: 1 };
const layer: BatchEvent = { kind: 'layer', file: '/a "b"\nc.h5', layer: 1, of: 2 };

describe('openLog', () => {
  it('appends each event as a line of JSON with the time, there to be read at once', () => {
    const path = join(folder, 'run.jsonl');
    const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
    for (const run of [0, 1]) {
      using log = openLog(path);
      const before = new Date().toISOString();
      log.write(started);
      expect(lines()).toHaveLength(2 * run + 1);
      log.write(layer);
      const [first, second] = lines()
        .slice(2 * run)
        .map((line) => JSON.parse(line));
      expect(first).toEqual({ ...started, time: expect.any(String) });
      expect(second).toEqual({ ...layer, time: expect.any(String) });
      const times = [before, first.time, second.time, new Date().toISOString()];
      expect(times).toEqual(times.toSorted());
    }
  });

  it.runIf(tellsDescriptors)('has the file open until it is disposed of', () => {
    const path = join(folder, 'open.jsonl');
    {
      using log = openLog(path);
      log.write(started);
      expect(descriptorsOf(path)).toBe(1);
    }
    expect(descriptorsOf(path)).toBe(0);
  });

  it('refuses what is no file, before anything happens', () => {
    const directory = join(folder, 'a folder');
    mkdirSync(directory);
    for (const path of [directory, join(folder, 'nowhere', 'run.jsonl')]) {
      expect(() => openLog(path)).toThrow(
        expect.objectContaining({
          code: 'write-failed',
          file: path,
          message: expect.stringMatching(/^the log .* cannot be written: E(ISDIR|NOENT)/),
        }),
      );
    }
  });

  it.runIf(existsSync('/dev/full'))('says so when it cannot be written any more', () => {
    using log = openLog('/dev/full');
    expect(() => log.write(started)).toThrow(
      expect.objectContaining({
        code: 'write-failed',
        message: expect.stringMatching(/^the log \/dev\/full cannot be written: ENOSPC/),
      }),
    );
  });
});
