import { File, type Group, ready } from 'h5wasm/node';

/** What to write into an experiment file; what is not given is not in the file. */
export interface ExperimentContents {
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Text of `/raw/workflow`. */
  readonly workflow?: string;
  readonly transfer?: { readonly data?: NumbersOf; readonly table?: Table };
  readonly transient?: { readonly data?: NumbersOf; readonly table?: Table };
}

export interface NumbersOf {
  readonly shape: readonly number[];
  readonly chunks?: readonly number[];
  /** Row-major. Default: 0, 1, 2, ... */
  readonly values?: readonly number[];
  /** Default: `<d`, float64. */
  readonly dtype?: string;
  /** Shape that a chunked data set is given after it was written. */
  readonly grownTo?: readonly number[];
}

/** Columns of a compound table: bigint becomes int64, number float64. */
export type Table = Readonly<Record<string, readonly (number | bigint)[]>>;

/** Writes an experiment file, right or wrong as the contents say, and returns its path. */
export async function writeExperiment(file: string, contents: ExperimentContents): Promise<string> {
  await ready;
  const hdf5 = new File(file, 'w');
  try {
    const attributes = contents.attributes ?? { format_version: '2.0_new_storage' };
    for (const [name, value] of Object.entries(attributes)) hdf5.create_attribute(name, value);
    if (contents.workflow !== undefined) {
      hdf5.create_group('raw').create_dataset({ name: 'workflow', data: contents.workflow });
    }
    for (const source of ['transfer', 'transient'] as const) {
      const part = contents[source];
      if (part === undefined) continue;
      const group = hdf5.create_group(source);
      if (part.data !== undefined) writeNumbers(group, part.data);
      if (part.table !== undefined) writeTable(group, part.table);
    }
  } finally {
    hdf5.close();
  }
  return file;
}

function writeNumbers(group: Group, { shape, chunks, values, dtype = '<d', grownTo }: NumbersOf): void {
  const length = shape.reduce((product, size) => product * size, 1);
  const dataset = group.create_dataset({
    name: 'measurement_data',
    data: [...(values ?? Array.from({ length }, (_, i) => i))],
    shape: [...shape],
    dtype,
    ...(chunks && { chunks: [...chunks], compression: 4 }),
    ...(grownTo && { maxshape: shape.map(() => null) }),
  });
  if (grownTo !== undefined) dataset.resize([...grownTo]);
}

function writeTable(group: Group, table: Table): void {
  const dtypes = Object.entries(table).map(([name, values]): [string, string] => [
    name,
    typeof values[0] === 'bigint' ? '<q' : '<d',
  ]);
  group.create_dataset({
    name: 'step_info_table',
    data: new Map(Object.entries(table).map(([name, values]) => [name, [...values]])) as never,
    shape: [Object.values(table)[0]?.length ?? 0],
    dtype: dtypes as never,
  });
}
