import { textTable } from './text-table.js';

export type TextFormat = 'table' | 'csv' | 'json';

/** Values as JSON has them; whole numbers that it cannot hold exactly, infinities and NaN are text. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** Rows as text: aligned for people, CSV with a line of names (RFC 4180, null is empty), or a JSON list of objects. */
export function rowsText(names: readonly string[], rows: readonly (readonly Plain[])[], format: TextFormat): string {
  switch (format) {
    case 'table':
      return `${textTable([names, ...rows.map((row) => row.map((value) => cellText(value, 'null')))])}\n`;
    case 'csv':
      return [names, ...rows.map((row) => row.map((value) => cellText(value, '')))]
        .map((row) => `${row.map(csvCell).join(',')}\n`)
        .join('');
    case 'json': {
      const objects = rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]]))));
      return objects.length === 0 ? '[]\n' : `[\n  ${objects.join(',\n  ')}\n]\n`;
    }
  }
}

function cellText(value: Plain, ofNull: string): string {
  if (value === null) return ofNull;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
