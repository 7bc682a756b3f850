import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { parseJson } from '../../../shared/json/parse-json.ts';

/** Characters of one entry past which the file is taken to be something else, so that it can't fill the memory. */
export const longestEntry = 64_000_000;

/**
 * Records of JSON lines: one object on each line, empty lines left out. `kept` hears of each number that was kept as
 * text, since it has too many digits.
 * @throws MillraceError JSON_DAMAGED or ROW_NOT_OBJECT with the line.
 */
export async function* readJsonLines(
  text: AsyncIterable<string>,
  path: string,
  kept?: () => void,
): AsyncGenerator<JsonObject[]> {
  // The pieces of a line that isn't complete: joined once it is, since a long one has many.
  let rest: string[] = [];
  let length = 0;
  let line = 0;
  for await (const piece of text) {
    const end = piece.indexOf('\n');
    rest.push(end === -1 ? piece : piece.slice(0, end));
    length += end === -1 ? piece.length : end;
    if (length > longestEntry) throw damaged(path, line + 1, 'It is longer than 64 million characters.');
    if (end === -1) continue;
    const lines = [rest.join(''), ...piece.slice(end + 1).split('\n')];
    const last = lines.pop() ?? '';
    rest = [last];
    length = last.length;
    const records: JsonObject[] = [];
    for (const entry of lines) addEntry(records, entry, ++line, path, kept);
    yield records;
  }
  const records: JsonObject[] = [];
  addEntry(records, rest.join(''), line + 1, path, kept);
  yield records;
}

function addEntry(
  records: JsonObject[],
  entry: string,
  line: number,
  path: string,
  kept: (() => void) | undefined,
): void {
  if (entry.trim() === '') return;
  let value: Json;
  try {
    value = parseJson(entry, kept);
  } catch (error) {
    throw damaged(path, line, error instanceof Error ? error.message : String(error));
  }
  if (!isJsonObject(value)) throw new MillraceError('ROW_NOT_OBJECT', { path, row: line });
  records.push(value);
}

function damaged(path: string, line: number, problem: string): MillraceError {
  return new MillraceError('JSON_DAMAGED', { path, line, detail: `Line ${line}: ${problem}` });
}
