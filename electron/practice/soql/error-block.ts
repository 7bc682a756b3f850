import { ApiError } from '../api-error.ts';

const shownBefore = 45;
const shownAfter = 45;

/**
 * Words a query error as the service does: a piece of the line, a caret under the place, row and column counted
 * from 1, then the message. `offset` is the place in the query, counted in characters from 0.
 */
export function queryError(errorCode: string, soql: string, offset: number, message: string): ApiError {
  const place = Math.min(Math.max(offset, 0), soql.length);
  const lineStart = soql.lastIndexOf('\n', place - 1) + 1;
  const lineEnd = soql.indexOf('\n', place);
  const line = soql.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const column = place - lineStart;
  let start = Math.max(0, column - shownBefore);
  if (start > 0) start = Math.min(column, line.indexOf(' ', start) + 1 || start);
  let end = Math.min(line.length, column + shownAfter);
  if (end < line.length) end = Math.max(column, line.lastIndexOf(' ', end));
  const piece = line.slice(start, end);
  const row = soql.slice(0, lineStart).split('\n').length;
  const caret = `${' '.repeat(column - start)}^`;
  return new ApiError(400, errorCode, `\n${piece}\n${caret}\nERROR at Row:${row}:Column:${column + 1}\n${message}`);
}
