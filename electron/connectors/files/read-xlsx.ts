import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { writeCell } from './csv-text.ts';
import { nameColumns } from './read-csv.ts';
import { readSheetRows, type SheetRow } from './sheet-rows.ts';
import { findSheet, openWorkbook } from './workbook.ts';
import type { ReadFile } from './zip-archive.ts';

/** How the rows of a sheet become records. */
export type XlsxReading = {
  path: string;
  /** Name of the sheet, or its number counted from 1; the first one when empty. */
  sheet: Json | undefined;
  /** The first row that isn't empty holds the names; else they are `column_1`, `column_2` … */
  header: boolean;
  types: 'auto' | 'text';
  /** Hears of columns that got another name than the sheet gives them. */
  renamed(from: string, to: string): void;
  /** Hears of each number that stays text, since it has too many digits. */
  longNumber(): void;
};

/**
 * Records of an Excel workbook's sheet, a list for each piece of it. Only the texts that its cells share are held in memory.
 * Rows without any value are left out. A value right of all names is called by its column's number.
 * @throws MillraceError WORKBOOK_UNREADABLE, SHEET_NOT_FOUND, XML_DAMAGED, XML_DOCTYPE_REFUSED.
 */
export async function* readXlsx(read: ReadFile, reading: XlsxReading): AsyncGenerator<JsonObject[]> {
  const { path, header, types } = reading;
  const workbook = await openWorkbook(read, path);
  const { part } = findSheet(workbook, reading.sheet);
  let makeRecord: ((row: SheetRow) => JsonObject) | undefined;
  for await (const rows of readSheetRows(
    workbook,
    part,
    types === 'auto' ? () => reading.longNumber() : () => undefined,
  )) {
    const records: JsonObject[] = [];
    for (const row of rows) {
      if (!makeRecord) {
        const names = Array.from(row, (value, index) => (header ? writeCell(value, false) : `column_${index + 1}`));
        makeRecord = recordMaker(nameColumns(names, { renamed: reading.renamed, release: false }), types);
        if (header) continue;
      }
      records.push(makeRecord(row));
    }
    yield records;
  }
}

function recordMaker(names: string[], types: 'auto' | 'text') {
  const read = (value: Json | undefined): Json => (types === 'auto' ? (value ?? null) : writeCell(value, false));
  const taken = new Set(names);
  const unsafe = taken.has('__proto__');
  return (row: SheetRow): JsonObject => {
    const record: JsonObject = unsafe ? Object.fromEntries(names.map((name) => [name, null])) : {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? '';
      // `record.__proto__ = …` would change what the record is; its own field of that name is there by now.
      if (unsafe && name === '__proto__') Object.defineProperty(record, name, { value: read(row[index]) });
      else record[name] = read(row[index]);
    }
    for (let index = names.length; index < row.length; index++) {
      const value = row[index];
      if (value === undefined || value === null) continue;
      let name = `column_${index + 1}`;
      while (taken.has(name)) name += '_';
      record[name] = read(value);
    }
    return record;
  };
}
