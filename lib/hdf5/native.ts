import { type ErrorCode, OectError } from '../errors.js';
import { diagnose } from './diagnostics.js';

/**
 * The part of h5wasm's compiled module that is used here. Declared anew because the package's own declarations import
 * each other without extensions, which NodeNext resolves to `any`.
 *
 * These functions never throw for a bad file: they return a status, a null or garbage, and write HDF5's error stack to
 * stderr. So each call goes through {@link NativeHdf5.call}.
 */
export interface NativeModule {
  open(file: string, mode: number, trackOrder: boolean, libverLow: number, libverHigh: number): bigint;
  close_file(id: bigint): number;
  /** 0 group, 1 dataset, 2 named type, 3 and 4 links that lead nowhere, -1 nothing. */
  get_type(id: bigint, path: string): number;
  get_names(id: bigint, path: string, recursive: boolean): string[];
  get_attribute_names(id: bigint, path: string): string[];
  get_attribute_metadata(id: bigint, path: string, name: string): NativeMetadata;
  get_attribute_data(id: bigint, path: string, name: string, pointer: bigint): number;
  get_dataset_metadata(id: bigint, path: string): NativeMetadata;
  get_dataset_filters(id: bigint, path: string): NativeFilter[];
  get_dataset_data(
    id: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    pointer: bigint,
  ): number;
  /** `attribute` is '' for the data of a dataset. */
  reclaim_vlen_memory(id: bigint, path: string, attribute: string, pointer: bigint): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  /** The whole heap; another object after the heap has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly FS: NativeFileSystem;
}

/** A datatype as h5wasm describes it, with the dataspace of the dataset or attribute that has it. */
export interface NativeMetadata {
  /** H5T_class_t. */
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  readonly vlen: boolean;
  readonly strpad?: number;
  /** null: no dataspace, so no data. */
  readonly shape: readonly number[] | null;
  readonly total_size: number;
  readonly chunks: readonly number[] | null;
  readonly compound_type?: { readonly members: readonly NativeMember[] };
  readonly enum_type?: { readonly members: Readonly<Record<string, number>> };
}

export interface NativeMember extends NativeMetadata {
  readonly name: string;
  readonly offset: number;
}

export interface NativeFilter {
  readonly id: number;
  readonly name: string;
}

interface NativeFileSystem {
  write(stream: NativeStream, buffer: ArrayBufferView, offset: number, length: number, ...more: unknown[]): number;
  close(stream: NativeStream): void;
  readonly streams: readonly (NativeStream | null | undefined)[];
}

interface NativeStream {
  /** Node's file descriptor. */
  readonly nfd: number;
}

/** Where a call works and what for; becomes the error's file, path and the beginning of its message. */
export interface Place {
  readonly file: string;
  readonly path?: string;
  /** Such as `read /transfer/measurement_data`. */
  readonly task: string;
}

/** The heap is addressed with 31 bits, and a larger number would wrap round in malloc. */
const HEAP_LIMIT = 2 ** 31;

/** stdin, stdout and stderr. */
const STANDARD_STREAMS = 3;

let current: Promise<NativeHdf5> | undefined;

/** HDF5 compiled to WebAssembly, loaded once a thread (about 0.1 s and 35 MB) and again after it has crashed. */
export function loadNative(): Promise<NativeHdf5> {
  current ??= instantiate();
  return current;
}

async function instantiate(): Promise<NativeHdf5> {
  // h5wasm exports one instance only. A damaged file can crash it for good, so its factory is taken from the file beside.
  const factory = new URL('hdf5_util.js', import.meta.resolve('h5wasm/node')).href;
  const { default: create } = (await import(/* @vite-ignore */ factory)) as { default: NativeFactory };
  let native: NativeHdf5 | undefined;
  const print = (line: string) => native?.heard(`${line}\n`);
  const module = await create({ noInitialRun: true, print, printErr: print });
  native = new NativeHdf5(module);
  return native;
}

type NativeFactory = (options: {
  readonly noInitialRun: boolean;
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}) => Promise<NativeModule>;

/** One instance of HDF5. Nothing but its methods may call into the module. */
export class NativeHdf5 {
  readonly #module: NativeModule;
  #printed = '';
  #usable = true;

  constructor(module: NativeModule) {
    this.#module = module;
    this.#catchOutput();
  }

  /** False once a call has crashed HDF5; {@link loadNative} then gives another instance. */
  get usable(): boolean {
    return this.#usable;
  }

  /** The whole heap; another object after the heap has grown. */
  get heap(): Uint8Array<ArrayBuffer> {
    return this.#module.HEAPU8;
  }

  /**
   * Makes one call into HDF5 and returns its result.
   *
   * @throws OectError if HDF5 wrote diagnostics while it ran, whatever the call returned: `file-truncated`, `not-hdf5`,
   * `wrong-layout` or `data-corrupt`; `internal` if HDF5 had crashed before.
   */
  call<T>(place: Place, use: (module: NativeModule) => T): T {
    if (!this.#usable) {
      throw errorAt(place, 'internal', 'HDF5 crashed on a damaged file and was loaded anew; open this file again');
    }
    this.#printed = '';
    let result: T;
    try {
      result = use(this.#module);
    } catch (thrown) {
      this.#abandon();
      const { code, cause } = diagnose(this.#printed, thrown);
      throw errorAt(place, code, cause, thrown);
    }
    if (this.#printed === '') return result;
    const { code, cause } = diagnose(this.#printed);
    throw errorAt(place, code, cause);
  }

  /**
   * Lends `use` a piece of the heap for the time of the call.
   *
   * @throws OectError `bad-argument` if the heap, which ends at 2 GiB, has no room for it.
   */
  withMemory<T>(bytes: number, place: Place, use: (pointer: number) => T): T {
    const pointer = bytes < HEAP_LIMIT ? this.call(place, ({ _malloc }) => _malloc(Math.max(bytes, 1))) : 0;
    if (pointer === 0) {
      throw errorAt(place, 'bad-argument', `it takes ${bytes} bytes at once and the limit is 2 GiB; read fewer steps`);
    }
    try {
      return use(pointer);
    } finally {
      if (this.#usable) this.#module._free(pointer);
    }
  }

  /** Takes note of output; it belongs to the call that is being made. */
  heard(text: string): void {
    this.#printed += text;
  }

  #catchOutput(): void {
    const { FS } = this.#module;
    const write = FS.write;
    const decoder = new TextDecoder();
    FS.write = (stream, buffer, offset, length, ...more) => {
      if (stream.nfd >= STANDARD_STREAMS) return write.call(FS, stream, buffer, offset, length, ...more);
      this.heard(decoder.decode(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)));
      return length;
    };
  }

  /** After an exception inside HDF5 its memory cannot be trusted: later calls would fail for good files too. */
  #abandon(): void {
    this.#usable = false;
    current = undefined;
    const { FS } = this.#module;
    for (const stream of FS.streams) {
      if (stream && stream.nfd >= STANDARD_STREAMS) FS.close(stream);
    }
  }
}

function errorAt({ file, path, task }: Place, code: ErrorCode, reason: string, cause?: unknown): OectError {
  return new OectError(code, `${file}: cannot ${task}: ${reason}`, {
    file,
    ...(path !== undefined && { path }),
    ...(cause !== undefined && { cause }),
  });
}
