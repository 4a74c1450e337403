import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeBadFile } from '../../support/bad-files.js';
import { type Run, writeRun } from '../../support/laboratory.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const RUNS: readonly Run[] = [
  { chip: '#1', device: 1, test: 'test_a', topTime: 10 },
  { chip: '#1', device: 2, test: 'test_b', topTime: 50 },
  { chip: '#2', device: 1, test: 'test_c', status: 'running' },
];

const catalog = (...args: readonly string[]) => oect(['catalog', ...args], folder);

beforeAll(async () => {
  for (const run of RUNS) await writeRun(join(folder, 'data'), run);
  expect(await oect(['extract', 'data', '-c', 'v2_quick_analysis', '-q', '--workers', '1'], folder)).toMatchObject({
    code: 0,
  });
  expect(await catalog('scan', '--workers', '1')).toMatchObject({ code: 0, stderr: '' });
}, 60_000);

describe('oect catalog scan', () => {
  it('says what it found and what it read, as text and as JSON', async () => {
    const index = join(folder, '.oect-catalog.json');
    const { code, stdout, stderr } = await catalog('scan');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^3 experiments, 3 feature files -> .*\.oect-catalog\.json: 0 files read in \d+\.\d\d s\n$/);
    const json = JSON.parse((await catalog('scan', '--json')).stdout);
    expect(json).toMatchObject({ index, experiments: 3, features: 3, damaged: 0, read: 0, removed: 0, files: [] });
  });

  it('lists damaged files, with exit code 1', async () => {
    const bad = join(folder, 'data', 'x-test_bad.h5');
    renameSync(writeBadFile(folder, 'truncated'), bad);
    const { code, stdout, stderr } = await catalog('scan', '--root', 'data', '--index', 'other.json');
    rmSync(bad);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^3 experiments, 0 feature files, 1 damaged -> .*other\.json: 4 files read \(\d+ a second\) in/,
    );
    expect(stderr).toMatch(/^damaged: .*x-test_bad\.h5: .* \[file-truncated\]\n$/);
  });

  it.each([
    [['--root', 'nowhere'], /nowhere does not exist; give a folder/],
    [['--index', join('data', 'x-test_bad.h5')], /is no index of a catalog/],
  ])('refuses %j with exit code 2', async (args, message) => {
    writeFileSync(join(folder, 'data', 'x-test_bad.h5'), 'no index');
    const { code, stderr } = await catalog('scan', ...args);
    rmSync(join(folder, 'data', 'x-test_bad.h5'));
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('reads the catalog_config.yaml of the folder it is run in', async () => {
    const laboratory = join(folder, 'laboratory');
    await writeRun(join(laboratory, 'raw'), { chip: '#7', device: 1, test: 'test_1' });
    writeFileSync(join(laboratory, 'catalog_config.yaml'), 'roots: { raw_data: raw }\nsync: { auto_sync: true }\n');
    const { code, stdout, stderr } = await oect(['catalog', 'search', '--output', 'csv'], laboratory);
    expect({ code, rows: stdout.trim().split('\n').length }).toEqual({ code: 0, rows: 2 });
    expect(stderr).toMatch(/^catalog_config\.yaml:2:1: "sync" is ignored: .*\nthere is no index .*; scanning\n$/);
    expect(existsSync(join(laboratory, '.oect-catalog.json'))).toBe(true);
  });
});

describe('oect catalog search', () => {
  it('prints a table, CSV or JSON', async () => {
    const conditions = ['--chip', '#1', '--where', 'workflow_step_1_2_param_topTime>=20', '--has', 'v2_quick_analysis'];
    const table = await catalog('search', ...conditions);
    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(
      /^chip +device +test .*\n#1 +2 +test_b +- +completed .* 3 +0 +data\/#1-2-stability-test_b\.h5\n$/,
    );

    const csv = await catalog('search', ...conditions, '--output', 'csv');
    expect(csv.stdout.split('\n').map((line) => line.split(',').slice(0, 3))).toEqual([
      ['chip_id', 'device_id', 'test_id'],
      ['#1', '2', 'test_b'],
      [''],
    ]);

    const [found, ...others] = JSON.parse((await catalog('search', ...conditions, '--output', 'json')).stdout);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      chip_id: '#1',
      device_id: '2',
      steps: 3,
      workflow: { workflow_step_1_2_param_topTime: 50 },
      attributes: { format_version: '2.0_new_storage' },
      features: [{ config: 'v2_quick_analysis', values: 9 }],
    });
  });

  it('orders, and leaves out', async () => {
    const { stdout } = await catalog('search', '--order-by', 'status', '--desc', '--limit', '2', '--output', 'csv');
    expect(stdout.match(/test_\w(?=,,)/g)).toEqual(['test_c', 'test_a']);
  });

  it('says why it finds nothing', async () => {
    expect(await catalog('search', '--chip', '1')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no experiment has chip_id "1"; did you mean "#1"?\n',
    });
    expect(await catalog('search', '--chip', '#2', '--status', 'completed', '--output', 'json')).toEqual({
      code: 0,
      stdout: '[]\n',
      stderr: 'no experiment meets all conditions\n',
    });
  });

  it.each([
    [['--where', 'workflow_step_1_2_param_toptime=5'], /did you mean "workflow_step_1_2_param_topTime"\?/],
    [['--missing', 'v2_al'], /there is no configuration "v2_al"; did you mean "v2_all"\?/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await catalog('search', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('makes an index anew that is damaged, and says so', async () => {
    const index = join(folder, 'damaged.json');
    await catalog('scan', '--root', 'data', '--index', index);
    const good = readFileSync(index, 'utf8');
    writeFileSync(index, good.replace('completed', 'kompleted'));
    const { code, stdout, stderr } = await catalog(
      'search',
      '--root',
      'data',
      '--index',
      index,
      '--status',
      'completed',
    );
    expect(code).toBe(0);
    expect(stdout.match(/test_\w /g)).toEqual(['test_a ', 'test_b ']);
    expect(stderr).toMatch(/damaged\.json cannot be used, for it is damaged: .*; scanning\n$/);
    expect(readFileSync(index, 'utf8')).toBe(good);
  });
});

describe('oect catalog show', () => {
  it('shows an experiment as its file is now', async () => {
    const { code, stdout } = await catalog('show', 'test_a');
    expect(code).toBe(0);
    expect(stdout).toContain(join(folder, 'data', '#1-1-stability-test_a.h5'));
    for (const line of [
      /^ {2}chip_id +#1$/m,
      /^ {2}workflow_step_1_2_param_topTime +10$/m,
      /^ {2}v2_quick_analysis .*9 values/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    const file = await writeRun(join(folder, 'data'), { ...(RUNS[2] as Run), status: 'failed' });
    const json = JSON.parse((await catalog('show', basename(file), '--json')).stdout);
    expect(json).toMatchObject({ status: 'failed', features: [] });
  });

  it('names the nearest of what there is', async () => {
    expect(await catalog('show', 'test_aa')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"test_aa" .*did you mean "test_a"\?/),
    });
  });
});

describe('oect catalog stats', () => {
  it('counts by chip, by day and by configuration', async () => {
    const { code, stdout } = await catalog('stats');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 experiments, [\d.]+ kB; 3 feature files, /);
    expect(stdout).toMatch(/^ {2}#1 +2 +6 +0 /m);
    expect(stdout).toMatch(/^ {2}2025-08-04 +3 +9 +0 /m);
    expect(stdout).toMatch(/^ {2}v2_quick_analysis +\S+ +[0-9a-f]{8} +\d +\d+ % +3 /m);
    expect(JSON.parse((await catalog('stats', '--json')).stdout)).toMatchObject({ experiments: 3, feature_files: 3 });
  });
});
