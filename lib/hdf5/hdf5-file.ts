import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { errnoOf } from '../errno.js';
import { type ErrorCode, OectError } from '../errors.js';
import { datatypeOf, describeDatatype } from './datatype.js';
import { decodeValues, type Scalar } from './decode.js';
import { endlessHeapObject } from './global-heap.js';
import { Hdf5Dataset } from './hdf5-dataset.js';
import { loadNative, type NativeHdf5, type Place } from './native.js';

/** An attribute; `shape` is empty for a single value. */
export interface Hdf5Attribute {
  readonly name: string;
  readonly shape: readonly number[];
  /** In row-major order; undefined if the type is one that is not decoded. */
  readonly values: readonly Scalar[] | undefined;
  /** The type in words. */
  readonly type: string;
}

export type Hdf5Kind = 'group' | 'dataset' | 'other';

const READ_ONLY = 0;
const LIBVER_DEFAULT = -1;

/** Loads HDF5 ahead of its first use. */
export async function hdf5Ready(): Promise<void> {
  await loadNative();
}

/**
 * Opens an HDF5 file for reading. It must be closed: it holds a file descriptor.
 *
 * @throws OectError `file-not-found`, `permission-denied`, `not-hdf5`, `file-truncated` or `data-corrupt`.
 */
export async function openHdf5(file: string): Promise<Hdf5File> {
  checkReadable(file);
  checkHeaps(file);
  const native = await loadNative();
  return new Hdf5File(native, file);
}

export class Hdf5File {
  readonly file: string;
  readonly #native: NativeHdf5;
  readonly #id: bigint;
  #closed = false;

  constructor(native: NativeHdf5, file: string) {
    this.file = file;
    this.#native = native;
    this.#id = this.#native.call({ file, task: 'open the file' }, (hdf5) =>
      hdf5.open(file, READ_ONLY, false, LIBVER_DEFAULT, LIBVER_DEFAULT),
    );
  }

  /** False once HDF5 itself has crashed, on this file or on another that was open in the same thread. */
  get usable(): boolean {
    return this.#native.usable;
  }

  /** Releases the file descriptor. A second call does nothing. */
  close(): void {
    // A crash has closed all files.
    if (this.#closed || !this.usable) return;
    this.#closed = true;
    this.#native.call({ file: this.file, task: 'close the file' }, (hdf5) => hdf5.close_file(this.#id));
  }

  /** What stands at an absolute path; undefined if nothing does. */
  kindOf(path: string): Hdf5Kind | undefined {
    const place = this.#at(path, 'look up');
    // HDF5 reports an error when something on the way is not a group, so the way is walked.
    const names = path.split('/').filter((name) => name !== '');
    for (let n = 1; n <= names.length; n++) {
      const prefix = `/${names.slice(0, n).join('/')}`;
      const type = this.#native.call(place, (hdf5) => hdf5.get_type(this.#id, prefix));
      const kind = type === 0 ? 'group' : type === 1 ? 'dataset' : type < 0 ? undefined : 'other';
      if (n === names.length || kind !== 'group') return n === names.length ? kind : undefined;
    }
    return 'group';
  }

  /** Names of what a group contains. */
  namesIn(group: string): string[] {
    return this.#native.call(this.#at(group, 'list'), (hdf5) => hdf5.get_names(this.#id, group, false));
  }

  /**
   * The dataset at an absolute path.
   *
   * @throws OectError `wrong-layout` if there is none.
   */
  dataset(path: string): Hdf5Dataset {
    const kind = this.kindOf(path);
    if (kind !== 'dataset') {
      const found = { group: 'is a group', other: 'is neither group nor dataset', missing: 'is missing' }[
        kind ?? 'missing'
      ];
      throw new OectError('wrong-layout', `${this.file}: ${path} should be a dataset, but it ${found}`, {
        file: this.file,
        path,
      });
    }
    return new Hdf5Dataset({ native: this.#native, id: this.#id, file: this.file, path });
  }

  /** The attributes of a group or dataset. Attributes without a dataspace, which have no value, are left out. */
  attributes(path: string): Hdf5Attribute[] {
    const place = this.#at(path, 'read the attributes of');
    const names = this.#native.call(place, (hdf5) => hdf5.get_attribute_names(this.#id, path));
    return names.map((name) => this.#attribute(path, name)).filter((attribute) => attribute !== undefined);
  }

  #attribute(path: string, name: string): Hdf5Attribute | undefined {
    const place = this.#at(path, `read the attribute ${name} of`);
    const [native, id] = [this.#native, this.#id];
    const metadata = this.#native.call(place, (hdf5) => hdf5.get_attribute_metadata(id, path, name));
    if (metadata.shape === null) return undefined;
    const type = datatypeOf(metadata);
    const described = { name, shape: metadata.shape, type: describeDatatype(type) };
    const count = metadata.total_size;
    if (count === 0) return { ...described, values: [] };
    return native.withMemory(type.bytes * count, place, (pointer) => {
      const address = BigInt(pointer);
      this.#native.call(place, (hdf5) => hdf5.get_attribute_data(id, path, name, address));
      const values = decodeValues(type, { memory: native.heap, at: pointer, stride: type.bytes, count });
      if (type.kind === 'variable-text')
        native.call(place, (hdf5) => hdf5.reclaim_vlen_memory(id, path, name, address));
      return { ...described, values };
    });
  }

  #at(path: string, verb: string): Place {
    return { file: this.file, path, task: `${verb} ${path}` };
  }
}

// HDF5 would find these out as well, but it says `errno = 44` and opens a directory as if it were a file.
// Synchronous, as HDF5 itself is: a thread has nothing else to do meanwhile, and each wait would cost more than the call.
function checkReadable(file: string): void {
  try {
    const found = statSync(file);
    if (!found.isFile()) {
      const what = found.isDirectory() ? 'a directory' : 'not a regular file';
      throw new OectError('not-hdf5', `${file} is ${what}, not an HDF5 file`, { file });
    }
    if (found.size === 0) throw new OectError('not-hdf5', `${file} is empty`, { file });
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw error instanceof OectError ? error : fileError(file, error);
  }
}

/** How far into a file to look for damage that HDF5 would not survive; attributes are written first. */
const HEAPS_WITHIN = 2 ** 20;
const beginning = Buffer.alloc(HEAPS_WITHIN);

function checkHeaps(file: string): void {
  const at = endlessHeapObject(beginningOf(file));
  if (at === undefined) return;
  throw new OectError(
    'data-corrupt',
    `${file}: its text is damaged at byte ${at}; copy the file anew from its source`,
    {
      file,
    },
  );
}

/** In memory that the next call uses again. */
function beginningOf(file: string): Buffer {
  try {
    const descriptor = openSync(file, 'r');
    try {
      return beginning.subarray(0, readSync(descriptor, beginning, 0, beginning.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw fileError(file, cause);
  }
}

/** What Node's file system functions throw, as an {@link OectError}. */
export function fileError(file: string, cause: unknown): OectError {
  const [code, text] = FILE_ERRORS[errnoOf(cause)] ?? ['permission-denied', 'cannot be read'];
  return new OectError(code, `${file} ${text}`, { file, cause });
}

const FILE_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['file-not-found', 'does not exist'],
  ENOTDIR: ['file-not-found', 'does not exist: a part of the path before it is not a directory'],
  EACCES: ['permission-denied', 'may not be read; check its permissions and those of its folder'],
  EPERM: ['permission-denied', 'may not be read; check its permissions and those of its folder'],
  EISDIR: ['not-hdf5', 'is a directory, not an HDF5 file'],
};
