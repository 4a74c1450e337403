import { resolve } from 'node:path';
import { OectError } from '../errors.js';
import { describeDatatype } from '../hdf5/datatype.js';
import type { Scalar } from '../hdf5/decode.js';
import type { Hdf5Dataset } from '../hdf5/hdf5-dataset.js';
import { type Hdf5File, openHdf5 } from '../hdf5/hdf5-file.js';
import { checkUnchanged, stampOf } from './file-stamp.js';
import {
  GROUPS,
  isKnownVersion,
  MEASUREMENTS,
  STEP_TABLES,
  TRANSFER_ROWS,
  TRANSIENT_ROWS,
  WORKFLOW,
} from './hdf5-layout.js';
import type { Attributes, ExperimentHead, TransferLayout, TransientLayout } from './head.js';
import { readAttributes } from './read-attributes.js';
import type { Source } from './step.js';
import { readTransientRecords } from './transient-records.js';

/**
 * Reads everything of an experiment file but its measurements. The file is closed again.
 *
 * @param file relative or absolute path
 * @throws OectError `file-not-found`, `permission-denied`, `not-hdf5`, `file-truncated`, `data-corrupt`, `file-changed`,
 * or `wrong-layout` if the file is HDF5 but no experiment that can be read.
 */
export async function readHead(file: string): Promise<ExperimentHead> {
  const { head, hdf5 } = await openWithHead(file);
  hdf5.close();
  return head;
}

/** As {@link readHead}, with the file still open: whoever asked for it closes it. */
export async function openWithHead(file: string): Promise<{ readonly head: ExperimentHead; readonly hdf5: Hdf5File }> {
  const absolute = resolve(file);
  const stamp = stampOf(absolute);
  const hdf5 = await openHdf5(absolute);
  try {
    const head = { file: absolute, stamp, ...headOf(hdf5) };
    checkUnchanged(absolute, stamp);
    return { head, hdf5 };
  } catch (error) {
    hdf5.close();
    throw error;
  }
}

/** A part of the head, and what is odd about it. */
interface Found<T> {
  readonly value?: T;
  readonly warnings: readonly string[];
}

function headOf(hdf5: Hdf5File): Omit<ExperimentHead, 'file' | 'stamp'> {
  const { attributes, warnings } = readAttributes(hdf5);
  checkVersion(hdf5.file, attributes);
  const workflow = readWorkflow(hdf5);
  const transfer = readLayout(hdf5, 'transfer', transferLayout);
  const transient = readLayout(hdf5, 'transient', transientLayout);
  const empty =
    transfer.value === undefined && transient.value === undefined
      ? ['The file has no transfer and no transient data.']
      : [];
  return {
    attributes,
    ...(workflow.value && { workflow: workflow.value }),
    ...(transfer.value && { transfer: transfer.value }),
    ...(transient.value && { transient: transient.value }),
    warnings: [...warnings, ...workflow.warnings, ...transfer.warnings, ...transient.warnings, ...empty],
  };
}

function checkVersion(file: string, { format_version: version }: Attributes): void {
  if (typeof version === 'string' && isKnownVersion(version)) return;
  const found = version === undefined ? 'it has none' : `its own is ${JSON.stringify(String(version))}`;
  throw new OectError(
    'wrong-layout',
    `${file}: format_version must begin with 2.0_ and contain new_storage, but ${found}; convert the file first`,
    { file, path: '/' },
  );
}

function readWorkflow(hdf5: Hdf5File): Found<readonly unknown[]> {
  const kind = hdf5.kindOf(WORKFLOW);
  if (kind === undefined) return { warnings: [] };
  const [text] = hdf5.dataset(WORKFLOW).readValues();
  const value = parsed(text);
  if (Array.isArray(value)) return { value, warnings: [] };
  return { warnings: [`${WORKFLOW} is left out: it is not a JSON list of steps.`] };
}

function parsed(text: Scalar | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function readLayout<T>(
  hdf5: Hdf5File,
  source: Source,
  layoutOf: (hdf5: Hdf5File, data: Hdf5Dataset) => Found<T>,
): Found<T> {
  const group = GROUPS[source];
  if (hdf5.kindOf(group) === undefined) return { warnings: [] };
  if (hdf5.kindOf(group) === 'group' && hdf5.namesIn(group).length === 0) return { warnings: [`${group} is empty.`] };
  return layoutOf(hdf5, hdf5.dataset(MEASUREMENTS[source]));
}

function transferLayout(hdf5: Hdf5File, data: Hdf5Dataset): Found<TransferLayout> {
  const [steps = 0, rows, points = 0] = data.shape ?? [];
  if (data.shape?.length !== 3 || rows !== TRANSFER_ROWS) throw wrongShape(hdf5, data, '[step, 2, point]');
  checkFloat64(hdf5, data);
  const value = { steps, points, chunkSteps: data.chunks?.[0] ?? 1 };
  const records = hdf5.kindOf(STEP_TABLES.transfer) && hdf5.dataset(STEP_TABLES.transfer).shape?.[0];
  if (records === undefined || records === steps) return { value, warnings: [] };
  return { value, warnings: [`${STEP_TABLES.transfer} has ${records} records, but there are ${steps} steps.`] };
}

function transientLayout(hdf5: Hdf5File, data: Hdf5Dataset): Found<TransientLayout> {
  const [rows, samples = 0] = data.shape ?? [];
  if (data.shape?.length !== 2 || rows !== TRANSIENT_ROWS.count) throw wrongShape(hdf5, data, '[3, sample]');
  checkFloat64(hdf5, data);
  const records = readTransientRecords(hdf5, samples);
  const value = { ...records, chunkSamples: data.chunks?.[1] ?? 1 };
  if (records.steps > 0 || samples === 0) return { value, warnings: [] };
  return { value, warnings: [`${data.path} has ${samples} samples, but ${STEP_TABLES.transient} has no step.`] };
}

function checkFloat64({ file }: Hdf5File, { path, type }: Hdf5Dataset): void {
  if (type.kind === 'float' && type.bytes === 8) return;
  throw new OectError('wrong-layout', `${file}: ${path} must be float64, but is ${describeDatatype(type)}`, {
    file,
    path,
  });
}

function wrongShape({ file }: Hdf5File, { path, shape }: Hdf5Dataset, wanted: string): OectError {
  const found = shape === undefined ? 'none' : `[${shape.join(', ')}]`;
  return new OectError('wrong-layout', `${file}: ${path} must have the shape ${wanted}, but has ${found}`, {
    file,
    path,
  });
}
