import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { parseJson } from '../../../shared/json/parse-json.ts';
import { JsonEntries } from './json-entries.ts';

/**
 * Records of a JSON document: the entries of the list that `recordPath` leads to (`data.items`), or of the document
 * itself. A document that is one object, read without a path, is one record. `kept` hears of each number that was kept
 * as text, since it has too many digits.
 * @throws MillraceError JSON_DAMAGED, ROW_NOT_OBJECT.
 */
export async function* readJson(
  text: AsyncIterable<string>,
  path: string,
  recordPath: string,
  kept?: () => void,
): AsyncGenerator<JsonObject[]> {
  const keys = recordPath === '' ? [] : recordPath.split('.');
  let entries: JsonEntries | undefined;
  let row = 0;
  const parse = (found: string[]) => found.map((entry) => parseEntry(entry, ++row, path, kept));
  for await (const piece of wrapSingle(text, keys)) {
    entries ??= new JsonEntries(keys, path);
    yield parse(entries.read(piece, false));
  }
  entries ??= new JsonEntries(keys, path);
  yield parse(entries.read('', true));
  if (!entries.found) {
    const detail = recordPath === '' ? 'It holds no list of records.' : `There is no list at “${recordPath}”.`;
    throw new MillraceError('JSON_DAMAGED', { path, detail });
  }
}

/** Puts brackets around a document that is one object, so that it reads as a list of one. */
async function* wrapSingle(text: AsyncIterable<string>, keys: string[]): AsyncGenerator<string> {
  let wrapped = false;
  let begun = false;
  for await (const piece of text) {
    if (!begun && piece.trim() !== '') {
      begun = true;
      wrapped = keys.length === 0 && piece.trimStart().startsWith('{');
      if (wrapped) yield '[';
    }
    yield piece;
  }
  if (wrapped) yield ']';
}

function parseEntry(entry: string, row: number, path: string, kept: (() => void) | undefined): JsonObject {
  let value: Json;
  try {
    value = parseJson(entry, kept);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new MillraceError('JSON_DAMAGED', { path, row, detail: `Entry ${row}: ${problem}` });
  }
  if (!isJsonObject(value)) throw new MillraceError('ROW_NOT_OBJECT', { path, row });
  return value;
}
