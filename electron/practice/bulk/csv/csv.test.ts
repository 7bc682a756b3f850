import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColumnDelimiter, delimiters, type LineEnding, lineEndings } from './format.ts';
import { type CsvInput, CsvReader } from './read.ts';
import { writeCsv } from './write.ts';

const comma = { columnDelimiter: 'COMMA', lineEnding: 'LF' } as const;

function readAll(text: string | Buffer, input: CsvInput = comma): { header: readonly string[]; rows: string[][] } {
  const reader = new CsvReader(Buffer.from(text), input);
  const rows: string[][] = [];
  while (!reader.isAtEnd) rows.push(...reader.read().map((row) => [...row]));
  return { header: reader.header, rows };
}

describe('CSV', () => {
  it('reads back what was written, for every delimiter and line ending, in pieces cut where rows end', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('"', '""', ',', '\n', '\r\n', ';', '\t', '|', '^', '`', '=1+1', 'ü'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(delimiters) as ColumnDelimiter[])),
        fc.constantFrom(...(Object.keys(lineEndings) as LineEnding[])),
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 150 }),
        (columnDelimiter, lineEnding, some, times) => {
          const format = { columnDelimiter, lineEnding };
          const rows = Array.from({ length: times }, () => some).flat();
          const text = writeCsv([['a', 'b'], ...rows], format);
          expect(readAll(text, format)).toEqual({ header: ['a', 'b'], rows });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes a byte order mark, blank lines, a last line without ending and unquoted cells', () => {
    expect(readAll('\ufeffName ,"Phone"\na,"b ""c"""\n\n=SUM(A1),-1')).toEqual({
      header: ['Name', 'Phone'],
      rows: [
        ['a', 'b "c"'],
        ['=SUM(A1)', '-1'],
      ],
    });
  });

  it('takes nothing, and a header alone', () => {
    expect(readAll('')).toEqual({ header: [], rows: [] });
    expect(readAll('\ufeff')).toEqual({ header: [], rows: [] });
    expect(readAll('Name')).toEqual({ header: ['Name'], rows: [] });
  });

  it('keeps text the reader of a spreadsheet or terminal could trip over', () => {
    const odd = ['\u0000', '=cmd|"/c calc"!A1', '\u202e', '\ud83d\ude00'];
    expect(readAll(writeCsv([['a', 'b', 'c', 'd'], odd], comma)).rows).toEqual([odd]);
  });

  it.each([
    ['LF', 'a\r\nb\r\n', 'LF'],
    ['CRLF', 'a\nb\n', 'CRLF'],
    ['LF, when only a later row has another', 'a\nb\nc\r\n', 'LF'],
  ] as const)('is refused when it should end rows with %s and does not', (_case, text, lineEnding) => {
    expect(() => readAll(text, { ...comma, lineEnding })).toThrow(
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
    );
  });

  it.each([
    ['a quote that is not closed', 'a,b\n1,"2\n3,4\n'],
    ['text after a closing quote', 'a,b\n1,"2"x\n'],
    ['a quote within a bare cell', 'a,b\n1,2"3"\n'],
  ])('is refused for %s', (_case, text) => {
    expect(() => readAll(text)).toThrow(/^InvalidBatch : Failed to parse CSV: /);
  });

  it('is refused for a record without end before all of a large upload was searched for it', () => {
    const upload = Buffer.alloc(100 * 1024 * 1024, 0x78);
    upload.write('Name\n"');
    const started = performance.now();
    expect(() => readAll(upload)).toThrow('A record is longer than 400000 characters');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('takes rows of other lengths, which are refused one by one later', () => {
    expect(readAll('a,b\n1\n1,2,3\n').rows).toEqual([['1'], ['1', '2', '3']]);
  });
});
