import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import { parseJson } from '../../../shared/json/parse-json.ts';

/** What a person wrote as JSON: its records, or what is wrong with it. */
export type ReadText<Value> = { value: Value; complaint?: undefined } | { complaint: string; value?: undefined };

/** A list of records. */
export function readRecordList(text: string): ReadText<JsonObject[]> {
  const read = parse(text);
  if (read.complaint !== undefined) return read;
  if (!Array.isArray(read.value)) return { complaint: 'This isn’t a list: begin with [ and end with ].' };
  const wrong = read.value.findIndex((record) => !isJsonObject(record));
  if (wrong >= 0) return { complaint: `Record ${wrong + 1} isn’t an object: begin it with { and end it with }.` };
  return { value: read.value.filter(isJsonObject) };
}

/** One record. */
export function readOneRecord(text: string): ReadText<JsonObject> {
  const read = parse(text);
  if (read.complaint !== undefined) return read;
  return isJsonObject(read.value)
    ? { value: read.value }
    : { complaint: 'A record is an object: begin with { and end with }.' };
}

function parse(text: string): ReadText<unknown> {
  try {
    return { value: parseJson(text) };
  } catch (thrown) {
    return { complaint: `This isn’t JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
