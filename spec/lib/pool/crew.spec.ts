import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Crew, type CrewOptions, type JobOptions } from '../../../lib/pool/crew.js';
import { ThreadStopped } from '../../../lib/pool/thread.js';
import { toBlock } from '../../../lib/task/block.js';
import { good, HostileRuns, hostile, STEPS } from '../../support/hostile.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { threadsOfProcess } from '../../support/threads.js';

const runs = await HostileRuns.in(temporaryFolder());
const GOOD = await blockOf({ good });
const LOOP = await blockOf({ odd: hostile('loop', [0]) });
const EXIT = await blockOf({ odd: hostile('exit', [0]) });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('Crew', () => {
  const crews: Crew[] = [];
  afterEach(async () => {
    for (const crew of crews.splice(0)) await crew[Symbol.asyncDispose]();
    expect(threadsOfProcess()).toBe(0);
  });

  it('does jobs in the order of the calls', async () => {
    const crew = crewOf(1);
    const ended: string[] = [];
    const call = (name: string) => crew.call('extract', GOOD).then(() => ended.push(name));
    await Promise.all(['a', 'b', 'c', 'd'].map(call));
    expect(ended).toEqual(['a', 'b', 'c', 'd']);
  });

  it('starts a thread when there is a job for it, and gives the next job to a thread that runs', async () => {
    const crew = crewOf(3);
    expect(threadsOfProcess()).toBe(0);
    await crew.call('extract', GOOD);
    await crew.call('extract', GOOD);
    expect(threadsOfProcess()).toBe(1);
    await Promise.all([1, 2, 3, 4].map(() => crew.call('extract', GOOD)));
    expect(threadsOfProcess()).toBe(3);
  });

  it('says where a thread stopped, and puts another in its place', async () => {
    const crew = crewOf(1);
    const died = await stopped(crew, EXIT);
    expect(died).toMatchObject({ code: 'worker-died', cell: { feature: 0, step: 0 } });
    const stuck = await stopped(crew, LOOP, { timeoutMs: 400 });
    expect(stuck).toMatchObject({ code: 'worker-timeout', cell: { feature: 0, step: 0 } });
    await crew.call('extract', GOOD);
    expect(threadsOfProcess()).toBe(1);
  });

  it('replaces a thread that dies when it has nothing to do', async () => {
    const crew = crewOf(1);
    await crew.call('extract', await blockOf({ odd: hostile('throwLater', [0]) }));
    await vi.waitFor(() => expect(threadsOfProcess()).toBe(0), 5000);
    await crew.call('extract', GOOD);
    expect(threadsOfProcess()).toBe(1);
  });

  it('starts a thread that did not start twice again, then says why it cannot', async () => {
    const started = startedThreads(3);
    const call = crewOf(1, { heapMiB: 8 }).call('extract', GOOD);
    await expect(call).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringMatching(/^a worker thread did not start: .*memory/),
    });
    await started;
  });

  it('does a job on a thread that has done nothing before, if asked to', async () => {
    const crew = crewOf(1);
    // The thread dies of it only after it has answered.
    const later = await blockOf({ odd: hostile('throwLater', [STEPS - 1]) });
    for (let i = 0; i < 5; i++) {
      await crew.call('extract', later);
      await crew.call('extract', GOOD, { on: 'fresh-thread' });
    }
  });

  it('gives a job up that is not wanted any more before a thread has it', async () => {
    const crew = crewOf(1);
    const running = crew.call('extract', GOOD);
    const [wanted, waiting] = [new AbortController(), new AbortController()];
    const jobs = [
      crew.call('extract', EXIT, { signal: waiting.signal }),
      crew.call('extract', GOOD, { signal: wanted.signal }),
      crew.call('extract', EXIT, { signal: AbortSignal.abort() }),
    ];
    waiting.abort();
    const [first, second, third] = await Promise.allSettled(jobs);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    expect(second).toMatchObject({ status: 'fulfilled' });
    expect(third).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    await running;
  });

  it('ends a job that takes long when nobody waits for it any more, and has another thread for the next', async () => {
    const crew = crewOf(1);
    await crew.call('extract', GOOD);
    const stop = new AbortController();
    const looping = crew.call('extract', LOOP, { signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(looping).rejects.toMatchObject({
      message: expect.stringContaining('after anybody had waited for it'),
    });
    await crew.call('extract', GOOD);
    expect(threadsOfProcess()).toBe(1);
  });

  it('gives a job up while its thread is starting, and has the thread for the next', async () => {
    const crew = crewOf(1);
    const starting = new AbortController();
    const job = crew.call('extract', EXIT, { signal: starting.signal });
    await tick();
    starting.abort();
    await expect(job).rejects.toMatchObject({ code: 'aborted' });
    await crew.call('extract', GOOD);
    expect(threadsOfProcess()).toBe(1);
  });

  it.runIf(existsSync('/proc/self/fd'))('has every thread that has a file open close it, and no other', async () => {
    const crew = crewOf(2);
    await Promise.all([crew.call('open', runs.file), crew.call('extract', GOOD)]);
    expect(openDescriptors(runs.file)).toBe(2);
    crew.release(runs.file);
    await Promise.all([crew.call('release', 'another'), crew.call('release', 'another')]);
    expect(openDescriptors(runs.file)).toBe(0);
  });

  it('starts as many threads at once as it is told to', async () => {
    const crew = crewOf(3, { startNow: 2 });
    await tick();
    expect(threadsOfProcess()).toBe(2);
    await crew.call('open', runs.file);
    expect(threadsOfProcess()).toBe(2);
  });

  it('releases whatever the threads are doing', async () => {
    const crew = crewOf(2);
    crew.release(runs.file);
    const jobs = [crew.call('extract', GOOD), crew.call('extract', LOOP, { timeoutMs: 400 })];
    const outcomes = Promise.allSettled(jobs);
    await jobs[0];
    for (let i = 0; i < 20; i++) crew.release(runs.file);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps telling out of the way of a watch on a thread that is stuck', async () => {
    const crew = crewOf(1);
    const stuck = stopped(crew, LOOP, { timeoutMs: 400 });
    const telling = setInterval(() => crew.release(runs.file), 10);
    expect(await stuck).toMatchObject({ code: 'worker-timeout', cell: { feature: 0, step: 0 } });
    clearInterval(telling);
  });

  describe('when it is closed', () => {
    it.each(['starts', 'works', 'is stuck'])('ends a thread that %s', async (state) => {
      const crew = crewOf(1);
      if (state !== 'starts') await crew.call('extract', GOOD);
      const jobs = [state === 'is stuck' ? LOOP : GOOD, GOOD, GOOD].map((block) => crew.call('extract', block));
      const outcomes = Promise.allSettled(jobs);
      await tick();
      await crew[Symbol.asyncDispose]();
      expect(threadsOfProcess()).toBe(0);
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'pool-closed' } });
      }
    });

    it('starts no thread in the place of one that it was replacing', async () => {
      const crew = crewOf(1);
      await crew.call('extract', GOOD);
      const replaced = crew.call('extract', GOOD, { on: 'fresh-thread' });
      const outcome = Promise.allSettled([replaced]);
      await tick();
      await crew[Symbol.asyncDispose]();
      expect(await outcome).toMatchObject([{ reason: { code: 'pool-closed' } }]);
      expect(threadsOfProcess()).toBe(0);
    });

    it('is closed for everybody when no thread is left, for the first who closes it and for the next', async () => {
      const crew = crewOf(1);
      await crew.call('extract', GOOD);
      const first = crew[Symbol.asyncDispose]();
      await crew[Symbol.asyncDispose]();
      expect(threadsOfProcess()).toBe(0);
      await first;
    });

    it('does not start a thread again that did not start', async () => {
      const crew = crewOf(1, { heapMiB: 8 });
      const outcome = Promise.allSettled([crew.call('extract', GOOD)]);
      await startedThreads(1);
      const closed = crew[Symbol.asyncDispose]();
      expect(await outcome).toMatchObject([{ reason: { code: 'pool-closed' } }]);
      await closed;
    });

    it('takes no more jobs', async () => {
      const crew = crewOf(1);
      await crew[Symbol.asyncDispose]();
      await crew[Symbol.asyncDispose]();
      await expect(crew.call('open', runs.file)).rejects.toMatchObject({ code: 'pool-closed' });
      crew.release(runs.file);
    });
  });

  it('keeps nothing of the jobs that are done', async () => {
    const crew = crewOf(1);
    const callOften = async () => {
      for (let i = 0; i < 1000; i++) await crew.call('extract', GOOD, { timeoutMs: 10_000 });
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    await callOften();
    const before = await callOften();
    expect((await callOften()) - before).toBeLessThan(300_000);
  });

  function crewOf(size: number, options?: CrewOptions): Crew {
    const crew = new Crew(size, options);
    crews.push(crew);
    return crew;
  }
});

/** Descriptors of this process, all its threads together, that lead to a file. */
function openDescriptors(file: string): number {
  const links = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // The one that listing the folder took is closed again.
      return '';
    }
  });
  return links.filter((link) => link === file).length;
}

async function blockOf(definitions: Parameters<HostileRuns['tasks']>[0]) {
  const [task] = await runs.tasks(definitions, STEPS);
  if (task === undefined) throw new Error('there is no task');
  return toBlock(task);
}

/** How a thread stopped in a job. */
async function stopped(crew: Crew, block: typeof GOOD, options: JobOptions = {}): Promise<ThreadStopped> {
  const error = await crew.call('extract', block, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ThreadStopped) return error;
  throw new Error(`expected a stopped thread, found ${error}`);
}

/** Waits until so many more threads of this process have started and ended. */
function startedThreads(count: number): Promise<void> {
  return new Promise((resolve) => {
    let ended = 0;
    process.on('worker', function watch(worker) {
      worker.once('exit', () => {
        if (++ended < count) return;
        process.off('worker', watch);
        resolve();
      });
    });
  });
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
