import { afterAll, describe, expect, it } from 'vitest';
import { threadPool } from '../../../lib/pool/thread-pool.js';
import { mergeRemarks } from '../../../lib/task/remark-book.js';
import type { StepTask } from '../../../lib/task/step-task.js';
import {
  EVERY_STEP,
  good,
  goodValues,
  HostileRuns,
  hostile,
  hostileBatch,
  STEPS,
  stepsWithout,
} from '../../support/hostile.js';
import { answersPerCell, runAll } from '../../support/pools.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const runs = await HostileRuns.in(temporaryFolder());

/** One for all tests: each shows that the one before has left it as good as new. */
const pool = threadPool({ size: 2, timeoutMs: 500 });
afterAll(() => pool[Symbol.asyncDispose]());

describe('a pool of threads, when an extractor', () => {
  it.each([
    ['exits', 'exit', 'the worker thread died: it exited with code 7'],
    ['loops for ever', 'loop', 'no answer within 500 ms'],
    ['throws', 'throw', 'I never liked this step'],
    ['throws what has no text', 'throwNothing', /./],
    ['gives undefined', 'giveUndefined', 'the extractor gave undefined and declares a number'],
    ['gives null', 'giveNull', /^the extractor gave .* and declares a number/],
    ['gives a text', 'giveText', 'the extractor gave string a number and declares a number'],
    ['gives two numbers', 'givePair', 'the extractor gave 2 numbers and declares a number'],
    ['gives a promise', 'givePromise', 'the extractor gave an object and declares a number'],
    ['gives what cannot be looked at', 'giveUnreadable', /./],
    ['gives outputs that it does not declare', 'giveWrongOutputs', 'the extractor gave 3 outputs and declares 1'],
  ])('%s in some steps, loses these cells alone', async (_, deed, reason) => {
    const { values, remarks } = await runs.run(pool, { odd: hostile(deed, [3, 17]), good }, 16);
    expect(values.odd).toEqual(stepsWithout([3, 17]));
    expect(values.good).toEqual(goodValues);
    expect(remarks).toEqual([
      {
        feature: 'odd',
        kind: 'failure',
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
        steps: [3, 17],
      },
    ]);
  });

  it.each([
    ['NaN', 'giveNaN', 'the result is NaN'],
    ['Infinity', 'giveInfinity', 'the result is Infinity'],
  ])('gives %s, has no value there', async (_, deed, reason) => {
    const { values, remarks } = await runs.run(pool, { odd: hostile(deed, [0]) }, 16);
    expect(values.odd).toEqual(stepsWithout([0]));
    expect(remarks).toEqual([{ feature: 'odd', kind: 'null', reason, steps: [0] }]);
  });

  it.each(['throwLater', 'rejectUnhandled'])(
    'ends its thread after it gave a value (%s), loses nothing',
    async (deed) => {
      const { values, remarks } = await runs.run(pool, { odd: hostile(deed, [0, 6, 12, 18, 24, 30]), good }, 1);
      expect(values).toEqual({ odd: stepsWithout([]), good: goodValues });
      expect(remarks).toEqual([]);
    },
  );

  it('gives the same shared memory each time, has each value as it was', async () => {
    const fixed = { extractor: 'transfer.shared' };
    const { values } = await runs.run(pool, { fixed }, 16);
    expect(values.fixed).toEqual(Array.from({ length: 2 * STEPS }, (_, i) => Math.floor(i / 2)));
  });

  it('runs out of memory in some steps, loses these cells alone', async () => {
    // A thread that is short of memory is slow: the time it may take is not what is tried here.
    await using small = threadPool({ size: 1, heapMiB: 32 });
    const { values, remarks } = await runs.run(small, { odd: hostile('exhaustHeap', [3, 17]), good }, STEPS);
    expect(values).toEqual({ odd: stepsWithout([3, 17]), good: goodValues });
    const reason = expect.stringMatching(/^the worker thread died: .*memory/);
    expect(remarks).toEqual([{ feature: 'odd', kind: 'failure', reason, steps: [3, 17] }]);
  });

  it('is one of several hostile ones in a block, loses the cells of each alone', async () => {
    const definitions = {
      a: hostile('exit', [5, 6]),
      b: hostile('loop', [6]),
      good,
      c: hostile('exit', [7, 39]),
    };
    const { values, remarks } = await runs.run(pool, definitions, STEPS);
    expect(values).toEqual({
      a: stepsWithout([5, 6]),
      b: stepsWithout([6]),
      good: goodValues,
      c: stepsWithout([7, 39]),
    });
    expect(remarks.map(({ feature, steps }) => [feature, ...steps])).toEqual([
      ['a', 5, 6],
      ['b', 6],
      ['c', 7, 39],
    ]);
  });

  it('stops its thread in every step, is set aside after ten of them', async () => {
    const { values, remarks } = await runs.run(pool, { odd: hostile('exit', EVERY_STEP), good }, 8);
    expect(values).toEqual({ odd: stepsWithout(EVERY_STEP), good: goodValues });
    const setAside = remarks.filter(({ reason }) => reason.startsWith('set aside'));
    expect(setAside.flatMap(({ steps }) => steps).length).toBeGreaterThanOrEqual(20);
    expect(remarks.flatMap(({ steps }) => steps).toSorted((a, b) => a - b)).toEqual(EVERY_STEP);
  });

  it.each([
    ['exits', 'exit', 'the worker thread died: it exited with code 7'],
    ['loops for ever', 'loop', 'no answer within 500 ms'],
    ['throws', 'throw', 'I never liked this step'],
    ['gives a text', 'giveText', 'the extractor gave string a number and declares a number'],
  ])('%s with all steps of a block in hand, loses the cells that are at fault alone', async (_, deed, reason) => {
    const definitions = { odd: hostileBatch(deed, [3, 17]), good, other: hostileBatch(deed, [4]) };
    const { values, remarks } = await runs.run(pool, definitions, 16);
    expect(values).toEqual({ odd: stepsWithout([3, 17]), good: goodValues, other: stepsWithout([4]) });
    expect(remarks).toEqual([
      { feature: 'odd', kind: 'failure', reason, steps: [3, 17] },
      { feature: 'other', kind: 'failure', reason, steps: [4] },
    ]);
  });

  it('stops its thread with a block in hand, gets the steps of later blocks one by one', async () => {
    const stopped: string[] = [];
    await using watched = threadPool({ size: 1, timeoutMs: 500 });
    watched.events.subscribe(({ message }) => stopped.push(message));
    const { values } = await runs.run(watched, { odd: hostileBatch('exit', [3, 17, 30]) }, 10);
    expect(values.odd).toEqual(stepsWithout([3, 17, 30]));
    // Once for its first block, and twice for each of the steps.
    expect(stopped.length).toBe(1 + 3 * 2);
  });

  it('is of a module that ends every thread which imports it, loses its own cells alone', async () => {
    const [task] = (await runs.tasks({ odd: { extractor: 'transfer.exits_on_import' }, good }, 3)) as [StepTask];
    const results = await runAll(pool, [task]);
    expect(answersPerCell([task], results)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(mergeRemarks(results.flatMap(({ remarks }) => remarks))).toEqual([
      { feature: 'odd', kind: 'failure', reason: 'the worker thread died: it exited with code 9', steps: [0, 1, 2] },
    ]);
  });

  it('has parameters that cannot be posted, ends in an error that says so', async () => {
    const odd = { extractor: 'transfer.with_function' };
    await expect(runs.run(pool, { odd }, STEPS)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/could not be cloned.*inlinePool/),
    });
  });

  it('has stopped threads before, works on', async () => {
    expect((await runs.run(pool, { good }, 1)).values.good).toEqual(goodValues);
  });
});
