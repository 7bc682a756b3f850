/** The characters between columns, by the names jobs call them. Source: Bulk API 2.0, "Create a Job". */
export const delimiters = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const;

/** The name of a column delimiter. */
export type ColumnDelimiter = keyof typeof delimiters;

/** What ends a row, by the names jobs call it. */
export const lineEndings = { LF: '\n', CRLF: '\r\n' } as const;

/** The name of a line ending. */
export type LineEnding = keyof typeof lineEndings;

/** How the CSV of a job is written. */
export interface CsvFormat {
  readonly columnDelimiter: ColumnDelimiter;
  readonly lineEnding: LineEnding;
}

/** The format of jobs that name none. */
export const usualFormat: CsvFormat = { columnDelimiter: 'COMMA', lineEnding: 'LF' };
