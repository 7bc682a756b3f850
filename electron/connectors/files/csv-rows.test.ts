import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRows } from './csv-rows.ts';
import { writeRow } from './csv-text.ts';

/** Reads a text cut at the given places. */
function readRows(text: string, cuts: number[] = [], separator = ','): string[][] {
  const rows = new CsvRows(separator, 'a.csv');
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const found: string[][] = [];
  let start = 0;
  for (const place of places) {
    found.push(...rows.read(text.slice(start, place), false));
    start = place;
  }
  return [...found, ...rows.read(text.slice(start), true)];
}

const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc
    .array(fc.constantFrom(',', '"', '\n', '\r', '\r\n', 'a', ' ', ';', '\t'), { maxLength: 6 })
    .map((parts) => parts.join('')),
);
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('rows of a CSV file', () => {
  it('are what csv-parse reads of what csv-stringify wrote, wherever the text is cut', () => {
    fc.assert(
      fc.property(table, cuts, fc.constantFrom('\n', '\r\n'), (rows, places, lineEnd) => {
        const text = stringify(rows, { record_delimiter: lineEnd, quoted_match: /[\r\n]/ });
        const expected: string[][] = parse(text, { record_delimiter: lineEnd, relax_column_count: true });
        expect(readRows(text, places)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are read as they were written, by csv-parse too', () => {
    fc.assert(
      fc.property(table, cuts, fc.constantFrom(',', ';', '\t', '|'), (rows, places, separator) => {
        const text = rows.map((row) => writeRow(row, separator)).join('');
        expect(readRows(text, places, separator)).toEqual(rows);
        expect(parse(text, { delimiter: separator, record_delimiter: '\n', relax_column_count: true })).toEqual(rows);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      '\n\na,b\n\n\nc,d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    [
      '"a","b ""c"""\n"d\ne","f,g"',
      [
        ['a', 'b "c"'],
        ['d\ne', 'f,g'],
      ],
    ],
    ['""\n"a"', [[''], ['a']]],
    ['a,""', [['a', '']]],
    ['', []],
    ['\n', []],
  ])('of %j are %j at every cut', (text, rows) => {
    for (let cut = 0; cut <= text.length; cut++) expect(readRows(text, [cut])).toEqual(rows);
  });

  it.each([
    ['a,b\n"c,d', 2, 'isn’t closed'],
    ['a,b\nc,d"e\n', 2, 'inside a value'],
    ['a,b\n"c"d,e\n', 2, 'After a closing quote'],
  ])('of %j have a quote in the wrong place in row %d', (text, row, words) => {
    expect(() => readRows(text)).toThrow(
      expect.objectContaining({
        code: 'CSV_QUOTE_WRONG',
        data: expect.objectContaining({ row }),
        why: expect.stringContaining(words),
      }),
    );
  });

  it('don’t gather a file in memory whose quote is never closed', () => {
    const rows = new CsvRows(',', 'a.csv');
    rows.read('"', false);
    const piece = 'x'.repeat(1_000_000);
    expect(() => {
      for (let read = 0; read < 40; read++) rows.read(piece, false);
    }).toThrow(expect.objectContaining({ code: 'CSV_QUOTE_WRONG' }));
  });
});
