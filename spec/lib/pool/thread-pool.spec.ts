import { execFile as execFileWithCallback } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { lastValueFrom, Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { threadPool } from '../../../lib/pool/thread-pool.js';
import type { StepTask } from '../../../lib/task/step-task.js';
import { good, goodValues, HostileRuns, hostile, STEPS } from '../../support/hostile.js';
import { descriptorsOf, runAll, tellsDescriptors } from '../../support/pools.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { threadsOfProcess } from '../../support/threads.js';

const execFile = promisify(execFileWithCallback);
const folder = temporaryFolder();
const runs = await HostileRuns.in(folder);

describe('a pool of threads', () => {
  it('starts no more threads than it needs, none before, and none is left when it is closed', async () => {
    await using own = threadPool({ size: 2, timeoutMs: 300 });
    const [task] = (await runs.tasks({ good }, STEPS)) as [StepTask];
    own.run(task);
    expect(threadsOfProcess()).toBe(0);
    await runAll(own, [task]);
    expect(threadsOfProcess()).toBe(1);
    await runAll(own, [task, task, task]);
    expect(threadsOfProcess()).toBe(2);
    await runs.run(own, { odd: hostile('exit', [1, 20]), loop: hostile('loop', [2]) }, 10);
    expect(threadsOfProcess()).toBeLessThanOrEqual(2);
    await own[Symbol.asyncDispose]();
    expect(threadsOfProcess()).toBe(0);
  });

  it('has a task waited for in as many places as threads may work on it, without a warning of a leak', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error) => void warnings.push(message);
    process.on('warning', note);
    await using own = threadPool({ size: 1 });
    const [task] = (await runs.tasks({ good }, STEPS)) as [StepTask];
    await lastValueFrom(own.run(task, { threads: 20 }));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it.runIf(tellsDescriptors)('does not do a task that was unsubscribed from while it waited', async () => {
    await using own = threadPool({ size: 1 });
    const [first, second] = (await runs.tasks({ good }, STEPS / 2)) as [StepTask, StepTask];
    const file = join(folder, 'never-opened.h5');
    copyFileSync(runs.file, file);
    const [waiting] = (await runs.tasks({ good }, STEPS, file)) as [StepTask];
    const running = lastValueFrom(own.run(first));
    own.run(waiting).subscribe().unsubscribe();
    await running;
    await lastValueFrom(own.run(second));
    expect([descriptorsOf(runs.file), descriptorsOf(file)]).toEqual([1, 0]);
  });

  it('is as good as new when tasks are unsubscribed from, whatever they are doing', async () => {
    await using own = threadPool({ size: 2, timeoutMs: 300 });
    const definitions = { odd: hostile('exit', [2, 9]), loop: hostile('loop', [7]), good };
    const tasks = await runs.tasks(definitions, 5);
    for (const ms of [0, 5, 40]) {
      const events: unknown[] = [];
      const note = (event: unknown) => void events.push(event);
      const all = new Subscription();
      for (const task of tasks) all.add(own.run(task).subscribe({ next: note, error: note }));
      await new Promise((resolve) => setTimeout(resolve, ms));
      all.unsubscribe();
      const before = events.length;
      expect((await runs.run(own, { good }, 8)).values.good).toEqual(goodValues);
      expect(events.length).toBe(before);
    }
  });

  it('says nothing on the console, nor leaves rejections unhandled, when threads die', async () => {
    const seen: unknown[] = [];
    const note = (event: unknown) => void seen.push(event);
    process.on('warning', note).on('unhandledRejection', note);
    await using own = threadPool({ size: 1, timeoutMs: 300 });
    const run = runs.run(own, { odd: hostile('loop', [0]), later: hostile('throwLater', [1]) }, 20);
    for (let i = 0; i < 30; i++) own.release(`${runs.file} ${i}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let i = 0; i < 30; i++) own.release(`${runs.file} ${i}`);
    await run;
    await own[Symbol.asyncDispose]();
    process.off('warning', note).off('unhandledRejection', note);
    expect(seen).toEqual([]);
  });

  it('leaves the signals of the process to the program, and does not keep it from ending', async () => {
    const program = `
      const listeners = () => ['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal));
      process.on('SIGINT', () => {});
      const before = listeners();
      const { threadPool } = await import(${JSON.stringify(compiled('./thread-pool.js'))});
      const pool = threadPool({ size: 2 });
      const { file } = await pool.open(${JSON.stringify(runs.file)});
      await pool[Symbol.asyncDispose]();
      console.log(JSON.stringify({ before, after: listeners(), file }));`;
    const { stdout, stderr } = await execFile(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual({ before: [1, 0], after: [1, 0], file: runs.file });
    expect(stderr).toBe('');
  });

  it.each([0, Number.NaN])('refuses to run a task on %s threads: it would end unanswered', async (threads) => {
    await using own = threadPool({ size: 1 });
    const [task] = (await runs.tasks({ good }, STEPS)) as [StepTask];
    await expect(lastValueFrom(own.run(task, { threads }))).rejects.toMatchObject({
      code: 'bad-argument',
      message: `a task for ${threads} threads: give a number from 1`,
    });
  });

  it.each([
    [{ size: 0 }, 'a pool of 0 threads'],
    [{ size: 1.5 }, 'a pool of 1.5 threads'],
    [{ timeoutMs: -1 }, 'timeoutMs -1'],
    [{ heapMiB: 1 }, 'heapMiB 1: give 8 or more'],
    [{ heapMiB: Number.NaN }, 'heapMiB NaN'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs Infinity'],
  ])('refuses %o', (options, message) => {
    const refused = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) });
    expect(() => threadPool(options)).toThrow(refused);
  });
});

/** URL of a compiled module beside the worker's. */
function compiled(path: string): string {
  const worker = createRequire(import.meta.url).resolve('oect-features/worker');
  return new URL(path, pathToFileURL(worker)).href;
}
