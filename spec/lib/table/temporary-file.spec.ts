import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimName, sweepTemporaryFiles, temporaryName } from '../../../lib/table/temporary-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('sweepTemporaryFiles', () => {
  it('removes what a dead process has left, and nothing else', async () => {
    const dead = nameOf({ pid: deadPid() });
    const kept = [
      '#1-2-test-v1-feat_20250905-143000_4fe0a1b2.parquet',
      '.oect-notes.tmp',
      temporaryName(),
      nameOf({ pid: process.ppid }),
    ];
    for (const name of [dead, ...kept]) put(name);
    expect(await sweepTemporaryFiles(folder)).toEqual([dead]);
    expect(readdirSync(folder)).toEqual(kept.toSorted());
  });

  it('removes what an earlier process with the same id has left', async () => {
    const name = temporaryName();
    put(name, Date.now() - process.uptime() * 1000 - 60_000);
    expect(await sweepTemporaryFiles(folder)).toEqual([name]);
  });

  it('removes the claim of a dead process at once, and no other', async () => {
    const owners = { dead: nameOf({ pid: deadPid() }), alive: nameOf({ pid: process.ppid }), own: temporaryName() };
    for (const [name, owner] of Object.entries(owners)) symlinkSync(owner, join(folder, claimName(name)));
    symlinkSync('no name of ours', join(folder, claimName('foreign')));
    symlinkSync(owners.dead, join(folder, 'a link of somebody'));
    expect(await sweepTemporaryFiles(folder)).toEqual([claimName('dead')]);
    const kept = ['alive', 'own', 'foreign'].map(claimName);
    expect(readdirSync(folder)).toEqual([...kept, 'a link of somebody'].toSorted());
  });

  it('removes files of other machines, and claims that name nobody, only when they are old', async () => {
    const [young, old] = [nameOf({ host: '00000000', pid: 1 }), nameOf({ host: '11111111', pid: 1 })];
    put(young, Date.now() - 3_600_000);
    put(old, Date.now() - 25 * 3_600_000);
    put(claimName('young'));
    put(claimName('old'), Date.now() - 25 * 3_600_000);
    expect((await sweepTemporaryFiles(folder)).toSorted()).toEqual([old, claimName('old')].toSorted());
    expect(readdirSync(folder)).toEqual([young, claimName('young')].toSorted());
  });

  it('has nothing to do in a folder that is not there', async () => {
    expect(await sweepTemporaryFiles(join(folder, 'none'))).toEqual([]);
  });
});

function put(name: string, modifiedMs = Date.now()): void {
  const file = join(folder, name);
  writeFileSync(file, 'half a file');
  utimesSync(file, modifiedMs / 1000, modifiedMs / 1000);
}

/** A temporary name of another process, of this machine or another. */
function nameOf({ host, pid }: { host?: string; pid: number }): string {
  const [, own = '', , random = ''] = temporaryName().split('-');
  return `.oect-${host ?? own}-${pid}-${random}`;
}

function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
