import { from, lastValueFrom, map, of, Subject, take, throwError, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import type { Step } from '../../lib/experiment/step.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { PoolEvent, StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { sweepOf, traceOf } from '../../lib/testing/index.js';
import { extractLive, type LiveRow } from '../../pipelines/extract-live.js';
import { goldenCases, readSteps } from '../support/golden.js';
import { hostile } from '../support/hostile.js';
import { inTurn, marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';
import { plainRows, sorted } from '../support/plain-rows.js';

const golden = goldenCases().map(({ file }) => file);
const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  Von: { extractor: 'transfer.Von' },
  cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
  tau: { extractor: 'transient.tau_on_off', params: { period: 0.1 } },
});
const threads = threadPool({ size: 2 });
const inline = inlinePool();
const pools: readonly (readonly [string, StepPool])[] = [
  ['inline', inline],
  ['of threads', threads],
];
afterAll(async () => {
  for (const [, pool] of pools) await pool[Symbol.asyncDispose]();
});

/** A sweep of this index with a device's name, as an instrument may write it. */
function sweep(index: number, Id: readonly number[] = [0, 1, 2]) {
  const { kind, Vg, ...step } = sweepOf(
    Id.map((_, i) => i),
    Id,
  );
  return { kind, Vg, ...step, index, device: 'A7' } as const;
}

function run<S extends Step>(steps: readonly S[], pool: StepPool, features = configuration): Promise<LiveRow<S>[]> {
  return lastValueFrom(from(steps).pipe(extractLive(features, pool), toArray()));
}

describe('extractLive', () => {
  it('emits the row of each step when it is computed and those before it are out', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const runs = [cold('---(r|)'), cold('-(r|)'), cold('-(r|)')];
      const steps = cold('  -ab------c--|', { a: sweep(0), b: sweep(1), c: sweep(2) });
      const subscribed = '  ^-----------!';
      const running = ['    -^--!', '--^!', '---------^!'];
      const expected = '    ----(01)--2-|';
      const rows = steps.pipe(
        extractLive(defineFeatures({ largest: { extractor: 'transfer.absI_max' } }), marblePool(inTurn(...runs), 2)),
        map(({ step }) => step),
      );
      expectObservable(rows).toBe(expected, [0, 1, 2]);
      expectSubscriptions(steps.subscriptions).toBe(subscribed);
      for (const [i, run] of runs.entries()) expectSubscriptions(run.subscriptions).toBe(running[i] as string);
    });
  });

  it('stops the instrument and what is running when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const run = cold('-----');
      const steps = cold('-a---', { a: sweep(0) });
      const until = '     ---!';
      const subscribed = '^--!';
      const running = '   -^-!';
      expectObservable(steps.pipe(extractLive(configuration, marblePool(inTurn(run)))), until).toBe('----');
      expectSubscriptions(steps.subscriptions).toBe(subscribed);
      expectSubscriptions(run.subscriptions).toBe(running);
    });
  });
});

describe.each(pools)('extractLive, on a pool %s', (_, pool) => {
  it('gives the same rows of the steps of a file as the file itself, in the order of the steps', async () => {
    for (const file of golden) {
      const steps = [...(await readSteps(file, 'transfer')), ...(await readSteps(file, 'transient'))];
      const rows = await run(steps, pool);
      expect(rows.map(({ source, step }) => [source, step])).toEqual(steps.map(({ kind, index }) => [kind, index]));
      expect(rows.map(({ measured }) => measured)).toEqual(steps);
      expect(sorted(rows)).toEqual(sorted(await plainRows(file, configuration)));
    }
  });

  it('hands the step on as the instrument gave it', async () => {
    const [row] = await run([sweep(3)], pool);
    expect(row).toMatchObject({ source: 'transfer', step: 3, measured: { device: 'A7' } });
  });

  it('emits each row when its step is computed', async () => {
    const steps = new Subject<Step>();
    const rows: number[] = [];
    const two = new Promise<void>((resolve) => {
      steps.pipe(extractLive(configuration, pool)).subscribe(({ step }) => {
        if (rows.push(step) === 2) resolve();
        else steps.next(sweep(5));
      });
    });
    steps.next(sweep(4));
    await two;
    expect(rows).toEqual([4, 5]);
    steps.complete();
  });

  it('passes over steps of a source that no feature reads', async () => {
    const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
    const rows = await run([traceOf([1, 2]), sweep(1)], pool, features);
    expect(rows.map(({ source }) => source)).toEqual(['transfer']);
  });

  it('leaves out points that are not finite', async () => {
    const { NaN: none } = Number;
    const padded = { ...sweep(0), Vg: Float64Array.of(0, 1, 2, none), Id: Float64Array.of(0, 1, 2, none) };
    const [row, expected] = await run([padded, sweep(0)], pool);
    expect(row?.values).toEqual(expected?.values);
  });

  it('gives a step that does not fit together null, with the reason, and goes on', async () => {
    const short = { ...sweep(1), Vg: Float64Array.of(1) };
    const rows = await run([sweep(0), short, sweep(2)], pool);
    expect(rows.map(({ step, values }) => [step, values.gm === null])).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
    const reason = 'transfer step 1: it has 1 of Vg and 3 of Id; each point must have both';
    expect(rows[1]?.remarks).toEqual(['Von', 'gm'].map((feature) => ({ feature, kind: 'failure', reason })));
  });

  it.each([
    { ...sweep(0), kind: 'sweep' },
    { ...sweep(0), Id: [1, 2, 3] },
  ])('ends in an error for what is no step', async (step) => {
    await expect(run([step as unknown as Step], pool)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('passes an error on', async () => {
    const failed = throwError(() => new Error('unplugged')).pipe(extractLive(configuration, pool));
    await expect(lastValueFrom(failed)).rejects.toThrow('unplugged');
  });

  it('refuses at once a feature that there is not', () => {
    expect(() => extractLive(configuration, pool, { features: ['gn'] })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });
});

describe('extractLive, with extractors of a module', () => {
  const module = new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href;

  it.each(['throw', 'exit', 'loop'])('loses the value of a step in which one does: %s', async (deed) => {
    const registry = await loadRegistry([module]);
    const features = defineFeatures(
      { hostile: hostile(deed, [1]), largest: { extractor: 'transfer.absI_max' } },
      { registry },
    );
    const replaced: PoolEvent[] = [];
    await using impatient = threadPool({ size: 1, timeoutMs: 1000 });
    impatient.events.subscribe((event) => replaced.push(event));
    const rows = await lastValueFrom(
      from([sweep(0), sweep(1), sweep(2)]).pipe(extractLive(features, impatient, { name: 'station 2' }), toArray()),
    );
    expect(rows.map(({ values }) => [values.hostile, values.largest])).toEqual([
      [0, 2],
      [null, 2],
      [2, 2],
    ]);
    expect(rows[1]?.remarks).toMatchObject([{ feature: 'hostile', kind: 'failure' }]);
    if (deed !== 'throw') expect(new Set(replaced.map(({ file }) => file))).toEqual(new Set(['station 2']));
  });

  it('computes extractors of the program itself in this thread', async () => {
    const { default: _, ...exported } = await import(module);
    const extractor = Object.values(exported).find((value) => (value as { name?: string }).name === 'transfer.hostile');
    const features = defineFeatures({ own: { extractor: extractor as never, params: { deed: 'throw', steps: [] } } });
    const [row] = await lastValueFrom(of(sweep(6)).pipe(extractLive(features, inline), take(1), toArray()));
    expect(row?.values).toEqual({ own: 6 });
    await expect(lastValueFrom(of(sweep(6)).pipe(extractLive(features, threads)))).rejects.toMatchObject({
      code: 'bad-module',
    });
  });
});
