import { ApiError } from '../../api-error.ts';
import { describeJsonError } from '../../http/json-error.ts';
import { isJsonObject } from '../../store/deserialize.ts';
import { BulkError } from '../bulk-error.ts';
import {
  type ColumnDelimiter,
  type CsvFormat,
  delimiters,
  type LineEnding,
  lineEndings,
  usualFormat,
} from '../csv/format.ts';
import { badBody } from './errors.ts';

/** The members of a body, all of them text. */
export type JobBody = ReadonlyMap<string, string>;

/** Reads JSON text. Throws ApiError 400 `JSON_PARSER_ERROR`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message is replaced by the service's, which tells line and column.
    throw new ApiError(400, 'JSON_PARSER_ERROR', describeJsonError(text));
  }
}

/**
 * The members of a body, which may have the known ones only; null counts as absent. Throws ApiError 400 `API_ERROR`.
 */
export function readMembers(json: unknown, known: readonly string[]): JobBody {
  if (!isJsonObject(json)) throw badBody('Value does not match expected type at [line:1, column:1]');
  const members = new Map<string, string>();
  for (const [name, value] of Object.entries(json)) {
    if (!known.includes(name)) throw badBody(`Unrecognized field "${name.slice(0, 200)}" at [line:1, column:2]`);
    if (value === null) continue;
    if (typeof value !== 'string') throw badBody(`Value does not match expected type at [line:1, column:2]: ${name}`);
    members.set(name, value);
  }
  return members;
}

function isDelimiter(name: string): name is ColumnDelimiter {
  return Object.hasOwn(delimiters, name);
}

function isLineEnding(name: string): name is LineEnding {
  return Object.hasOwn(lineEndings, name);
}

/** How a job's CSV is written. Throws BulkError for unknown names and any content type but CSV. */
export function readFormat(body: JobBody): CsvFormat {
  const contentType = body.get('contentType') ?? 'CSV';
  if (contentType !== 'CSV') throw new BulkError('InvalidJob', `Unsupported content type: ${contentType.slice(0, 80)}`);
  const columnDelimiter = body.get('columnDelimiter') ?? usualFormat.columnDelimiter;
  if (!isDelimiter(columnDelimiter)) {
    const names = Object.keys(delimiters).join(', ');
    throw new BulkError('InvalidJob', `Invalid columnDelimiter ${columnDelimiter.slice(0, 80)}. Use one of ${names}.`);
  }
  const lineEnding = body.get('lineEnding') ?? usualFormat.lineEnding;
  if (!isLineEnding(lineEnding)) {
    throw new BulkError('InvalidJob', `Invalid lineEnding ${lineEnding.slice(0, 80)}. Use LF or CRLF.`);
  }
  return { columnDelimiter, lineEnding };
}
