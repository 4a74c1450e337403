import type { Configuration } from '../../lib/config/configuration.js';
import { messageOf } from '../../lib/errors.js';
import { createExperiment, type Experiment } from '../../lib/experiment/experiment.js';
import { readHead } from '../../lib/experiment/read-head.js';
import type { JointStep, Source, Step } from '../../lib/experiment/step.js';
import { type Extracted, type InputValues, isMissing, isResults, type Shape } from '../../lib/extractors/extractor.js';
import { columnName, type ExtractedFeature } from '../../lib/graph/feature.js';
import type { Column, Columns } from '../../lib/table/column.js';
import { withColumns } from '../../lib/table/computed.js';
import type { Remark } from '../../lib/table/remark.js';
import { type CompletedExperiment, completeExperiment } from '../../lib/task/complete-experiment.js';
import { deriveColumns } from '../../lib/task/derive-columns.js';
import { mergeRemarks } from '../../lib/task/remark-book.js';
import { readSteps } from './golden.js';

/** All features of one file, without streams, threads, blocks or plans: each extractor called on each step, one by one. */
export async function plainLoop(file: string, configuration: Configuration): Promise<CompletedExperiment> {
  const steps = { transfer: await readSteps(file, 'transfer'), transient: await readSteps(file, 'transient') };
  let experiment = createExperiment(await readHead(file));
  for (const { extracted, derived } of configuration.graph.layers) {
    experiment = deriveColumns(extractAll(experiment, extracted, steps), derived);
  }
  return completeExperiment(experiment, configuration);
}

function extractAll(
  experiment: Experiment,
  features: readonly ExtractedFeature[],
  steps: { readonly [S in Source]: readonly Step[] },
): Experiment {
  const results = features.map((feature) => extractFeature(feature, stepsFor(feature, steps), experiment.columns));
  return withColumns(
    experiment,
    results.flatMap(({ columns }) => columns),
    mergeRemarks(results.flatMap(({ remarks }) => remarks)),
  );
}

/** What the extractor is given, step by step: of several sources as far as all of them go. */
function stepsFor(
  { extractor: { source } }: ExtractedFeature,
  steps: { readonly [S in Source]: readonly Step[] },
): readonly (Step | JointStep)[] {
  if (typeof source === 'string') return steps[source];
  const { transfer, transient } = steps;
  const both = transfer.slice(0, transient.length);
  return both.map((step, index) => ({ index, transfer: step, transient: transient[index] }) as JointStep);
}

function extractFeature(feature: ExtractedFeature, steps: readonly (Step | JointStep)[], earlier: Columns) {
  const remarks: Remark[] = [];
  const rows = steps.map((step) => {
    const remark = (kind: Remark['kind'], reason: string) =>
      void remarks.push({ feature: feature.name, kind, reason, steps: [step.index] });
    const inputs = inputsOf(feature, step.index, earlier);
    return numbersOf(() => feature.extractor.extract(step, feature.params, inputs), remark);
  });
  const columns = feature.outputs.map((output, i) => {
    const cells = rows.map((row) => row[i] ?? []);
    return [columnName(feature.name, output), columnOf(output.shape, cells)] as const;
  });
  return { columns, remarks };
}

/** What the earlier features of an extractor are in a step. */
function inputsOf({ extractor, inputs }: ExtractedFeature, step: number, columns: Columns): InputValues {
  const names = Object.entries(extractor.inputs ?? {});
  return Object.fromEntries(
    names.map(([name, { shape }], i) => [name, cellOf(columns.get(inputs[i] ?? ''), shape, step)]),
  );
}

function cellOf(column: Column | undefined, taken: Shape, step: number): number | Float64Array {
  if (column === undefined) throw new Error('there is no such column');
  const { shape, values, lengths } = column;
  const [rows, first = 1, ...inner] = shape;
  const size = inner.reduce((product, length) => product * length, 1);
  const width = first * size;
  const row = Array.from({ length: width }, (_, i) =>
    step < rows ? (values[step * width + i] as number) : Number.NaN,
  );
  if (taken.length === 0) return row[0] ?? Number.NaN;
  return Float64Array.from(row.slice(0, (lengths === undefined ? first : (lengths[step] ?? 0)) * size));
}

/** The numbers of each output of one cell; none where there is no value. */
function numbersOf(
  extract: () => Extracted,
  remark: (kind: Remark['kind'], reason: string) => void,
): readonly (readonly number[])[] {
  let extracted: Extracted;
  try {
    extracted = extract();
  } catch (error) {
    remark('failure', messageOf(error));
    return [];
  }
  const { outputs, note } = isResults(extracted) ? extracted : { outputs: [extracted], note: undefined };
  if (note !== undefined) remark('note', note);
  return outputs.map((output, i) => {
    if (!isMissing(output)) return typeof output === 'number' ? [output] : Array.from(output);
    if (i === 0) remark('null', output.missing);
    return [];
  });
}

function columnOf(shape: Shape, cells: readonly (readonly number[])[]): Column {
  const fixed = shape.filter((size) => typeof size === 'number');
  const unit = fixed.reduce((product, size) => product * size, 1);
  const dynamic = fixed.length < shape.length;
  const lengths = Int32Array.from(cells, ({ length }) => length / unit);
  const widest = Math.max(0, ...lengths);
  const width = dynamic ? widest * unit : unit;
  const values = cells.flatMap((cell) => Array.from({ length: width }, (_, i) => cell[i] ?? Number.NaN));
  const inner = dynamic ? [widest, ...fixed] : fixed;
  return { shape: [cells.length, ...inner], values: Float64Array.from(values), ...(dynamic && { lengths }) };
}
