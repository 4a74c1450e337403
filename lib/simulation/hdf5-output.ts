import { messageOf, OectError } from '../errors.js';
import { loadNative, type NativeHdf5, type NativeModule } from '../hdf5/native.js';
import {
  encodeRecords,
  FLOAT64,
  INT8,
  INT64,
  type NativeType,
  recordType,
  type TableColumn,
  TEXT,
} from './hdf5-encode.js';

/**
 * An attribute: text is written as variable-length UTF-8, a bigint as int64, a number as float64, and a boolean as int8,
 * since h5wasm cannot write the enumeration that HDF5 programs use for booleans.
 */
export type OutputAttribute = string | readonly string[] | bigint | number | boolean;

/** The functions of h5wasm's compiled module that write; see {@link NativeModule} for those that read. */
interface WritingModule extends NativeModule {
  create_group(id: bigint, path: string, trackOrder: boolean): number;
  create_dataset(id: bigint, path: string, pointer: bigint, layout: NativeLayout): number;
  create_vlen_str_dataset(id: bigint, path: string, texts: readonly string[], layout: NativeLayout): number;
  create_attribute(id: bigint, path: string, name: string, pointer: bigint, layout: NativeLayout): number;
  create_vlen_str_attribute(
    id: bigint,
    path: string,
    name: string,
    texts: readonly string[],
    layout: NativeLayout,
  ): number;
  resize_dataset(id: bigint, path: string, shape: bigint[]): number;
  set_dataset_data(
    id: bigint,
    path: string,
    count: bigint[],
    offset: bigint[],
    strides: bigint[],
    pointer: bigint,
  ): number;
}

interface NativeLayout extends NativeType {
  readonly shape: bigint[];
  readonly maxshape: bigint[];
  readonly chunks: bigint[] | null;
  /** Number of the one filter that h5wasm can set; 0 for none. */
  readonly compression: number;
  readonly compression_opts: number[];
}

const REPLACE = 2;
const LIBVER_DEFAULT = -1;
const GZIP = 1;
const GZIP_LEVEL = 4;
const TABLE_CHUNK_ROWS = 512;

/**
 * Creates an HDF5 file, replacing what stands there. It must be closed, or discarded: it holds a file descriptor.
 *
 * @param path Where it is created.
 * @param file What errors call it: the name it will have in the end.
 * @throws OectError `write-failed` if it cannot be created.
 */
export async function createHdf5(path: string, file: string): Promise<Hdf5Output> {
  return new Hdf5Output(await loadNative(), path, file);
}

/**
 * An HDF5 file being written. Data sets may be larger than memory: they are created empty and written part by part.
 *
 * All methods throw OectError `write-failed` when HDF5 reports a fault, such as a full disk. Chunked data is compressed,
 * without checksums: h5wasm writes one filter a data set.
 */
export class Hdf5Output {
  readonly file: string;
  readonly #native: NativeHdf5;
  readonly #id: bigint;
  #open = true;

  constructor(native: NativeHdf5, path: string, file: string) {
    this.file = file;
    this.#native = native;
    this.#id = this.#call('create the file', (module) =>
      module.open(path, REPLACE, false, LIBVER_DEFAULT, LIBVER_DEFAULT),
    );
  }

  group(path: string): void {
    this.#call(`create ${path}`, (module) => module.create_group(this.#id, path, false));
  }

  /** Adds attributes to a group or data set. */
  attributes(path: string, attributes: Readonly<Record<string, OutputAttribute>>): void {
    for (const [name, value] of Object.entries(attributes)) this.#attribute(path, name, value);
  }

  /** A single text. */
  text(path: string, text: string): void {
    this.#call(`write ${path}`, (module) =>
      module.create_vlen_str_dataset(this.#id, path, [text], contiguous(TEXT, [])),
    );
  }

  /** A compound table; all columns are equally long. */
  table(path: string, columns: readonly TableColumn[]): void {
    const rows = columns[0]?.values.length ?? 0;
    const layout = compressed(recordType(columns), [rows], [rows], [Math.min(rows, TABLE_CHUNK_ROWS)]);
    this.#lend(`write ${path}`, encodeRecords(columns), (module, pointer) =>
      module.create_dataset(this.#id, path, pointer, layout),
    );
  }

  /** A float64 data set whose values are yet to be written with {@link write}. */
  float64(path: string, shape: readonly number[], chunks: readonly number[]): void {
    // h5wasm always writes the values when it creates a data set. One without elements has none to write, and it may
    // then grow to its real size.
    const empty = shape.map((size, d) => (d === shape.length - 1 ? 0 : size));
    const layout = compressed(FLOAT64, empty, shape, chunks);
    this.#call(`create ${path}`, (module) => module.create_dataset(this.#id, path, 0n, layout));
    this.#call(`create ${path}`, (module) => module.resize_dataset(this.#id, path, shape.map(BigInt)));
  }

  /**
   * Writes a block of a float64 data set, row-major. Blocks that end on chunk edges are compressed once only.
   *
   * @param start First index of the block in each dimension.
   * @param count Elements of the block in each dimension.
   */
  write(path: string, start: readonly number[], count: readonly number[], values: Float64Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const [offset, size, stride] = [start.map(BigInt), count.map(BigInt), count.map(() => 1n)];
    this.#lend(`write ${path}`, bytes, (module, pointer) =>
      module.set_dataset_data(this.#id, path, size, offset, stride, pointer),
    );
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#call('close the file', (module) => module.close_file(this.#id));
  }

  /** Closes a file that is not wanted any more: faults do not matter then. */
  discard(): void {
    try {
      this.close();
    } catch {
      // The file is about to be removed.
    }
  }

  #attribute(path: string, name: string, value: OutputAttribute): void {
    const task = `write attribute ${name} of ${path}`;
    const id = this.#id;
    if (typeof value === 'string' || typeof value === 'object') {
      const [texts, shape] = typeof value === 'string' ? [[value], []] : [value, [value.length]];
      this.#call(task, (module) => module.create_vlen_str_attribute(id, path, name, texts, contiguous(TEXT, shape)));
      return;
    }
    const { type, bytes } = encodeNumber(value);
    this.#lend(task, bytes, (module, pointer) =>
      module.create_attribute(id, path, name, pointer, contiguous(type, [])),
    );
  }

  /** A call that reads these bytes from HDF5's heap. */
  #lend(task: string, bytes: Uint8Array, use: (module: WritingModule, pointer: bigint) => number): void {
    this.#native.withMemory(bytes.byteLength, { file: this.file, task }, (pointer) => {
      this.#native.heap.set(bytes, pointer);
      this.#call(task, (module) => use(module, BigInt(pointer)));
    });
  }

  /** HDF5's faults are seen by its diagnostics alone: with a full disk each status, that of closing too, is a success. */
  #call<T>(task: string, use: (module: WritingModule) => T): T {
    try {
      return this.#native.call({ file: this.file, task }, (module) => use(module as WritingModule));
    } catch (cause) {
      const reason = messageOf(cause);
      const [, system] = /error message = '([^']+)'/.exec(reason) ?? [];
      const message = system === undefined ? reason : `${this.file}: cannot ${task}: ${system}`;
      throw new OectError('write-failed', message, { file: this.file, cause });
    }
  }
}

function encodeNumber(value: bigint | number | boolean): { readonly type: NativeType; readonly bytes: Uint8Array } {
  switch (typeof value) {
    case 'bigint':
      return { type: INT64, bytes: new Uint8Array(BigInt64Array.of(value).buffer) };
    case 'number':
      return { type: FLOAT64, bytes: new Uint8Array(Float64Array.of(value).buffer) };
    case 'boolean':
      return { type: INT8, bytes: Uint8Array.of(Number(value)) };
  }
}

function contiguous(type: NativeType, shape: readonly number[]): NativeLayout {
  const size = shape.map(BigInt);
  return { ...type, shape: size, maxshape: size, chunks: null, compression: 0, compression_opts: [] };
}

function compressed(
  type: NativeType,
  shape: readonly number[],
  maxshape: readonly number[],
  chunks: readonly number[],
): NativeLayout {
  return {
    ...type,
    shape: shape.map(BigInt),
    maxshape: maxshape.map(BigInt),
    chunks: chunks.map(BigInt),
    compression: GZIP,
    compression_opts: [GZIP_LEVEL],
  };
}
