import { OectError } from '../errors.js';
import { jointCount } from '../experiment/head.js';
import type { StepRange } from '../experiment/read-plan.js';
import type { Source } from '../experiment/step.js';
import { columnName, type ExtractedFeature } from '../graph/feature.js';
import { type Column, type Columns, sharedLengths, sharedNulls, widthOf } from '../table/column.js';
import type { Remark } from '../table/remark.js';
import type { TakenOver } from '../table/taken-over.js';
import { BlockColumn } from './block-column.js';
import { mergeRemarks } from './remark-book.js';
import type { StepResult } from './step-task.js';

/**
 * The columns of one layer of an experiment, filled by what is taken over and by the results of its tasks, in whatever order
 * and sizes they come: the same columns each time, one per output, null where no result covers a row.
 */
export class LayerColumns {
  readonly #features: readonly ExtractedFeature[];
  readonly #columns: ReadonlyMap<string, GrowingColumn>;
  /** Of each feature, which steps have been answered. */
  readonly #answered: ReadonlyMap<string, Uint8Array>;
  readonly #remarks: Remark[] = [];

  /** @param steps - of the experiment, by source */
  constructor(features: readonly ExtractedFeature[], steps: Readonly<Record<Source, number>>, takenOver?: TakenOver) {
    this.#features = features;
    this.#columns = new Map(
      features.flatMap(({ name, sources, outputs }) =>
        outputs.map((output) => [
          columnName(name, output),
          new GrowingColumn(new BlockColumn(output.shape, 0).finish(), jointCount(sources, steps)),
        ]),
      ),
    );
    this.#answered = new Map(features.map(({ name, sources }) => [name, new Uint8Array(jointCount(sources, steps))]));
    for (const { name } of features) {
      const taken = takenOver?.features.get(name);
      if (taken === undefined) continue;
      const first = { start: 0, stop: taken.steps };
      this.#answer(name, first);
      this.#put(first, taken);
    }
  }

  /** @throws OectError `internal` if a cell of the result has been answered before, or is none of the layer's */
  take({ task, steps, columns, remarks }: StepResult): void {
    for (const { name } of task.features) this.#answer(name, steps);
    this.#put(steps, { columns, remarks });
  }

  /** @throws OectError `internal` if a cell has not been answered */
  finish(): { readonly columns: Columns; readonly remarks: readonly Remark[] } {
    for (const { name } of this.#features) {
      const missing = this.#answered.get(name)?.indexOf(0) ?? -1;
      if (missing >= 0) throw unbalanced(name, missing, 'has not been answered');
    }
    const columns = new Map([...this.#columns].map(([name, column]) => [name, column.finish()]));
    return { columns, remarks: mergeRemarks(this.#remarks) };
  }

  #put({ start }: StepRange, { columns, remarks }: Pick<StepResult, 'columns' | 'remarks'>): void {
    for (const [name, column] of columns) this.#columns.get(name)?.put(start, column);
    // One by one: there may be more of them than a call may have arguments.
    for (const remark of remarks) this.#remarks.push(remark);
  }

  #answer(feature: string, { start, stop }: StepRange): void {
    const answered = this.#answered.get(feature);
    if (answered === undefined || start < 0 || stop > answered.length)
      throw unbalanced(feature, stop - 1, 'is none of the layer');
    const before = answered.subarray(start, stop).indexOf(1);
    if (before >= 0) throw unbalanced(feature, start + before, 'has been answered twice');
    answered.fill(1, start, stop);
  }
}

/** A column that is filled part by part, and widened when a part of a dynamic shape is wider than all before it. */
class GrowingColumn {
  #column: Column;

  /** @param empty - what the column is without rows */
  constructor(empty: Column, rows: number) {
    const [, ...inner] = empty.shape;
    this.#column = {
      shape: [rows, ...inner],
      values: sharedNulls(rows * widthOf(empty)),
      ...(empty.lengths && { lengths: sharedLengths(rows) }),
    };
  }

  put(start: number, part: Column): void {
    if (widthOf(part) > widthOf(this.#column)) this.#widen(part);
    copyRows(part, this.#column, start);
    if (part.lengths !== undefined) this.#column.lengths?.set(part.lengths, start);
  }

  finish(): Column {
    return this.#column;
  }

  #widen({ shape: [, ...inner] }: Column): void {
    const narrow = this.#column;
    const [rows] = narrow.shape;
    const width = inner.reduce((product, size) => product * size, 1);
    this.#column = { ...narrow, shape: [rows, ...inner], values: sharedNulls(rows * width) };
    copyRows(narrow, this.#column, 0);
  }
}

/** Copies the rows of a column into a wider one, or one of the same width, from its row `start` on. */
function copyRows(from: Column, to: Column, start: number): void {
  const [width, room] = [widthOf(from), widthOf(to)];
  if (width === room) {
    to.values.set(from.values, start * room);
    return;
  }
  for (let row = 0; row < from.shape[0]; row++) {
    to.values.set(from.values.subarray(row * width, (row + 1) * width), (start + row) * room);
  }
}

function unbalanced(feature: string, step: number, what: string): OectError {
  return new OectError('internal', `the books do not balance: step ${step} of feature "${feature}" ${what}`);
}
