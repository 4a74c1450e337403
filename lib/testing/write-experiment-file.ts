import { resolve } from 'node:path';
import {
  GROUPS,
  PARAMETER_PREFIX,
  START_COLUMN,
  STEP_TABLES,
  STOP_COLUMN,
  WORKFLOW,
} from '../experiment/hdf5-layout.js';
import type { TransferStep, TransientStep } from '../experiment/step.js';
import type { TableColumn } from '../simulation/hdf5-encode.js';
import { createHdf5, type Hdf5Output, type OutputAttribute } from '../simulation/hdf5-output.js';
import { transferBlocks, transientBlocks } from '../simulation/step-blocks.js';

/** What an experiment file holds. */
export interface ExperimentContent {
  /** Of the file: `chip_id`, `device_number`, ... What is not given is not there. */
  readonly attributes?: Readonly<Record<string, OutputAttribute>>;
  /** JSON. */
  readonly workflow?: readonly unknown[];
  /** In the order of their steps, whatever their `index`; a source without steps is not in the file. */
  readonly transfer: readonly TransferStep[];
  readonly transient: readonly TransientStep[];
}

/**
 * Writes an experiment file as instruments do, and returns its absolute path: sweeps padded with NaN to the longest, traces
 * one behind the other, their timing in the steps' records and in the workflow.
 *
 * Read again, the steps are as they were but for their `index` and what a file cannot hold: points that are not finite are
 * left out, the type of the device and the timing of the workflow are those of the first step that has one.
 *
 * @param file - is replaced if it is there
 * @throws OectError `write-failed`
 */
export async function writeExperimentFile(file: string, content: ExperimentContent): Promise<string> {
  const path = resolve(file);
  const output = await createHdf5(path, path);
  try {
    output.attributes('/', { format_version: '2.0_new_storage', ...deviceType(content), ...content.attributes });
    const workflow = content.workflow ?? workflowOf(content.transient);
    if (workflow !== undefined) {
      output.group('/raw');
      output.text(WORKFLOW, JSON.stringify(workflow));
    }
    if (content.transfer.length > 0) writeTransfer(output, content.transfer);
    if (content.transient.length > 0) writeTransient(output, content.transient);
    output.close();
    return path;
  } finally {
    output.discard();
  }
}

function deviceType({ transfer }: ExperimentContent): Readonly<Record<string, string>> {
  const found = transfer.find((step) => step.deviceType !== undefined)?.deviceType;
  return found === undefined ? {} : { device_type: found };
}

function workflowOf(steps: readonly TransientStep[]): readonly unknown[] | undefined {
  const timing = steps.find((step) => step.timing?.workflow !== undefined)?.timing?.workflow;
  if (timing === undefined) return undefined;
  const { period, sampleRate } = timing;
  const half = period === undefined ? {} : { topTime: (1000 * period) / 2, bottomTime: (1000 * period) / 2 };
  const rate = sampleRate === undefined ? {} : { timeStep: 1000 / sampleRate };
  return [{ id: 't1', type: 'transient', command_id: 1, params: { ...half, ...rate } }];
}

function writeTransfer(output: Hdf5Output, steps: readonly TransferStep[]): void {
  output.group(GROUPS.transfer);
  // HDF5 has no chunks without numbers: of steps without points one padded point is in the file.
  const points = Math.max(1, ...steps.map(({ Vg }) => Vg.length));
  const blocks = transferBlocks(output, steps.length, points);
  output.table(STEP_TABLES.transfer, [stepIndex(steps)]);
  for (const step of steps) blocks.add(step);
  blocks.finish();
}

function writeTransient(output: Hdf5Output, steps: readonly TransientStep[]): void {
  output.group(GROUPS.transient);
  const stops: number[] = [];
  for (const { Id } of steps) stops.push((stops.at(-1) ?? 0) + Id.length);
  const samples = stops.at(-1) ?? 0;
  const blocks = transientBlocks(output, Math.max(1, samples), 1e-3);
  const timings = steps.map(({ timing }) => timing?.record ?? {});
  const whole = (name: string, at: (step: number) => number): TableColumn => ({
    name,
    values: BigInt64Array.from({ length: steps.length }, (_, step) => BigInt(at(step))),
  });
  // As text, for it may be a fraction of a millisecond; a record that does not say it has no text there.
  const milliseconds = (name: string, values: readonly number[]): TableColumn => ({
    name: `${PARAMETER_PREFIX}${name}`,
    values: values.map((value) => (Number.isNaN(value) ? '' : String(value))),
  });
  const halves = timings.map(({ period = Number.NaN }) => (1000 * period) / 2);
  output.table(STEP_TABLES.transient, [
    stepIndex(steps),
    whole(START_COLUMN, (step) => stops[step - 1] ?? 0),
    whole(STOP_COLUMN, (step) => stops[step] as number),
    milliseconds('topTime', halves),
    milliseconds('bottomTime', halves),
    milliseconds(
      'timeStep',
      timings.map(({ sampleRate = Number.NaN }) => 1000 / sampleRate),
    ),
  ]);
  for (const step of steps) blocks.add(step);
  blocks.finish();
}

function stepIndex(steps: readonly unknown[]): TableColumn {
  return { name: 'step_index', values: BigInt64Array.from(steps.keys(), BigInt) };
}
