import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { readCell, releaseCell } from './cell.ts';
import { CsvRows } from './csv-rows.ts';

/** How the rows of a table become records. */
export type CsvReading = {
  path: string;
  /** One character, or undefined to look whether the first line is separated by commas or semicolons. */
  separator: string | undefined;
  /** The first row holds the names; else they are `column_1`, `column_2` … */
  header: boolean;
  types: 'auto' | 'text';
  /** Takes the apostrophe away that keeps a text from being a formula. */
  release: boolean;
  /** Hears of columns that got another name than the file gives them. */
  renamed(from: string, to: string): void;
  /** Hears of each number that stays text, since it has too many digits. */
  longNumber?(): void;
};

/**
 * Records of a CSV or TSV text, one list for each piece of it.
 * @throws MillraceError CSV_ROW_RAGGED, CSV_QUOTE_WRONG, both with the row as a spreadsheet counts it.
 */
export async function* readCsv(text: AsyncIterable<string>, reading: CsvReading): AsyncGenerator<JsonObject[]> {
  let rows: CsvRows | undefined;
  let head = '';
  let makeRecord: ((row: string[], number: number) => JsonObject) | undefined;
  const convert = (complete: string[][], lastRow: number): JsonObject[] => {
    const firstRow = lastRow - complete.length + 1;
    const records: JsonObject[] = [];
    for (const [index, row] of complete.entries()) {
      if (!makeRecord) {
        const names = reading.header ? nameColumns(row, reading) : row.map((_, place) => `column_${place + 1}`);
        makeRecord = recordMaker(names, reading);
        if (reading.header) continue;
      }
      records.push(makeRecord(row, firstRow + index));
    }
    return records;
  };
  for await (const piece of text) {
    if (!rows) {
      // The separator can be told once the first line is whole.
      head += piece;
      if (reading.separator === undefined && !/[\r\n]/.test(head)) continue;
      rows = new CsvRows(reading.separator ?? guessSeparator(head), reading.path);
      yield convert(rows.read(head, false), rows.row);
      continue;
    }
    yield convert(rows.read(piece, false), rows.row);
  }
  const pending = rows ? '' : head;
  rows ??= new CsvRows(reading.separator ?? guessSeparator(head), reading.path);
  yield convert(rows.read(pending, true), rows.row);
}

/** Semicolon when the first line has some and no comma, as spreadsheets write where the comma is the decimal sign. */
export function guessSeparator(head: string): string {
  const line = /^[^\r\n]*/.exec(head)?.[0] ?? '';
  return line.includes(';') && !line.includes(',') ? ';' : ',';
}

/** Names of columns as a header gives them, made to be there once each; `renamed` hears of those that were changed. */
export function nameColumns(row: string[], { renamed, release }: Pick<CsvReading, 'renamed' | 'release'>): string[] {
  const taken = new Set<string>();
  return row.map((text, index) => {
    const given = release ? releaseCell(text) : text;
    const base = given === '' ? `column_${index + 1}` : given;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    if (name !== given) renamed(given, name);
    return name;
  });
}

function recordMaker(names: string[], { path, types, release, longNumber }: CsvReading) {
  const width = names.length;
  const read = (text: string): Json => {
    const released = release ? releaseCell(text) : text;
    return types === 'auto' && released === text ? readCell(text, longNumber) : released;
  };
  const unsafe = names.includes('__proto__');
  return (row: string[], number: number): JsonObject => {
    if (row.length !== width) {
      throw new MillraceError('CSV_ROW_RAGGED', { path, row: number, actual: row.length, expected: width });
    }
    if (unsafe) return Object.fromEntries(names.map((name, index) => [name, read(row[index] ?? '')]));
    const record: JsonObject = {};
    for (let index = 0; index < width; index++) record[names[index] ?? ''] = read(row[index] ?? '');
    return record;
  };
}
