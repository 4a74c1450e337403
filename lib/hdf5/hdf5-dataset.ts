import { OectError } from '../errors.js';
import { freshMemory, type Memory } from './block-memory.js';
import { type Datatype, datatypeOf, describeDatatype } from './datatype.js';
import { decodeValues, type Scalar } from './decode.js';
import type { NativeHdf5, Place } from './native.js';

/** An open dataset's place: what {@link Hdf5Dataset} needs of its file. */
export interface DatasetPlace {
  readonly native: NativeHdf5;
  readonly id: bigint;
  readonly file: string;
  readonly path: string;
}

/** A regular part of a dataset, one number per dimension. */
export interface Selection {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

/** A dataset of an open file. Must not be used once the file is closed. */
export class Hdf5Dataset {
  readonly path: string;
  /** Empty for a scalar; undefined for a dataset without a dataspace, which has no data at all. */
  readonly shape: readonly number[] | undefined;
  readonly type: Datatype;
  /** Shape of one chunk; undefined if the dataset is not chunked. */
  readonly chunks: readonly number[] | undefined;
  readonly #place: DatasetPlace;
  readonly #elements: number;

  constructor(place: DatasetPlace) {
    const { native, id, file, path } = place;
    const metadata = native.call({ file, path, task: `open ${path}` }, (hdf5) => hdf5.get_dataset_metadata(id, path));
    this.#place = place;
    this.#elements = metadata.total_size;
    this.path = path;
    this.shape = metadata.shape ?? undefined;
    this.type = datatypeOf(metadata);
    this.chunks = metadata.chunks ?? undefined;
  }

  /** Names of the filters, in the order of writing, such as `shuffle`, `deflate`, `fletcher32`. */
  filters(): string[] {
    const { native, id, path } = this.#place;
    const filters = native.call(this.#task('read the filters of'), (hdf5) => hdf5.get_dataset_filters(id, path));
    return filters.map(({ name, id: number }) => name || `filter ${number}`);
  }

  /**
   * Reads a part of a float64 dataset, row-major.
   *
   * @param memory what to read it into. Default: a new array
   * @throws OectError `wrong-layout` if it is not float64, `bad-argument` if the selection leaves the dataset or passes
   * 2 GiB, `data-corrupt` if a checksum does not match or a chunk cannot be inflated.
   */
  readFloat64(selection: Selection, memory: Memory = freshMemory): Float64Array<ArrayBuffer> {
    if (this.type.kind !== 'float' || this.type.bytes !== 8) throw this.#wrongType('float64');
    this.#checkSelection(selection);
    const length = selection.count.reduce((product, n) => product * n, 1);
    if (length === 0) return new Float64Array(0);
    const bytes = length * this.type.bytes;
    return this.#read(bytes, selection, (pointer) => {
      // The one copy: out of HDF5's heap, which may move.
      const values = memory.take(length);
      values.set(new Float64Array(this.#place.native.heap.buffer, pointer, length));
      return values;
    });
  }

  /**
   * Reads columns of a compound table, `[record]` each. Names that the table does not have are left out.
   *
   * @throws OectError `wrong-layout` if it is no table or a column's type cannot be decoded.
   */
  readColumns(names: readonly string[]): Map<string, Scalar[]> {
    if (this.type.kind !== 'compound') throw this.#wrongType('a compound table');
    const { bytes: stride, members } = this.type;
    const wanted = members.filter(({ name }) => names.includes(name));
    if (wanted.length === 0 || this.#elements === 0) return new Map(wanted.map(({ name }) => [name, []]));
    return this.#read(stride * this.#elements, undefined, (pointer) => {
      const columns = new Map<string, Scalar[]>();
      const memory = this.#place.native.heap;
      for (const { name, offset, type } of wanted) {
        const values = decodeValues(type, { memory, at: pointer + offset, stride, count: this.#elements });
        if (values === undefined)
          throw this.#wrongType('of numbers and text', `column ${name} ${describeDatatype(type)}`);
        columns.set(name, values);
      }
      return columns;
    });
  }

  /**
   * Reads the values of a dataset of numbers or text, in row-major order.
   *
   * @throws OectError `wrong-layout` if its type cannot be decoded.
   */
  readValues(): Scalar[] {
    if (this.#elements === 0) return [];
    const stride = this.type.bytes;
    return this.#read(stride * this.#elements, undefined, (pointer) => {
      const memory = this.#place.native.heap;
      const values = decodeValues(this.type, { memory, at: pointer, stride, count: this.#elements });
      if (values === undefined) throw this.#wrongType('of numbers or text');
      return values;
    });
  }

  /**
   * Reads everything and throws it away.
   *
   * @throws OectError `data-corrupt` if a part of it is damaged.
   */
  verify(): void {
    const bytes = this.type.bytes * this.#elements;
    if (bytes > 0) this.#read(bytes, undefined, () => {});
  }

  /** Reads the selection, or everything, into HDF5's heap and lets `use` take it from there. */
  #read<T>(bytes: number, selection: Selection | undefined, use: (pointer: number) => T): T {
    const { native, id, path } = this.#place;
    const place = this.#task('read');
    const { count, offset, strides } = hyperslab(selection);
    return native.withMemory(bytes, place, (pointer) => {
      const address = BigInt(pointer);
      const status = native.call(place, (hdf5) => hdf5.get_dataset_data(id, path, count, offset, strides, address));
      if (status < 0) throw new OectError('data-corrupt', `${place.file}: cannot read ${path}`, place);
      const result = use(pointer);
      if (hasVariableText(this.type)) native.call(place, (hdf5) => hdf5.reclaim_vlen_memory(id, path, '', address));
      return result;
    });
  }

  #checkSelection({ offset, count }: Selection): void {
    const shape = this.shape ?? [];
    const inside = shape.every((size, d) => offset[d] >= 0 && count[d] >= 0 && offset[d] + count[d] <= size);
    if (inside && offset.length === shape.length && count.length === shape.length) return;
    const { file, path } = this.#place;
    throw new OectError(
      'bad-argument',
      `${file}: ${path} has shape [${shape}], and [${count}] from [${offset}] on is not all inside it`,
      { file, path },
    );
  }

  #task(verb: string): Place {
    const { file, path } = this.#place;
    return { file, path, task: `${verb} ${path}` };
  }

  #wrongType(wanted: string, found = describeDatatype(this.type)): OectError {
    const { file, path } = this.#place;
    return new OectError('wrong-layout', `${file}: ${path} must be ${wanted}, but is ${found}`, { file, path });
  }
}

function hyperslab(selection: Selection | undefined): Record<'count' | 'offset' | 'strides', bigint[] | null> {
  if (selection === undefined) return { count: null, offset: null, strides: null };
  const { count, offset } = selection;
  return { count: count.map(BigInt), offset: offset.map(BigInt), strides: count.map(() => 1n) };
}

function hasVariableText(type: Datatype): boolean {
  if (type.kind === 'compound') return type.members.some((member) => hasVariableText(member.type));
  return type.kind === 'variable-text';
}
