import { basename } from 'node:path';
import type { CatalogExperiment, IndexedValue } from './entry.js';

/** What is told of each experiment of a catalog, in the order of columns: names are those of searches. */
export interface ExperimentFields {
  readonly chip_id?: string;
  readonly device_id?: string;
  readonly test_id?: string;
  readonly batch_id?: string;
  readonly description?: string;
  readonly name?: string;
  readonly device_type?: string;
  readonly status?: string;
  /** As they stand in the file, ISO 8601. */
  readonly created_at?: string;
  readonly completed_at?: string;
  /** Percent. */
  readonly completion?: number;
  /** Steps that are recorded in the file. */
  readonly steps: number;
  readonly transfer_steps: number;
  readonly transient_steps: number;
  /** Size of the file. */
  readonly bytes: number;
  /** Absolute path. */
  readonly file: string;
}

/** The name of a field. */
export type FieldName = keyof ExperimentFields;

type Reader<F extends FieldName> = (experiment: CatalogExperiment) => ExperimentFields[F] | undefined;

const text =
  (attribute: string) =>
  ({ attributes }: CatalogExperiment): string | undefined =>
    textOf(attributes[attribute]);

const READERS: { readonly [F in FieldName]-?: Reader<F> } = {
  chip_id: text('chip_id'),
  device_id: text('device_number'),
  test_id: text('test_id'),
  batch_id: text('batch_id'),
  description: text('description'),
  name: text('name'),
  device_type: text('device_type'),
  status: text('status'),
  created_at: text('created_at'),
  completed_at: text('completed_at'),
  completion: ({ attributes }) => numberOf(attributes.completion_percentage),
  steps: ({ steps }) => steps.transfer + steps.transient,
  transfer_steps: ({ steps }) => steps.transfer,
  transient_steps: ({ steps }) => steps.transient,
  bytes: ({ stamp }) => stamp.size,
  file: ({ file }) => file,
};

export const FIELD_NAMES = Object.keys(READERS) as readonly FieldName[];

/** One of the fields of an experiment; undefined if its file does not say. */
export function fieldOf<F extends FieldName>(experiment: CatalogExperiment, field: F): ExperimentFields[F] | undefined {
  return (READERS[field] as Reader<F>)(experiment);
}

/** All fields of an experiment, those left out that its file does not say. */
export function fieldsOf(experiment: CatalogExperiment): ExperimentFields {
  const known = FIELD_NAMES.map((field) => [field, READERS[field](experiment)] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as unknown as ExperimentFields;
}

/** What to call an experiment: its file name, without the ending. */
export function experimentId({ file }: Pick<CatalogExperiment, 'file'>): string {
  return basename(file).replace(/\.h5$/i, '');
}

function textOf(value: IndexedValue | undefined): string | undefined {
  const trimmed = value === undefined ? '' : String(value).trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A number, or the text of one; empty text is none. */
function numberOf(value: IndexedValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}
