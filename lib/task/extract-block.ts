import { deepFreeze } from '../deep-freeze.js';
import { messageOf } from '../errors.js';
import type { JointStep, Step } from '../experiment/step.js';
import {
  type Extracted,
  type Extractor,
  type InputValues,
  isMissing,
  isResults,
  type Missing,
  type Output,
  type Results,
  type Value,
} from '../extractors/extractor.js';
import { isBuiltIn } from '../extractors/registry.js';
import { stepFor } from '../extractors/sources.js';
import { columnName } from '../graph/feature.js';
import type { Columns } from '../table/column.js';
import type { BlockResult, Calls } from './block.js';
import { BlockColumn } from './block-column.js';
import { RemarkBook } from './remark-book.js';
import { StepCopies } from './step-copies.js';
import { stepInputs } from './step-inputs.js';

/** A feature of a block with the extractor that its name stands for. */
export interface RunnableFeature {
  readonly name: string;
  readonly extractor: Extractor;
  /** Names of the earlier features that it builds on. */
  readonly inputs: readonly string[];
  readonly params: object;
  readonly calls?: Calls;
}

export interface BlockOptions {
  /** Of the earlier features that these build on, over all steps of the experiment. @defaultValue none */
  readonly columns?: Columns;
  /** @defaultValue nobody is told */
  readonly watch?: CellWatch;
}

/** Told what happens to the cells of a block. */
export interface CellWatch {
  /** An extractor is about to be called: so it is known where a worker died. */
  entering(feature: number, step: number): void;
  /** An extractor is about to be called for all steps of the block. */
  enteringBatch(feature: number): void;
  /** An extractor got no memory. By throwing, a thread gives the block up rather than compute it with what is left. */
  outOfMemory(error: RangeError): void;
}

/**
 * Computes all features of a block of steps: the loop that everything else exists to feed.
 *
 * Nothing that an extractor does with one cell reaches another: an exception, a wrong shape or a value that is not a
 * finite number end as null with a reason; what is not of this package works on copies.
 *
 * @param steps - in order, of each index those of the sources that the features read
 */
export function extractBlock(
  steps: readonly JointStep[],
  features: readonly RunnableFeature[],
  { columns = new Map(), watch = UNWATCHED }: BlockOptions = {},
): BlockResult {
  const remarks = new RemarkBook();
  const runs = features.map((feature, index) => {
    return new FeatureRun(feature, stepInputs(feature, columns), { index, steps: steps.length, remarks, watch });
  });
  const stepwise = runsStepByStep(runs, steps);
  const copies = new StepCopies();
  for (const [position, step] of steps.entries()) {
    for (const run of stepwise) run.extract(step, position, copies);
  }
  return { columns: runs.flatMap((run) => run.columns()), remarks: remarks.remarks() };
}

/** Has those that can take all steps at once do so; the others are left, and those of whom nothing came. */
function runsStepByStep(runs: readonly FeatureRun[], steps: readonly JointStep[]): readonly FeatureRun[] {
  if (steps.length === 0 || !runs.some(({ takesBatches }) => takesBatches)) return runs;
  // The same for all of them: each leaves them as the steps are.
  const copies = steps.map(() => new StepCopies());
  return runs.filter((run) => !run.takesBatches || !run.extractBatch(steps, copies));
}

const UNWATCHED: CellWatch = { entering() {}, enteringBatch() {}, outOfMemory() {} };

/** Where and how a feature runs. */
interface RunContext {
  /** Of the feature in its block. */
  readonly index: number;
  readonly steps: number;
  readonly remarks: RemarkBook;
  readonly watch: CellWatch;
}

/** One feature on its way through the steps of a block. */
class FeatureRun {
  /** Whether it leaves its input as it is: those of this package do, as their specs make sure. */
  readonly #isTrusted: boolean;
  readonly #feature: RunnableFeature;
  readonly #inputsOf: ((step: number) => InputValues) | undefined;
  readonly #index: number;
  readonly #outputs: readonly Output[];
  readonly #columns: readonly BlockColumn[];
  readonly #remarks: RemarkBook;
  readonly #watch: CellWatch;

  constructor(
    feature: RunnableFeature,
    inputsOf: ((step: number) => InputValues) | undefined,
    { index, steps, remarks, watch }: RunContext,
  ) {
    this.#isTrusted = isBuiltIn(feature.extractor);
    this.#inputsOf = inputsOf;
    this.#index = index;
    this.#watch = watch;
    // What one step did to them must not reach the next.
    this.#feature = { ...feature, params: this.#isTrusted ? feature.params : deepFreeze(feature.params) };
    this.#outputs = feature.extractor.outputs(feature.params);
    this.#columns = this.#outputs.map(({ shape }) => new BlockColumn(shape, steps));
    this.#remarks = remarks;
  }

  /** Whether it is called for all steps of a block at once. */
  get takesBatches(): boolean {
    return this.#feature.extractor.extractBatch !== undefined && this.#feature.calls !== 'step by step';
  }

  /** Takes the results of all steps if they come at once; says whether they did. */
  extractBatch(steps: readonly JointStep[], copies: readonly StepCopies[]): boolean {
    // Frozen: one that takes steps out of the list, or sorts it, is asked for each of them instead.
    const given = Object.freeze(steps.map((step, position) => this.#given(step, copies[position] as StepCopies)));
    this.#watch.enteringBatch(this.#index);
    const results = this.#batchOf(given);
    for (const [position, step] of steps.entries()) {
      if (results !== undefined) this.#takeSafely(results[position] as Extracted, step, position);
      const isChanged = this.#hasChanged(copies[position] as StepCopies);
      // Of a call of which nothing is kept there is nothing to note: it is told of the next one.
      if (isChanged && results !== undefined) this.#note(step.index, CHANGED);
    }
    return results !== undefined;
  }

  /** One result for each step; undefined if there is no such list. */
  #batchOf(steps: readonly (Step | JointStep)[]): readonly unknown[] | undefined {
    const { extractor, params } = this.#feature;
    try {
      const inputsOf = this.#inputsOf;
      const inputs = inputsOf && steps.map(({ index }) => inputsOf(index));
      const results = extractor.extractBatch?.(steps, params, inputs);
      if (results?.length !== steps.length) return undefined;
      // Read before the first of them is taken: reading may fail as well.
      return Array.from(steps, (_, position) => results[position]);
    } catch (error) {
      if (isOutOfMemory(error)) this.#watch.outOfMemory(error);
      return undefined;
    }
  }

  extract(step: JointStep, position: number, copies: StepCopies): void {
    this.#watch.entering(this.#index, step.index);
    try {
      const { extractor, params } = this.#feature;
      const extracted = extractor.extract(this.#given(step, copies), params, this.#inputsOf?.(step.index));
      this.#take(extracted, step.index, position);
    } catch (error) {
      this.#fail(step.index, error);
    }
    if (this.#hasChanged(copies)) this.#note(step.index, CHANGED);
  }

  /** The step, or a copy of it for whom it could change. */
  #given(step: JointStep, copies: StepCopies): Step | JointStep {
    const { extractor } = this.#feature;
    return this.#isTrusted ? stepFor(extractor, step) : copies.of(step, extractor.source);
  }

  #takeSafely(extracted: Extracted, { index }: JointStep, position: number): void {
    try {
      this.#take(extracted, index, position);
    } catch (error) {
      this.#fail(index, error);
    }
  }

  /** What goes wrong in a cell ends there. */
  #fail(step: number, error: unknown): void {
    if (isOutOfMemory(error)) this.#watch.outOfMemory(error);
    this.#remarks.add(this.#feature.name, 'failure', step, messageOf(error));
  }

  /** Whether the extractor has changed its copies; they are made anew then, for whoever comes next. */
  #hasChanged(copies: StepCopies): boolean {
    return !this.#isTrusted && copies.renew(this.#feature.extractor.source);
  }

  #note(step: number, text: string): void {
    this.#remarks.add(this.#feature.name, 'note', step, text);
  }

  // Of millions of cells nearly all are a number: nothing is made for them.
  #take(extracted: Extracted, step: number, position: number): void {
    const isObject = typeof extracted === 'object' && extracted !== null;
    if (isObject && isMissing(extracted)) {
      this.#put(0, position, step, extracted);
    } else if (isObject && isResults(extracted)) {
      this.#takeAll(extracted, step, position);
    } else {
      this.#checkCount(1);
      this.#put(0, position, step, extracted);
    }
  }

  #takeAll({ outputs, note }: Results, step: number, position: number): void {
    if (!Array.isArray(outputs)) throw new Error('the extractor gave outputs that are no list');
    this.#checkCount(outputs.length);
    for (const [output, result] of outputs.entries()) this.#put(output, position, step, result);
    if (note !== undefined) this.#note(step, textOf(note));
  }

  #checkCount(outputs: number): void {
    if (outputs === this.#columns.length) return;
    throw new Error(`the extractor gave ${outputs} outputs and declares ${this.#columns.length}`);
  }

  #put(output: number, position: number, step: number, result: Value | Missing): void {
    if (typeof result === 'object' && result !== null && isMissing(result)) {
      // The feature is null where its first output is; the other outputs are told by their own empty cells.
      if (output === 0) this.#remarks.add(this.#feature.name, 'null', step, textOf(result.missing));
      return;
    }
    const problem = (this.#columns[output] as BlockColumn).put(position, result);
    if (problem === undefined) return;
    const where = output === 0 ? '' : `output "${(this.#outputs[output] as Output).name}": `;
    if (output === 0 || problem.kind === 'failure') {
      this.#remarks.add(this.#feature.name, problem.kind, step, where + problem.reason);
    }
  }

  columns(): BlockResult['columns'] {
    return this.#columns.map((column, index) => [
      columnName(this.#feature.name, this.#outputs[index] as Output),
      column.finish(),
    ]);
  }
}

const CHANGED = 'the extractor changed its input; it should work on a copy';

/** A module written in JavaScript may give anything for a text; what is no plain data could not be posted to another thread. */
function textOf(reason: unknown): string {
  return typeof reason === 'string' ? reason : messageOf(reason);
}

/** Of WebAssembly or of array buffers: the limit of a thread's heap does not count them, and V8 throws when there is no more. */
function isOutOfMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && /memory|allocat/i.test(error.message);
}
