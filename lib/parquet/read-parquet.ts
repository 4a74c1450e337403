import { OectError } from '../errors.js';
import { corrupt } from '../table/corrupt.js';
import { MOST_NUMBERS, MOST_ROWS, type StoredColumn, type StoredColumns } from '../table/stored-columns.js';
import { type Footer, type NumberType, readFooter, type SchemaColumn } from './footer.js';
import { inflater } from './inflate.js';
import { ListRows } from './list-rows.js';
import { type Page, readPages } from './pages.js';

/**
 * Reads the numbers of a Parquet file, columns of numbers and of lists of numbers: all that {@link encodeParquet} writes, and
 * what other programs write as simply, compressed with GZIP or SNAPPY or not at all. A column of something else is only named.
 *
 * Column by column, for the reader of parquetjs-lite makes objects of rows, takes the numbers of a dictionary for text, and
 * believes a damaged file.
 *
 * @throws OectError `wrong-layout`, `file-truncated` or `data-corrupt`
 */
export async function readParquet(bytes: Uint8Array): Promise<StoredColumns> {
  const footer = readFooter(bytes);
  checkSizes(footer);
  const codecs = new Set(footer.rowGroups.flatMap(({ chunks }) => chunks.map(({ codec }) => codec)));
  const inflate = await inflater(codecs);
  function* pagesOf({ leaves }: SchemaColumn, type: NumberType): Generator<Page, void> {
    for (const { chunks } of footer.rowGroups) {
      for (const chunk of chunks.slice(leaves.first, leaves.first + 1)) {
        yield* readPages(bytes, chunk, type, inflate(chunk.codec));
      }
    }
  }
  const columns: StoredColumn[] = [];
  let numbers = 0;
  for (const column of footer.columns) {
    const read = readColumn(column, footer.rows, pagesOf);
    if (read.kind !== 'other') numbers += read.values.length;
    if (numbers > MOST_NUMBERS) throw tooLarge();
    columns.push(read);
  }
  return { rows: footer.rows, columns, metadata: footer.metadata };
}

type PagesOf = (column: SchemaColumn, type: NumberType) => Iterable<Page>;

function readColumn(column: SchemaColumn, rows: number, pagesOf: PagesOf): StoredColumn {
  const { name, numbers, type } = column;
  if (numbers === undefined) return { kind: 'other', name, type };
  if (numbers.depth > 0) {
    const lists = new ListRows(rows, numbers);
    for (const page of pagesOf(column, numbers)) lists.add(page);
    return { kind: 'list', name, ...lists.end() };
  }
  const values = readNumbers(rows, numbers, pagesOf(column, numbers));
  const isWhole = numbers.physical.startsWith('INT');
  if (numbers.physical === 'INT64' && !values.every((value) => Number.isSafeInteger(value) || Number.isNaN(value))) {
    return { kind: 'other', name, type: 'whole numbers beyond 2^53' };
  }
  return { kind: 'numbers', name, type: isWhole ? 'integer' : 'float', values };
}

function readNumbers(rows: number, { present }: NumberType, pages: Iterable<Page>): Float64Array {
  const values = new Float64Array(rows).fill(Number.NaN);
  let start = 0;
  for (const page of pages) {
    if (page.dlevels === undefined) {
      values.set(page.values, start);
    } else {
      let used = 0;
      for (const [index, level] of page.dlevels.entries()) {
        if (level === present) values[start + index] = Number(page.values[used++]);
      }
    }
    start += page.entries;
  }
  return values;
}

/** Refuses what no feature file is, before anything is allocated for it. */
function checkSizes({ rows, columns, rowGroups }: Footer): void {
  if (rowGroups.reduce((sum, group) => sum + group.rows, 0) !== rows) {
    throw corrupt('its row groups and its table of contents disagree in the number of rows');
  }
  let entries = 0;
  for (const { name, numbers, leaves } of columns) {
    if (numbers === undefined) continue;
    for (const group of rowGroups) {
      const chunk = group.chunks[leaves.first];
      entries += chunk?.entries ?? 0;
      if (numbers.depth === 0 && chunk?.entries !== group.rows) {
        throw corrupt(`its column "${name}" has not as many rows as its row group`);
      }
    }
  }
  if (rows > MOST_ROWS || entries > MOST_NUMBERS) throw tooLarge();
}

function tooLarge(): OectError {
  return new OectError(
    'wrong-layout',
    `it says that it has more than ${MOST_ROWS} rows or ${MOST_NUMBERS} numbers; no feature file is that large`,
  );
}
