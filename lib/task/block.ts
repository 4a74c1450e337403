import type { FileStamp } from '../experiment/head.js';
import { detachPlan, type ReadPlan, type StepRange, slicePlan } from '../experiment/read-plan.js';
import type { RangeDigests } from '../experiment/step-digests.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { Column } from '../table/column.js';
import type { Remark } from '../table/remark.js';
import { cellCount, type StepResult, type StepTask } from './step-task.js';

/** A task as threads post it: plain data; extractors by name and module. */
export interface Block {
  readonly file: string;
  readonly stamp: FileStamp;
  readonly steps: StepRange;
  readonly plans: readonly ReadPlan[];
  readonly features: readonly BlockFeature[];
  /** The columns that its features build on: whole, for they are in memory that threads share. */
  readonly columns: readonly (readonly [name: string, column: Column])[];
}

export interface BlockFeature {
  readonly name: string;
  readonly extractor: string;
  readonly module?: string;
  readonly inputs: readonly string[];
  readonly params: object;
  readonly calls?: Calls;
}

/**
 * How an extractor is called that can take a block of steps at once; absent: that way. If this has stopped a worker, it is
 * called for one step after the other, and then it is known at which of them it stops.
 */
export type Calls = 'step by step';

/** The answer to a block, as threads post it. */
export interface BlockResult {
  readonly columns: readonly (readonly [name: string, column: Column])[];
  readonly remarks: readonly Remark[];
  /** Of the steps that were read for it. */
  readonly digests?: readonly RangeDigests[];
}

/** A computed block, and how long that took. */
export interface TimedBlockResult extends BlockResult {
  /** Reading and inflating, in ms. */
  readonly readMs: number;
  /** All its extractors, in ms. */
  readonly computeMs: number;
}

/** Where in a block a worker was: indices into its features and of the step in the experiment. */
export interface BlockCell {
  readonly feature: number;
  /** Absent: in all of them at once. */
  readonly step?: number;
}

/** @param callsOf - how the extractor of a feature is called, by its name */
export function toBlock(
  { experiment, steps, plans, features }: StepTask,
  callsOf: (feature: string) => Calls | undefined = () => undefined,
): Block {
  return {
    file: experiment.file,
    stamp: experiment.head.stamp,
    steps,
    plans: plans.map(detachPlan),
    features: features.map((feature) => toBlockFeature(feature, callsOf(feature.name))),
    columns: [...experiment.columns].filter(([name]) => features.some(({ inputs }) => inputs.includes(name))),
  };
}

/** What the answer to a task's block says of the task. */
export function toResult(task: StepTask, { columns, remarks, digests = [] }: BlockResult): StepResult {
  const { steps } = task;
  return { task, steps, cells: cellCount(task.features, steps), columns: new Map(columns), remarks, digests };
}

function toBlockFeature(
  { name, extractor, module, inputs, params }: ExtractedFeature,
  calls: Calls | undefined,
): BlockFeature {
  return {
    name,
    extractor: extractor.name,
    ...(module !== undefined && { module }),
    inputs,
    params,
    ...(calls !== undefined && { calls }),
  };
}

/**
 * Cuts a task whose worker stopped into parts, so that the cell at fault ends up alone.
 *
 * Known where it stopped: that cell, and what lies around it in up to four parts. Not known: halves, first of the steps,
 * then of the features. A single cell cannot be cut: no parts.
 */
export function splitTask(task: StepTask, stoppedAt?: BlockCell): readonly StepTask[] {
  const { start, stop } = task.steps;
  const { length } = task.features;
  if (cellCount(task.features, task.steps) <= 1) return [];
  if (stoppedAt?.step !== undefined && contains(task, stoppedAt.feature, stoppedAt.step)) {
    const { step, feature } = stoppedAt;
    return [
      part(task, { start, stop: step }, { start: 0, stop: length }),
      part(task, { start: step, stop: step + 1 }, { start: 0, stop: feature }),
      part(task, { start: step, stop: step + 1 }, { start: feature, stop: feature + 1 }),
      part(task, { start: step, stop: step + 1 }, { start: feature + 1, stop: length }),
      part(task, { start: step + 1, stop }, { start: 0, stop: length }),
    ].flat();
  }
  const features = { start: 0, stop: length };
  if (stop - start > 1) {
    const middle = Math.floor((start + stop) / 2);
    return [part(task, { start, stop: middle }, features), part(task, { start: middle, stop }, features)].flat();
  }
  const middle = Math.floor(length / 2);
  return [
    part(task, { start, stop }, { start: 0, stop: middle }),
    part(task, { start, stop }, { start: middle, stop: length }),
  ].flat();
}

/** Whether the cell is one of the task: not, if the worker stopped before it came to the task. */
function contains({ steps, features }: StepTask, feature: number, step: number): boolean {
  return steps.start <= step && step < steps.stop && feature in features;
}

/** The part of a task in these steps and of these of its features, if it has any cell. */
function part(task: StepTask, steps: StepRange, range: StepRange): readonly StepTask[] {
  const features = task.features.slice(range.start, range.stop);
  if (cellCount(features, steps) === 0) return [];
  return [{ ...task, steps, plans: task.plans.map((plan) => slicePlan(plan, steps)), features }];
}
