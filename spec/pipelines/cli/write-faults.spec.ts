import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchReport } from '../../../pipelines/batch-report.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { namesIn } from '../../support/feature-files.js';
import { OECT, runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const config = join(folder, 'largest.yaml');
let small: string;
let large: string;

beforeAll(async () => {
  writeFileSync(config, 'name: largest\nfeatures:\n  - { name: largest, extractor: transfer.absI_max }\n');
  small = await writeExperiment(join(folder, '#1-1-small-test_1.h5'), { transfer: { data: { shape: [3, 2, 3] } } });
  // Sines cannot be compressed.
  const values = Array.from({ length: 12_000 * 6 }, (_, i) => Math.sin(i));
  const data = { shape: [12_000, 2, 3], values };
  large = await writeExperiment(join(folder, '#1-2-large-test_1.h5'), { transfer: { data } });
});

/** Extracts both experiments into a folder, by way of a shell that prepares it and tells at last what is in there. */
async function extractInto(out: string, { prepare = ':', by = [] as readonly string[] } = {}) {
  const script = `out=$1; ${prepare} || exit 99; shift; "$@"; code=$?; printf '\\n%s\\n' ---; ls -A "$out"; exit $code`;
  const oect = [process.execPath, OECT, 'extract', large, small, '-c', config, '-o', out, '--workers', '1', '--json'];
  const [command = 'bash', ...args] = [...by, 'bash', '-c', script, 'bash', out, ...oect];
  const { code, stdout, stderr } = await runCommand(command, args, folder);
  const [report = '', names = ''] = stdout.split('\n---\n');
  expect(report, stderr).toMatch(/^\{/);
  const { successful, failed } = JSON.parse(report) as BatchReport;
  const left = names.split('\n').filter((name) => name !== '');
  return { code, successful, failed, left };
}

function failures(code: string, reason: RegExp) {
  return [small, large].map((file) => ({ file, error: { code, message: expect.stringMatching(reason) } }));
}

/** A namespace of its own, in which mounting is allowed and ends with the command. */
const PRIVATE = ['unshare', '--map-root-user', '--mount'];
const canMount =
  spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'none', folder]).status === 0;

/** Without the right of root to write wherever it likes. */
const HUMBLE = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
const canBeHumble = HUMBLE.length === 0 || spawnSync('setpriv', [...HUMBLE.slice(1), 'true']).status === 0;

describe.skipIf(process.platform === 'win32')('an output folder', () => {
  it.skipIf(!canMount)('whose disk is full loses the table that does not fit, and no other', async () => {
    const out = join(folder, 'full');
    mkdirSync(out);
    const prepare = 'mount -t tmpfs -o size=64k none "$out"';
    const { code, successful, failed, left } = await extractInto(out, { prepare, by: PRIVATE });
    expect(code).toBe(1);
    expect(failed).toEqual([
      {
        file: large,
        error: { code: 'write-failed', message: expect.stringMatching(/the disk is full; free some space or choose/) },
      },
    ]);
    expect(successful).toMatchObject([{ file: small, rows: 3, values: 3 }]);
    expect(left).toEqual(successful.map(({ output }) => basename(output ?? '')));
  });

  it.skipIf(!canMount)('on a read-only file system fails each experiment, with its reason', async () => {
    const out = join(folder, 'read-only');
    mkdirSync(out);
    const prepare = 'mount --bind "$out" "$out" && mount -o remount,ro,bind "$out"';
    expect(await extractInto(out, { prepare, by: PRIVATE })).toEqual({
      code: 1,
      successful: [],
      failed: failures('permission-denied', /the file system is read-only; choose another output folder/),
      left: [],
    });
  });

  it.skipIf(!canBeHumble)('that may not be written fails each experiment, with its reason', async () => {
    const out = join(folder, 'forbidden');
    mkdirSync(out);
    chmodSync(out, 0o555);
    expect(await extractInto(out, { by: HUMBLE })).toEqual({
      code: 1,
      successful: [],
      failed: failures('permission-denied', /permission denied; check the permissions of its folder/),
      left: [],
    });
  });

  it.skipIf(!canMount)('whose disk is full keeps nothing of an experiment that is simulated into it', async () => {
    const out = join(folder, 'simulated');
    mkdirSync(out);
    const script = 'mount -t tmpfs -o size=256k none "$1" && "$2" "$3" simulate "$1" --quiet; ls -A "$1"';
    const [command = '', ...args] = [...PRIVATE, 'bash', '-c', script, 'bash', out, process.execPath, OECT];
    const { stdout, stderr } = await runCommand(command, args, folder);
    expect(stderr).toMatch(/^oect: .*#20250804008-1-.*h5.*space/);
    expect(stdout).toBe('');
  });

  it.each<readonly [string, string, () => void, RegExp]>([
    ['that is a file', 'a-file', () => writeFileSync(join(folder, 'a-file'), 'in the way'), /is a file, not a folder/],
    ['in a file', 'b-file/out', () => writeFileSync(join(folder, 'b-file'), 'in the way'), /is a file, not a folder/],
    ['with a name too long', 'x'.repeat(256), () => {}, /its name or path is too long; shorten/],
  ])('%s fails each experiment, with its reason', async (_, out, prepare, reason) => {
    prepare();
    const before = namesIn(folder);
    const { code, successful, failed } = await extractInto(join(folder, out));
    expect({ code, successful, failed }).toEqual({ code: 1, successful: [], failed: failures('write-failed', reason) });
    expect(namesIn(folder)).toEqual(before);
  });
});
