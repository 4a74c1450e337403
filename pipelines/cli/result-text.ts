import type { DataType, Table, Vector } from 'apache-arrow';
import { type Plain, rowsText, type TextFormat } from './rows-text.js';

type Arrow = typeof import('apache-arrow');

/** A table as text: aligned for people, CSV with a line of names (RFC 4180, null is empty), or a JSON list of objects. */
export async function resultText(table: Table, format: TextFormat): Promise<string> {
  const arrow = await import('apache-arrow');
  const names = table.schema.fields.map(({ name }) => name);
  const columns = table.schema.fields.map(({ type }, index) => plainColumn(arrow, type, table.getChildAt(index)));
  const rows = Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row] ?? null));
  return rowsText(names, rows, format);
}

function plainColumn(arrow: Arrow, type: DataType, column: Vector | null): readonly Plain[] {
  return Array.from(column ?? [], (value) => plain(arrow, type, value));
}

function plain(arrow: Arrow, type: DataType, value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (arrow.DataType.isDate(type)) return new Date(Number(value)).toISOString().slice(0, 10);
  if (arrow.DataType.isTimestamp(type)) return new Date(Number(value)).toISOString();
  if (arrow.DataType.isList(type)) return plainColumn(arrow, type.valueType, value as Vector);
  if (arrow.DataType.isStruct(type)) {
    const entries = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(type.children.map(({ name, type }) => [name, plain(arrow, type, entries[name])]));
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'boolean' ? value : String(value);
}
