import { stringify } from 'csv-stringify/sync';
import { type CsvFormat, delimiters, lineEndings } from './format.ts';

/** Writes rows with every cell in quotes, as the service does; each row ends with the line ending. */
export function writeCsv(rows: readonly (readonly string[])[], format: CsvFormat): string {
  if (rows.length === 0) return '';
  return stringify(rows as string[][], {
    delimiter: delimiters[format.columnDelimiter],
    record_delimiter: lineEndings[format.lineEnding],
    quoted: true,
    quoted_empty: true,
  });
}
