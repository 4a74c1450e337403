import { messageOf } from '../errors.js';
import type { Step } from '../experiment/step.js';
import {
  type Extracted,
  type Extractor,
  isMissing,
  isResults,
  type Missing,
  type Output,
  type Value,
} from '../extractors/extractor.js';
import { columnName } from '../graph/feature.js';
import type { BlockResult } from './block.js';
import { BlockColumn } from './block-column.js';
import { RemarkBook } from './remark-book.js';

/** A feature of a block with the extractor that its name stands for. */
export interface RunnableFeature {
  readonly name: string;
  readonly extractor: Extractor;
  readonly params: object;
}

/**
 * Computes all features of a block of steps: the loop that everything else exists to feed.
 *
 * Nothing that an extractor does with one cell reaches another: an exception, a wrong shape or a value that is not a
 * finite number end as null with a reason.
 *
 * @param steps - of one source, in order
 * @param entering - told each cell before its extractor is called, so that it is known where a worker died
 */
export function extractBlock(
  steps: readonly Step[],
  features: readonly RunnableFeature[],
  entering: (feature: number, step: number) => void = () => {},
): BlockResult {
  const remarks = new RemarkBook();
  const runs = features.map((feature) => new FeatureRun(feature, steps.length, remarks));
  for (const [position, step] of steps.entries()) {
    for (const [index, run] of runs.entries()) {
      entering(index, step.index);
      run.extract(step, position);
    }
  }
  return { columns: runs.flatMap((run) => run.columns()), remarks: remarks.remarks() };
}

/** One feature on its way through the steps of a block. */
class FeatureRun {
  readonly #feature: RunnableFeature;
  readonly #outputs: readonly Output[];
  readonly #columns: readonly BlockColumn[];
  readonly #remarks: RemarkBook;

  constructor(feature: RunnableFeature, steps: number, remarks: RemarkBook) {
    this.#feature = feature;
    this.#outputs = feature.extractor.outputs(feature.params);
    this.#columns = this.#outputs.map(({ shape }) => new BlockColumn(shape, steps));
    this.#remarks = remarks;
  }

  extract(step: Step, position: number): void {
    try {
      this.#take(this.#feature.extractor.extract(step, this.#feature.params), step, position);
    } catch (error) {
      this.#remarks.add(this.#feature.name, 'failure', step.index, messageOf(error));
    }
  }

  #take(extracted: Extracted, { index: step }: Step, position: number): void {
    const isObject = typeof extracted === 'object' && extracted !== null;
    if (isObject && isMissing(extracted)) {
      this.#put(0, position, step, extracted);
      return;
    }
    const { outputs, note } = isObject && isResults(extracted) ? extracted : { outputs: [extracted], note: undefined };
    if (!Array.isArray(outputs)) throw new Error('the extractor gave outputs that are no list');
    if (outputs.length !== this.#columns.length) {
      throw new Error(`the extractor gave ${outputs.length} outputs and declares ${this.#columns.length}`);
    }
    for (const [output, result] of outputs.entries()) this.#put(output, position, step, result);
    if (note !== undefined) this.#remarks.add(this.#feature.name, 'note', step, note);
  }

  #put(output: number, position: number, step: number, result: Value | Missing): void {
    if (typeof result === 'object' && result !== null && isMissing(result)) {
      // The feature is null where its first output is; the other outputs are told by their own empty cells.
      if (output === 0) this.#remarks.add(this.#feature.name, 'null', step, result.missing);
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
