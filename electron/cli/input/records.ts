import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { longNumberWarning, parseJson } from '../../../shared/json/parse-json.ts';
import type { RunWarning } from '../../../shared/run/events.ts';

/** Hears of what was read otherwise than it is written. */
export type WarningHearer = (warning: RunWarning) => void;

/** Reads CSV text as records the way `files.read` does. */
export type CsvReader = (text: string, warn: WarningHearer) => Promise<JsonObject[]>;

/**
 * The records of `--input`: a JSON array of objects, one JSON object, JSON lines, or CSV with a header. `name` is the
 * file's name or `-`; `warn` hears of each number that stays text, as a `files.read` step does. Throws INPUT_UNREADABLE.
 */
export async function readRecords(
  name: string,
  text: string,
  readCsv: CsvReader,
  warn: WarningHearer,
): Promise<JsonObject[]> {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return [];
  if (trimmed.startsWith('[')) return readArray(name, trimmed, warn);
  if (trimmed.startsWith('{')) return readObjects(name, trimmed, warn);
  try {
    return await readCsv(text, warn);
  } catch (cause) {
    throw unreadable(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function readArray(name: string, text: string, warn: WarningHearer): JsonObject[] {
  const values = parse(name, text, warn);
  if (!Array.isArray(values)) throw unreadable(name, 'It isn’t an array.');
  return values.map((value, index) => requireObject(name, value, `Entry ${index + 1}`));
}

function readObjects(name: string, text: string, warn: WarningHearer): JsonObject[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 1 && isJson(lines[0] ?? '')) {
    return lines.map((line, index) => requireObject(name, parse(name, line, warn, index + 1), `Line ${index + 1}`));
  }
  return [requireObject(name, parse(name, text, warn), 'It')];
}

function parse(name: string, text: string, warn: WarningHearer, line?: number): Json {
  try {
    return parseJson(text, () => warn(longNumberWarning));
  } catch (cause) {
    const where = line === undefined ? '' : `Line ${line}: `;
    throw unreadable(name, `${where}${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer is the whole point: a line that isn't JSON by itself means the text is one object over many lines.
    return false;
  }
}

function requireObject(name: string, value: Json, what: string): JsonObject {
  if (!isJsonObject(value)) throw unreadable(name, `${what} isn’t an object.`);
  return value;
}

function unreadable(name: string, detail: string, cause?: unknown): MillraceError {
  return new MillraceError('INPUT_UNREADABLE', { input: name, detail }, { cause });
}
