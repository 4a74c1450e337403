import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Experiment } from '../../experiment/experiment.js';
import { stepCounts } from '../../experiment/head.js';
import { isBuiltIn, loadRegistry } from '../../extractors/registry.js';
import type { ExtractedFeature } from '../../graph/feature.js';
import { inlinePool } from '../../pool/inline-pool.js';
import type { RunOptions, StepPool } from '../../pool/step-pool.js';
import { threadPool } from '../../pool/thread-pool.js';
import { type Column, type Columns, widthOf } from '../../table/column.js';
import { LayerColumns } from '../../task/layer-columns.js';
import type { StepResult, StepTask } from '../../task/step-task.js';
import { type Given, partsOf } from '../rows.js';
import { writeExperimentFile } from '../write-experiment-file.js';
import { broken, forAllAsync, type Law, type Subject } from './law.js';
import { inputColumn, plainColumns, tasksOf, withInputs } from './plain-columns.js';

/** A way to have the same steps computed. */
interface Mode {
  readonly name: string;
  readonly pool: StepPool;
  readonly stepsPerTask?: number;
  /** One task after the other, each by one thread at a time: as experiments are worked through by themselves. */
  readonly options?: RunOptions;
}

const RUNS = 8;
/** An extractor that gets stuck is told of within the time that test runners give. */
const TIMEOUT_MS = 5_000;

/**
 * From a file that is really written the same columns come, to the last bit, that a plain loop over its steps gives: in this
 * thread and in another, in blocks of any size, step by step and experiment by experiment.
 *
 * @param module - URL of the module that exports the extractor; without it only built-in ones run in another thread
 */
export function modesLaw(subject: Subject, module: string | undefined): Law {
  const inThreads = module !== undefined || isBuiltIn(subject.extractor);
  const where = inThreads ? 'in this thread and in another' : 'in this thread';
  const law = { name: 'modes', statement: `gives the same however its steps are spread, ${where}` } as const;
  const arbitrary = fc.record({
    steps: fc.array(subject.any, { minLength: 1, maxLength: 6 }),
    stepsPerTask: fc.integer({ min: 1, max: 4 }),
  });
  return {
    ...law,
    check: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'oect-laws-'));
      await using inline = inlinePool();
      // One thread: a state that it keeps is seen in it as well as in several, and each takes a while to start.
      await using threads = inThreads ? threadPool({ size: 1, timeoutMs: TIMEOUT_MS }) : undefined;
      let files = 0;
      try {
        await forAllAsync(
          law,
          subject,
          { arbitrary, steps: ({ steps }) => steps },
          async ({ steps, stepsPerTask }) => {
            const feature = await featureOf(subject, module);
            const file = await writeExperimentFile(join(folder, `${files++}.h5`), experimentOf(steps));
            const experiment = await withInputs(subject, feature, await inline.open(file));
            const expected = await plainColumns(subject, feature, experiment);
            for (const mode of modesOf(inline, threads, stepsPerTask)) {
              compare(await columnsOf(mode, feature, experiment), expected, mode.name);
            }
            inline.release(file);
            threads?.release(file);
            await rm(file);
          },
          Math.min(subject.runs, RUNS),
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function modesOf(inline: StepPool, threads: StepPool | undefined, stepsPerTask: number): readonly Mode[] {
  const blocks = `in blocks of ${stepsPerTask}`;
  const here: readonly Mode[] = [
    { name: 'in this thread', pool: inline },
    { name: `in this thread, ${blocks}`, pool: inline, stepsPerTask },
  ];
  if (threads === undefined) return here;
  return [
    ...here,
    { name: `in another thread, step by step, ${blocks}`, pool: threads, stepsPerTask },
    { name: 'in another thread, experiment by experiment', pool: threads, options: { threads: 1 } },
  ];
}

/** The extractor as a feature whose tasks threads can compute: by the name it has in its module. */
async function featureOf({ extractor, sources, params, outputs }: Subject, module?: string): Promise<ExtractedFeature> {
  const feature = {
    kind: 'extracted',
    name: 'feature',
    sources,
    inputs: Object.keys(extractor.inputs ?? {}).map(inputColumn),
    params,
    outputs,
  } as const;
  if (module === undefined) return { ...feature, extractor };
  const found = (await loadRegistry([module])).extractors.get(extractor.name)?.extractor;
  if (found === undefined) broken(`its module ${module} exports no extractor "${extractor.name}"`);
  if (found !== extractor) broken(`the extractor "${extractor.name}" that its module ${module} exports is another one`);
  return { ...feature, extractor, module };
}

function experimentOf(given: readonly Given[]) {
  const steps = given.flatMap(partsOf);
  return {
    transfer: steps.filter((step) => step.kind === 'transfer'),
    transient: steps.filter((step) => step.kind === 'transient'),
  };
}

async function columnsOf(mode: Mode, feature: ExtractedFeature, experiment: Experiment): Promise<Columns> {
  const { pool, options, stepsPerTask } = mode;
  const tasks = tasksOf(feature, experiment, stepsPerTask);
  const columns = new LayerColumns([feature], stepCounts(experiment.head));
  const run = async (task: StepTask) => {
    for (const result of await allResults(pool, task, options)) columns.take(result);
  };
  if (options === undefined) await Promise.all(tasks.map(run));
  else for (const task of tasks) await run(task);
  return columns.finish().columns;
}

function allResults(pool: StepPool, task: StepTask, options?: RunOptions): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  return new Promise((resolve, reject) => {
    pool
      .run(task, options)
      .subscribe({ next: (result) => void results.push(result), error: reject, complete: () => resolve(results) });
  });
}

function compare(found: Columns, expected: Columns, how: string): void {
  for (const [name, column] of expected) {
    const other = found.get(name) as Column;
    const width = widthOf(column);
    if (widthOf(other) !== width) broken(`${how}, the steps have up to ${widthOf(other)} numbers, not ${width}`);
    const at = column.values.findIndex((value, i) => !Object.is(value, other.values[i]));
    if (at >= 0) {
      broken(
        `${how}, step ${Math.floor(at / width) + 1} gives ${other.values[at]}, not ${column.values[at]} as by itself`,
      );
    }
    const row = column.lengths?.findIndex((length, i) => length !== other.lengths?.[i]) ?? -1;
    if (row >= 0) broken(`${how}, step ${row + 1} has ${other.lengths?.[row]} rows, not ${column.lengths?.[row]}`);
  }
}
