import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../../lib/experiment/inspect.js';
import { type BadFile, writeBadFile } from '../../support/bad-files.js';
import { OECT, oect, runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('oect inspect, of a file that something is wrong with', () => {
  it.concurrent.each<readonly [BadFile, string]>([
    ['truncated', 'file-truncated'],
    ['flipped in an unused chunk', 'data-corrupt'],
  ])('%s: says what, with exit code 1', async (kind, code) => {
    const file = writeBadFile(folder, kind);
    const ended = await oect(['inspect', file, '--json'], folder);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    const { problems } = JSON.parse(ended.stdout) as Inspection;
    expect(problems).toContainEqual(
      expect.objectContaining({ kind: 'error', code, message: expect.stringContaining(file) }),
    );
  });

  it.concurrent('says it as text too', async () => {
    const file = writeBadFile(folder, 'text');
    const { code, stdout } = await oect(['inspect', 'text.h5'], folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nProblems\n {2}error: .*text\.h5.* \[not-hdf5\]\n$/);
    expect(stdout).toContain(file);
  });

  it.concurrent('that is not there: exit code 1', async () => {
    const { code, stdout } = await oect(['inspect', 'nowhere.h5'], folder);
    expect(code).toBe(1);
    expect(stdout).toContain(`${join(folder, 'nowhere.h5')} does not exist [file-not-found]`);
  });

  it.skipIf(process.platform === 'win32')('keeps its exit code when its reader has gone', async () => {
    const file = writeBadFile(folder, 'flipped in a transfer chunk');
    const pipe = 'set -o pipefail; "$0" "$1" inspect "$2" --json | true';
    const ended = await runCommand('bash', ['-c', pipe, process.execPath, OECT, file], folder);
    expect(ended).toEqual({ code: 1, stdout: '', stderr: '' });
  });
});
