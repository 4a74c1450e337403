import { createExperiment, type Experiment } from '../../experiment/experiment.js';
import type { ExperimentHead } from '../../experiment/head.js';
import { jointSteps } from '../../experiment/joint-steps.js';
import { openStepReader } from '../../experiment/step-reader.js';
import type { InputValues, Shape, Value } from '../../extractors/extractor.js';
import { stepFor } from '../../extractors/sources.js';
import { columnName, type ExtractedFeature } from '../../graph/feature.js';
import type { Column, Columns } from '../../table/column.js';
import { withColumns } from '../../table/computed.js';
import { BlockColumn } from '../../task/block-column.js';
import { planLayer } from '../../task/plan-layer.js';
import { stepInputs } from '../../task/step-inputs.js';
import type { StepTask } from '../../task/step-task.js';
import { resultsOf } from '../results.js';
import type { Given } from '../rows.js';
import type { Subject } from './law.js';

/** The column of the feature that is given for an input. */
export const inputColumn = (input: string): string => `input_${input}`;

/** The experiment with the features that the extractor builds on already computed: what the subject says of each step. */
export async function withInputs(
  subject: Subject,
  feature: ExtractedFeature,
  head: ExperimentHead,
): Promise<Experiment> {
  const experiment = createExperiment(head);
  const { inputs } = feature.extractor;
  if (feature.inputs.length === 0 || inputs === undefined) return experiment;
  const { reads: _, ...readsAll } = feature.extractor;
  const values = (await readSteps({ ...feature, extractor: readsAll }, experiment)).map((step) =>
    subject.inputsOf(step),
  );
  const columns = Object.entries(inputs).map(([name, { shape }]): [string, Column] => [
    inputColumn(name),
    columnOf(
      shape,
      values.map((given) => given?.[name]),
    ),
  ]);
  return withColumns(experiment, columns, []);
}

/** What a loop gives that calls the extractor for each step of the file, from the last to the first. */
export async function plainColumns(
  subject: Subject,
  feature: ExtractedFeature,
  experiment: Experiment,
): Promise<Columns> {
  const inputsOf = stepInputs(feature, experiment.columns);
  const steps = await readSteps(feature, experiment);
  const results = steps
    .toReversed()
    .map((step) => resultsIn(subject, step, inputsOf?.(step.index)))
    .toReversed();
  return new Map(
    feature.outputs.map((output, i) => [
      columnName(feature.name, output),
      columnOf(
        output.shape,
        results.map((ofStep) => ofStep[i]),
      ),
    ]),
  );
}

export function tasksOf(feature: ExtractedFeature, experiment: Experiment, stepsPerTask?: number): readonly StepTask[] {
  const layer = { index: 0, extracted: [feature], derived: [] };
  return planLayer(experiment, layer, stepsPerTask === undefined ? {} : { stepsPerTask });
}

async function readSteps(feature: ExtractedFeature, experiment: Experiment): Promise<readonly Given[]> {
  const [task] = tasksOf(feature, experiment) as [StepTask];
  const reader = await openStepReader(experiment.file, experiment.head.stamp);
  try {
    const joint = jointSteps(task.plans.map((plan) => reader.read(plan)));
    return joint.map((steps) => stepFor(feature.extractor, steps));
  } finally {
    reader.close();
  }
}

/** None where it throws: which is for other laws to tell. */
function resultsIn(subject: Subject, step: Given, inputs: InputValues | undefined): readonly (Value | undefined)[] {
  try {
    return resultsOf(subject.extract(step, { inputs })).map((result) =>
      typeof result === 'object' && 'missing' in result ? undefined : result,
    );
  } catch {
    return [];
  }
}

function columnOf(shape: Shape, results: readonly (Value | undefined)[]): Column {
  const column = new BlockColumn(shape, results.length);
  for (const [position, result] of results.entries()) if (result !== undefined) column.put(position, result);
  return column.finish();
}
