import type { DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { DataType, Table } from 'apache-arrow';
import type { DuckDb } from './duckdb.js';

type Arrow = typeof import('apache-arrow');

/** How values of one SQL type become values of one Arrow type. */
interface Conversion {
  readonly type: DataType;
  /** Of a value that is not null. */
  readonly convert: (value: DuckDBValue) => unknown;
}

/**
 * The rows of a result as an Arrow table; columns of the same name are told apart by numbers, as DuckDB does.
 *
 * Whole numbers up to 64 bits stay what they are; wider ones, such as sums of them, and decimals become doubles, as in Parquet
 * files of DuckDB. Times have milliseconds. What Arrow has no type for that is known here, such as an interval, becomes text.
 */
export async function arrowResult(duckdb: DuckDb, result: DuckDBResult): Promise<Table> {
  const arrow = await import('apache-arrow');
  const names = result.deduplicatedColumnNames();
  const conversions = result.columnTypes().map((type) => conversionOf(duckdb, arrow, type));
  const builders = conversions.map(({ type }) => arrow.makeBuilder({ type, nullValues: [null] }));
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, builder] of builders.entries()) {
      const { convert } = conversions[index] as Conversion;
      for (const value of chunk.getColumnValues(index)) builder.append(value === null ? null : convert(value));
    }
  }
  const fields = names.map((name, index) => new arrow.Field(name, (conversions[index] as Conversion).type, true));
  const columns = builders.map((builder) => builder.finish().flush());
  const data = arrow.makeData({
    type: new arrow.Struct(fields),
    length: columns[0]?.length ?? 0,
    nullCount: 0,
    children: columns,
  });
  return new arrow.Table([new arrow.RecordBatch(new arrow.Schema(fields), data)]);
}

function conversionOf(duckdb: DuckDb, arrow: Arrow, type: DuckDBType): Conversion {
  const { DuckDBTypeId: id } = duckdb;
  switch (type.typeId) {
    case id.BOOLEAN:
      return { type: new arrow.Bool(), convert: (value) => value };
    case id.TINYINT:
    case id.SMALLINT:
    case id.INTEGER:
      return { type: new arrow.Int32(), convert: (value) => value };
    case id.UTINYINT:
    case id.USMALLINT:
    case id.UINTEGER:
      return { type: new arrow.Uint32(), convert: (value) => value };
    case id.BIGINT:
      return { type: new arrow.Int64(), convert: (value) => value };
    case id.UBIGINT:
      return { type: new arrow.Uint64(), convert: (value) => value };
    case id.FLOAT:
    case id.DOUBLE:
    case id.HUGEINT:
    case id.UHUGEINT:
      return { type: new arrow.Float64(), convert: Number };
    case id.DECIMAL:
      return { type: new arrow.Float64(), convert: (value) => Number(String(value)) };
    case id.DATE:
      return { type: new arrow.DateDay(), convert: (value) => (value as { days: number }).days * DAY_MS };
    case id.TIMESTAMP:
    case id.TIMESTAMP_TZ:
      return {
        type: new arrow.TimestampMillisecond(),
        convert: (value) => Number((value as { micros: bigint }).micros / 1000n),
      };
    case id.LIST:
    case id.ARRAY:
      return listConversion(arrow, conversionOf(duckdb, arrow, type.valueType));
    case id.STRUCT:
      return structConversion(
        arrow,
        type.entryNames.map((name, index) => [name, conversionOf(duckdb, arrow, type.entryTypes[index] as DuckDBType)]),
      );
    default:
      return { type: new arrow.Utf8(), convert: String };
  }
}

const DAY_MS = 86_400_000;

function listConversion(arrow: Arrow, item: Conversion): Conversion {
  return {
    type: new arrow.List(new arrow.Field('item', item.type, true)),
    convert: (value) => (value as { items: readonly DuckDBValue[] }).items.map((value) => nullOr(item, value)),
  };
}

function structConversion(arrow: Arrow, fields: readonly (readonly [string, Conversion])[]): Conversion {
  return {
    type: new arrow.Struct(fields.map(([name, { type }]) => new arrow.Field(name, type, true))),
    convert: (value) => {
      const { entries } = value as { entries: Readonly<Record<string, DuckDBValue>> };
      return Object.fromEntries(fields.map(([name, field]) => [name, nullOr(field, entries[name] ?? null)]));
    },
  };
}

function nullOr({ convert }: Conversion, value: DuckDBValue): unknown {
  return value === null ? null : convert(value);
}
