import { describe, expect, it } from 'vitest';
import { rowsText } from '../../../pipelines/cli/rows-text.js';

const names = ['name', 'value'];
const rows = [
  ['a, "b"', 1.5],
  ['µ\nm', null],
  ['', [1, null]],
];

describe('rowsText', () => {
  it('aligns a table', () => {
    expect(
      rowsText(
        names,
        [
          ['long name', 1],
          ['x', null],
        ],
        'table',
      ),
    ).toBe('name       value\nlong name  1\nx          null\n');
  });

  it('quotes in CSV what must be, and leaves null empty', () => {
    expect(rowsText(names, rows, 'csv')).toBe('name,value\n"a, ""b""",1.5\n"µ\nm",\n,"[1,null]"\n');
  });

  it('gives JSON with an object for each row', () => {
    expect(JSON.parse(rowsText(names, rows, 'json'))).toEqual(rows.map(([name, value]) => ({ name, value })));
    expect(rowsText(names, [], 'json')).toBe('[]\n');
  });
});
