import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFeatureMetadata } from '../../../lib/parquet/read-metadata.js';
import type { BatchReport } from '../../../pipelines/batch-report.js';
import { type BadFile, goodFile, writeBadFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { featureFilesIn, namesIn, readParquet } from '../../support/feature-files.js';
import { type Ended, OECT, oect, runCommand, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

/** A folder with good files of these names in it, all of the same device. */
function dataFolder(name: string, files: readonly string[]): string {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true });
  for (const file of files) copyFileSync(goodFile(), join(data, file));
  return data;
}

/** An experiment of so many transfer steps of three points. The largest current of each is 6 step + 5 by default. */
function longExperiment(name: string, steps: number, values?: readonly number[]): Promise<string> {
  mkdirSync(join(folder, 'long'), { recursive: true });
  const data = { shape: [steps, 2, 3], ...(values && { values }) };
  return writeExperiment(join(folder, 'long', name), { transfer: { data } });
}

/** A configuration file of features in flow style, one a line. */
function configuration(name: string, features: readonly string[]): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, [`name: ${name}`, 'features:', ...features.map((feature) => `  - ${feature}`), ''].join('\n'));
  return file;
}

/** Path of an extractor module: it stays where it is, as it finds its imports there. */
function moduleOf(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/cli/${name}`, import.meta.url));
}

function reportOf({ stdout }: Ended): BatchReport {
  return JSON.parse(stdout);
}

describe('a folder with good and bad files', () => {
  const GOOD = ['#1-1-a-test_2.h5', '#1-1-a-test_10.h5'];
  const BAD: readonly (readonly [file: string, kind: BadFile, code: string])[] = [
    ['#1-2-a-test_empty.h5', 'empty', 'not-hdf5'],
    ['#1-2-a-test_flipped.h5', 'flipped in a transfer chunk', 'data-corrupt'],
    ['#1-2-a-test_text.h5', 'text', 'not-hdf5'],
    ['#1-2-a-test_truncated.h5', 'truncated', 'file-truncated'],
  ];
  const out = join(folder, 'out of good and bad');
  let data: string;
  let ended: Ended;

  beforeAll(async () => {
    data = dataFolder('good and bad', GOOD);
    mkdirSync(join(data, 'below'));
    copyFileSync(goodFile(), join(data, 'below', '#1-3-a-test_1.h5'));
    writeFileSync(join(data, 'notes.h5'), 'not called like an experiment');
    for (const [file, kind] of BAD) cpSync(writeBadFile(folder, kind), join(data, file));
    ended = await oect(['extract', data, '--config', 'v2_transfer_basic', '--out', out, '--json'], folder);
  });

  it('is exit code 1', () => {
    expect(ended.code).toBe(1);
  });

  it('writes the good ones, each into a file of its own, and nothing else', async () => {
    const { successful } = reportOf(ended);
    const names = successful.map(({ file }) => relative(data, file));
    expect(names).toEqual(['#1-1-a-test_2.h5', '#1-1-a-test_10.h5', join('below', '#1-3-a-test_1.h5')]);
    expect(successful.map(({ output }) => output).sort()).toEqual(featureFilesIn(out));
    expect(namesIn(out)).toHaveLength(3);
    for (const { output } of successful) {
      const { step_index, gm_max_forward } = await readParquet(output ?? '');
      expect(step_index).toEqual([0n, 1n, 2n, 3n]);
      expect(gm_max_forward).not.toContain(null);
    }
  });

  it('reports each bad one by name and reason, in the report and on stderr', () => {
    const { failed } = reportOf(ended);
    expect(failed).toEqual(
      BAD.map(([file, , code]) => ({
        file: join(data, file),
        error: { code, message: expect.stringContaining(join(data, file)) },
      })),
    );
    const lines = failed.map(({ error }) => `failed: ${error.message} [${error.code}]`);
    // And no progress bar, as stderr is no terminal.
    expect(ended.stderr).toBe(`${lines.join('\n')}\n`);
  });

  it('gives a report of the shape that is documented, whose numbers add up', () => {
    const report = reportOf(ended);
    expect(report).toEqual({
      successful: report.successful.map(({ file, output }) => ({
        experiment: '#20250804008-1-stability-test_20250804_0001',
        file,
        output,
        rows: 4,
        values: 28,
        nulls: 0,
        failures: 0,
        computed: 20,
        taken_over: 0,
        supersedes: null,
        time_ms: expect.any(Number),
      })),
      failed: expect.any(Array),
      skipped: [],
      total_tasks: 3 * 7 * 4,
      total_time_ms: expect.any(Number),
      workers: expect.any(Number),
      mode: 'step',
      peak_rss_bytes: expect.any(Number),
    });
    const longest = Math.max(...report.successful.map(({ time_ms }) => time_ms));
    expect(report.total_time_ms).toBeGreaterThanOrEqual(longest);
    expect(longest).toBeGreaterThan(0);
    expect(report.workers).toBeGreaterThanOrEqual(1);
    expect(report.peak_rss_bytes).toBeGreaterThan(30e6);
  });
});

describe('paths', () => {
  it('may have # and spaces in them, be globs, and come twice', async () => {
    const data = dataFolder('two of #9', ['#9-1-a b-test_1.h5', '#9-2-a b-test_1.h5', 'notes-1.h5']);
    const paths = ['two of #9/#9-*-test_*.h5', 'two of #9/#9-1-a b-test_1.h5', join(data, '#9-1-a b-test_1.h5'), data];
    const out = 'features of #9';
    const ended = await oect(['extract', ...paths, '-c', 'v2_quick_analysis', '-o', out, '--workers', '1'], folder);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /^2 experiments -> features of #9: 8 steps, \d+ values, \d+ nulls in .+ tasks\/s\)\n$/,
    );
    expect(featureFilesIn(join(folder, out))).toHaveLength(2);
  });
});

describe('a configuration in a folder', () => {
  it('is found by name; what is doubtful in it is told, and with --strict refused', async () => {
    const data = dataFolder('configured', ['#1-1-a-test_1.h5']);
    const text = 'imports: [numpy]\nnam: x\nfeatures: { gm: { extractor: transfer.gm_max } }';
    mkdirSync(join(folder, 'lab'));
    writeFileSync(join(folder, 'lab', 'drift.yaml'), text);
    const args = ['extract', data, '-c', 'drift', '--config-dir', 'lab', '--format', 'none', '--workers', '0'];
    const warned = await oect(args, folder);
    const file = join('lab', 'drift.yaml');
    expect(warned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 experiment: 4 steps, 4 values/) });
    expect(warned.stderr.split('\n')).toEqual([
      expect.stringContaining(`${file}:1:1: "imports" is ignored: `),
      `${file}:2:1: unknown key "nam"; did you mean "name"?`,
      '',
    ]);
    const refused = await oect([...args, '--strict'], folder);
    expect(refused).toMatchObject({ code: 2, stderr: `oect: ${warned.stderr.split('\n')[1]}\n` });
  });
});

describe('what is written', () => {
  it.each([
    ['arrow', 1],
    ['none', 0],
  ] as const)('with --format %s --quiet, saying nothing', async (format, files) => {
    const out = join(folder, `as ${format}`);
    const args = ['extract', goodFile(), '-c', 'v2_quick_analysis', '-o', out, '--workers', '0', '--quiet'];
    expect(await oect([...args, '--format', format], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(namesIn(out)).toHaveLength(files);
    if (format === 'none') return;
    const [file = ''] = featureFilesIn(out);
    const table = tableFromIPC(readFileSync(file));
    expect(table.numRows).toBe(4);
    expect(table.schema.fields.map(({ name }) => name)).toContain('absI_max');
    expect(table.schema.metadata.get('config_name')).toBe('v2_quick_analysis');
  });
});

/** Runs a command in a terminal of its own. */
const SCRIPT = '/usr/bin/script';

describe.skipIf(process.platform !== 'linux' || !existsSync(SCRIPT))('a terminal', () => {
  it('gets a progress bar, gone when it is done', async () => {
    const args = [OECT, 'extract', goodFile(), '-c', 'v2_quick_analysis', '-o', 'seen', '--workers', '1'];
    const command = [process.execPath, ...args].map((arg) => `'${arg}'`).join(' ');
    const { code, stdout } = await runCommand(SCRIPT, ['-qec', command, '/dev/null'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 0% \| 0\/1 experiments \| - tasks\/s \| - left/);
    expect(stdout).toMatch(/ 100% \| 1\/1 experiments \| \d+ tasks\/s \| 0 s left/);
    const erased = '\u001b[2K';
    expect(stdout.split(erased).at(-1)).toMatch(/^1 experiment -> seen: 4 steps, .*\r\n$/);
  });
});

describe('extractors of your own', () => {
  it('that throw, exit and never end in one step each: those three are null with reasons, all else is there', async () => {
    const file = await longExperiment('#1-1-troubled-test_1.h5', 40);
    const config = configuration('troubled', [
      '{ name: troubled, extractor: transfer.troubled, params: { throws: 3, exits: 17, loops: 30 } }',
      '{ name: largest, extractor: transfer.absI_max }',
    ]);
    const out = join(folder, 'out of troubled');
    const args = ['extract', file, '-c', config, '-o', out, '--timeout', '300', '--workers', '2', '--json'];
    const ended = await oect([...args, '--extractors', moduleOf('troubled.mjs')], folder);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(reportOf(ended)).toMatchObject({
      successful: [{ rows: 40, values: 77, nulls: 0, failures: 3 }],
      failed: [],
    });

    const [output = ''] = featureFilesIn(out);
    const steps = Array.from({ length: 40 }, (_, step) => step);
    const { troubled, largest } = await readParquet(output);
    expect(troubled).toEqual(steps.map((step) => ([3, 17, 30].includes(step) ? null : step)));
    expect(largest).toEqual(steps.map((step) => 6 * step + 5));
    const { remarks } = await readFeatureMetadata(output);
    expect(remarks.toSorted((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0))).toEqual([
      { feature: 'troubled', kind: 'failure', steps: [3], reason: expect.stringContaining('no value for this one') },
      { feature: 'troubled', kind: 'failure', steps: [17], reason: expect.stringMatching(/exited with code 0/) },
      { feature: 'troubled', kind: 'failure', steps: [30], reason: expect.stringMatching(/300 ms/) },
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('a table that cannot be written', () => {
  it('fails alone', async () => {
    const small = await longExperiment('#1-1-small-test_1.h5', 3);
    // Sines cannot be compressed.
    const sines = Array.from({ length: 12_000 * 6 }, (_, i) => Math.sin(i));
    const large = await longExperiment('#1-2-large-test_1.h5', 12_000, sines);
    const config = configuration('largest', ['{ name: largest, extractor: transfer.absI_max }']);
    const out = join(folder, 'out of space');
    const ended = await runCommand(
      'bash',
      [
        '-c',
        'ulimit -f 64; exec "$0" "$@"',
        process.execPath,
        OECT,
        ...['extract', large, small, '-c', config, '-o', out, '--json'],
      ],
      folder,
    );
    expect(ended.code).toBe(1);
    const { successful, failed } = reportOf(ended);
    expect(successful).toMatchObject([{ file: small, rows: 3, values: 3 }]);
    expect(failed).toEqual([
      { file: large, error: { code: 'write-failed', message: expect.stringMatching(/larger than .* allows; choose/) } },
    ]);
    expect(namesIn(out)).toEqual(successful.map(({ output }) => basename(output ?? '')));
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl-C or SIGTERM', () => {
  const SLOW = ['--extractors', moduleOf('slow.mjs')];

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'once (%s): what is complete is there, the rest is skipped, nothing is half-written',
    async (signal) => {
      const files = await Promise.all([1, 2, 3, 4].map((n) => longExperiment(`#2-${n}-${signal}-test_1.h5`, 8)));
      const config = configuration('slow', ['{ name: slow, extractor: transfer.slow, params: { ms: 50 } }']);
      const out = join(folder, `out of slow, ${signal}`);
      const args = [
        'extract',
        ...files,
        '-c',
        config,
        '-o',
        out,
        '--workers',
        '1',
        '--max-open',
        '2',
        '--json',
        ...SLOW,
      ];
      const { process, ended } = startOect(args, folder);
      while (featureFilesIn(out).length === 0 && process.exitCode === null) await delay(5);
      process.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/oect: stopping; .*once more to stop at once/);

      const { successful, skipped, failed } = JSON.parse(stdout) as BatchReport;
      expect(failed).toEqual([]);
      expect(successful.length).toBeGreaterThan(0);
      expect(skipped.length).toBeGreaterThan(0);
      expect([...successful, ...skipped].map(({ file }) => file).sort()).toEqual(files);
      expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['interrupted']));
      expect(stderr).toMatch(new RegExp(`^${skipped.length} files? not done: interrupted$`, 'm'));
      expect(namesIn(out)).toEqual(successful.map(({ output }) => basename(output ?? '')).sort());
      for (const { output } of successful) {
        expect((await readParquet(output ?? '')).slow).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      }
    },
  );

  it('twice: ends at once', async () => {
    const file = await longExperiment('#3-1-slow-test_1.h5', 3);
    const config = configuration('stuck', ['{ name: slow, extractor: transfer.slow, params: { ms: 60000 } }']);
    const out = join(folder, 'out of stuck');
    const args = ['extract', file, '-c', config, '-o', out, '--workers', '1', '--timeout', '0', ...SLOW];
    const { process, ended } = startOect(args, folder);
    const said = () => new Promise((resolve) => process.stderr.once('data', resolve));
    await said();
    process.kill('SIGINT');
    await said();
    process.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/^step 0\n\noect: stopping/) });
    expect(namesIn(out)).toEqual([]);
  }, 10_000);
});

describe('--memory', () => {
  it('that is too little is exit code 2, naming the least that will do', async () => {
    const args = ['extract', goodFile(), '-c', 'v2_all', '--workers', '2', '--memory'];
    const little = await oect([...args, '150MB'], folder);
    expect(little).toMatchObject({ code: 2, stdout: '' });
    const [, least] =
      /^oect: a memory budget of 150 MB: with 2 workers it takes at least (\d+) MB; give more, or fewer/.exec(
        little.stderr,
      ) ?? [''];
    const enough = await oect([...args, `${least}MB`, '--format', 'none', '--quiet'], folder);
    expect(enough).toEqual({ code: 0, stdout: '', stderr: '' });
    const none = await oect([...args, 'much'], folder);
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"much" is no amount of memory; give one such/),
    });
  });

  it('that is too little for a step has its file alone fail, and says what to do', async () => {
    const large = await writeExperiment(join(folder, '#7-1-large-test_1.h5'), {
      transfer: { data: { shape: [1, 2, 100_000] } },
    });
    const small = await longExperiment('#7-2-small-test_1.h5', 3);
    const args = ['extract', large, small, '-c', 'v2_quick_analysis', '--workers', '0', '--format', 'none', '--json'];
    const ended = await oect([...args, '--memory', '125MB'], folder);
    expect(ended.code).toBe(1);
    const { successful, failed } = reportOf(ended);
    expect(successful).toMatchObject([{ file: small, rows: 3 }]);
    expect(failed).toEqual([
      {
        file: large,
        error: {
          code: 'too-large',
          message: expect.stringMatching(
            /a transfer step takes 1\.5 MiB at once, .*; give more memory, or .* fewer workers$/,
          ),
        },
      },
    ]);
    expect(await oect([...args, '--memory', '200MB'], folder)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('--log', () => {
  it('tells of everything that happens, one JSON object a line, the report last; of another run behind it', async () => {
    const bad = writeBadFile(folder, 'flipped in a transfer chunk');
    const log = join(folder, 'run.jsonl');
    const args = ['extract', goodFile(), bad, '-c', 'v2_quick_analysis', '--format', 'none', '--workers', '1'];
    const ended = await oect([...args, '--log', log, '--json'], folder);
    const events = eventsIn(log);
    const kinds = events.map(({ kind }) => kind);
    expect(kinds[0]).toBe('started');
    expect(kinds.at(-1)).toBe('finished');
    expect(events.at(-1)?.report).toEqual(reportOf(ended));
    const ofFile = (file: string) => events.filter((event) => event.file === file).map(({ kind }) => kind);
    expect(ofFile(goodFile())).toEqual(['opened', 'task', 'layer', 'successful']);
    expect(ofFile(bad)).toEqual(['opened', 'failed']);
    const times = events.map(({ time }) => time);
    expect(times.every((time) => new Date(time).toISOString() === time)).toBe(true);
    expect(times).toEqual(times.toSorted());
    expect((await oect([...args, '--log', log, '--quiet'], folder)).code).toBe(1);
    expect(eventsIn(log).map(({ kind }) => kind)).toEqual([...kinds, ...kinds]);
  });

  it('that cannot be written is said, and nothing is done', async () => {
    const out = join(folder, 'out of no log');
    const log = join(folder, 'nowhere', 'run.jsonl');
    const args = ['extract', goodFile(), '-c', 'v2_quick_analysis', '--out', out, '--workers', '0', '--log', log];
    const ended = await oect(args, folder);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^oect: the log .*run\.jsonl cannot be written: ENOENT/);
    expect(existsSync(out)).toBe(false);
  });
});

/** The lines of a log, each parsed. */
function eventsIn(log: string) {
  const lines = readFileSync(log, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line): { time: string; kind: string; file?: string; report?: BatchReport } => JSON.parse(line));
}

describe.concurrent('wrong usage is exit code 2, named with the next step', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    [
      'an unknown option',
      [goodFile(), '-c', 'v2_all', '--worker', '2'],
      /unknown option '--worker'\n.*--workers\?.*\n.*--help/,
    ],
    ['an unknown configuration', [goodFile(), '-c', 'v2_al'], /no configuration "v2_al"; did you mean "v2_all"\?/],
    ['a path that is not there', ['nowhere/*.h5', '-c', 'v2_all'], /^oect: nowhere\/\*\.h5 is no file, no folder.*; /],
    ['no such module', [goodFile(), '-c', 'v2_all', '--extractors', './no.js'], /no extractor module .\/no.js; give/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await oect(['extract', ...args], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
