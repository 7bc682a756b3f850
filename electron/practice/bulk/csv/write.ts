import { type CsvFormat, delimiters, lineEndings } from './format.ts';

/** Writes one row with every cell in quotes, as the service does, ended by the line ending. */
export function writeCsvRow(cells: readonly string[], format: CsvFormat): string {
  const quoted = cells.map((cell) => `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`);
  return quoted.join(delimiters[format.columnDelimiter]) + lineEndings[format.lineEnding];
}

/** Writes rows, one after the other. */
export function writeCsv(rows: readonly (readonly string[])[], format: CsvFormat): string {
  return rows.map((row) => writeCsvRow(row, format)).join('');
}
