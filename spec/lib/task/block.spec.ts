import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadPlan, type StepRange, slicePlan } from '../../../lib/experiment/read-plan.js';
import { sharedNulls } from '../../../lib/table/column.js';
import { withColumns } from '../../../lib/table/computed.js';
import { splitTask, toBlock } from '../../../lib/task/block.js';
import { cellCount, type StepTask } from '../../../lib/task/step-task.js';
import { taskOf } from '../../support/block-arbitraries.js';

const tasks = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .map(([start, steps, features]) => taskOf(start, start + steps, features));

/** Every cell of the tasks, as text, sorted. */
function cellsOf(tasks: readonly StepTask[]): readonly string[] {
  return tasks
    .flatMap(({ steps, features }) => stepsOf(steps).flatMap((step) => features.map(({ name }) => `${name} ${step}`)))
    .sort();
}

const stepsOf = ({ start, stop }: StepRange) => Array.from({ length: stop - start }, (_, index) => start + index);

describe('slicePlan', () => {
  it('gives each step what the whole plan says of it', () => {
    const range = fc
      .tuple(fc.nat(9), fc.nat(9))
      .map(([a, b]) => ({ start: 5 + Math.min(a, b), stop: 5 + Math.max(a, b) }));
    fc.assert(
      fc.property(range, (steps) => {
        const [plan] = taskOf(5, 14, 1).plans;
        expect(slicePlan(plan as ReadPlan, steps)).toEqual(taskOf(steps.start, steps.stop, 1).plans[0]);
      }),
    );
  });

  it('keeps what holds for all steps', () => {
    const steps = { start: 1, stop: 2 };
    expect(slicePlan({ source: 'transfer', steps: { start: 0, stop: 4 }, deviceType: 'P' }, steps)).toEqual({
      source: 'transfer',
      steps,
      deviceType: 'P',
    });
    expect(slicePlan({ ...taskOf(0, 4, 1).plans[0], workflow: { period: 1 } } as ReadPlan, steps)).toMatchObject({
      rows: ['Id'],
      workflow: { period: 1 },
    });
  });
});

describe('splitTask', () => {
  it('cuts into smaller parts that cover each cell once, wherever the worker stopped', () => {
    const cell = fc.record({ feature: fc.integer({ min: -1, max: 6 }), step: fc.integer({ min: -2, max: 32 }) });
    fc.assert(
      fc.property(tasks, fc.option(cell, { nil: undefined }), (task, cell) => {
        const parts = splitTask(task, cell);
        const size = cellCount(task.features, task.steps);
        if (size === 1) expect(parts).toEqual([]);
        else expect(cellsOf(parts)).toEqual(cellsOf([task]));
        for (const { steps, plans, features, experiment, totalCells } of parts) {
          expect(cellCount(features, steps)).toBeGreaterThan(0);
          expect(cellCount(features, steps)).toBeLessThan(size);
          expect(plans).toEqual(task.plans.map((plan) => slicePlan(plan, steps)));
          expect({ experiment, totalCells }).toEqual({ experiment: task.experiment, totalCells: task.totalCells });
        }
      }),
    );
  });

  it('puts the cell where the worker stopped alone', () => {
    fc.assert(
      fc.property(tasks, fc.nat(), fc.nat(), (task, pickStep, pickFeature) => {
        const { start, stop } = task.steps;
        const step = start + (pickStep % (stop - start));
        const feature = pickFeature % task.features.length;
        fc.pre(cellCount(task.features, task.steps) > 1);
        const alone = splitTask(task, { step, feature }).filter(
          ({ steps, features }) => cellCount(features, steps) === 1,
        );
        expect(alone.map(({ steps, features }) => [steps.start, features[0]?.name])).toContainEqual([
          step,
          `f${feature}`,
        ]);
      }),
    );
  });

  it('reaches every cell alone by halving, and by whatever mixture of known and unknown places', () => {
    fc.assert(
      fc.property(
        tasks,
        fc.infiniteStream(fc.option(fc.tuple(fc.nat(), fc.nat()), { nil: undefined })),
        (task, stops) => {
          const single: StepTask[] = [];
          const waiting = [task];
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
            const stop = stops.next().value;
            const cell = stop && {
              step: next.steps.start + (stop[0] % (next.steps.stop - next.steps.start)),
              feature: stop[1] % next.features.length,
            };
            const parts = splitTask(next, cell);
            if (parts.length === 0) single.push(next);
            waiting.push(...parts);
          }
          expect(single).toHaveLength(cellCount(task.features, task.steps));
          expect(cellsOf(single)).toEqual(cellsOf([task]));
        },
      ),
    );
  });

  it('halves the steps before the features', () => {
    const halves = splitTask(taskOf(0, 5, 3));
    expect(halves.map(({ steps, features }) => [steps.start, steps.stop, features.length])).toEqual([
      [0, 2, 3],
      [2, 5, 3],
    ]);
    expect(splitTask(taskOf(4, 5, 3)).map(({ features }) => features.map(({ name }) => name))).toEqual([
      ['f0'],
      ['f1', 'f2'],
    ]);
  });

  it('has nothing to cut in a task without cells', () => {
    expect(splitTask(taskOf(3, 3, 2))).toEqual([]);
    expect(splitTask(taskOf(3, 5, 0), { step: 3, feature: 0 })).toEqual([]);
  });
});

describe('toBlock', () => {
  it('copies what it takes of the plan, so that a part is posted to a thread without the rest', () => {
    const task = taskOf(0, 100, 1);
    const { plans } = toBlock({ ...task, plans: task.plans.map((plan) => slicePlan(plan, { start: 1, stop: 2 })) });
    for (const plan of plans) expect(plan.source === 'transient' && plan.starts.buffer.byteLength).toBe(8);
  });

  it('is plain data that can be posted, with extractors by their name', () => {
    const task = taskOf(0, 2, 2);
    const block = toBlock(task);
    expect(structuredClone(block)).toEqual(block);
    expect(block).toMatchObject({ file: task.experiment.file, stamp: task.experiment.head.stamp, plans: task.plans });
    expect(block.features[1]).toEqual({ name: 'f1', extractor: 'transfer.sample', inputs: [], params: {} });
  });

  it('takes the columns along that its features build on, and no others', () => {
    const task = taskOf(0, 2, 2);
    const column = { shape: [1], values: sharedNulls(1) } as const;
    const experiment = withColumns(
      task.experiment,
      ['gm', 'Von', 'I'].map((name) => [name, column] as const),
      [],
    );
    const features = task.features.map((feature, index) => ({ ...feature, inputs: index === 0 ? ['I', 'gm'] : [] }));
    const { columns } = toBlock({ ...task, experiment, features });
    expect(columns.map(([name]) => name)).toEqual(['gm', 'I']);
    expect(structuredClone(columns)[0]?.[1].values.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('says which module an extractor comes from', () => {
    const task = taskOf(0, 2, 1);
    const features = task.features.map((feature) => ({ ...feature, module: 'file:///mine.js' }));
    expect(toBlock({ ...task, features }).features[0]?.module).toBe('file:///mine.js');
  });
});
