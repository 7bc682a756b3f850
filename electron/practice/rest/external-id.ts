import { ApiError, notFound } from '../api-error.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import { readDraft } from '../store/deserialize.ts';
import { findByKey, upsertRecord } from '../store/upsert.ts';
import { noContent, type RestReply, type RestRequest, reply } from './request.ts';
import { errorsOf } from './show-errors.ts';
import {
  changeRecord,
  finishWrite,
  readId,
  readRecord,
  readSent,
  recordPath,
  refuseKeyInBody,
  removeRecord,
} from './sobjects.ts';

/** From this version on an upsert that updates answers 200 with a body; before, 204 without. */
const updateAnswersSince = 46;

/** The field of that name if records can be found by it; undefined otherwise. */
export function findKeyField(object: SchemaObject, name: string): FieldDefinition | undefined {
  const field = object.fieldByName.get(name.toLowerCase());
  return field && (field.type === 'id' || field.externalId || field.idLookup) ? field : undefined;
}

/** The path's value as the field holds it. Throws ApiError 400 for text a number field cannot hold. */
function keyValue(object: SchemaObject, key: FieldDefinition, text: string): string | number | boolean | null {
  if (key.type === 'id') return text;
  return readDraft(object, { [key.name]: text }).get(key.name) ?? null;
}

/** The ids with this value, or the 300 that names them all. Source: "Upsert" and jsforce's tests. */
function matches(request: RestRequest, object: SchemaObject, key: FieldDefinition): readonly string[] | RestReply {
  const value = keyValue(object, key, request.parameter('value'));
  const ids = findByKey(request.org.store, object, key, value);
  if (ids.length < 2) return ids;
  return reply(
    ids.toSorted().map((id) => recordPath(request, object, id)),
    300,
  );
}

/** Answers a call about the one record with this key; 300 for several, 404 for none. */
function withOnly(
  answer: (request: RestRequest, object: SchemaObject, id: string) => RestReply,
): (request: RestRequest, object: SchemaObject, key: FieldDefinition) => RestReply {
  return (request, object, key) => {
    const text = request.parameter('value');
    if (key.type === 'id') return answer(request, object, readId(text));
    const found = matches(request, object, key);
    if ('status' in found) return found;
    if (found[0] === undefined) throw notFound();
    return answer(request, object, found[0]);
  };
}

/** Reads the record with this key. */
export const readByKey = withOnly(readRecord);

/** Deletes the record with this key. */
export const removeByKey = withOnly(removeRecord);

/** Creates a record with this key, or updates the one that has it. */
export function upsertByKey(request: RestRequest, object: SchemaObject, key: FieldDefinition): RestReply {
  const text = request.parameter('value');
  if (key.type === 'id') {
    const id = parseId(text);
    if (!id) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
    return saved(request, changeRecord(request, object, id), id);
  }
  const json = request.json();
  refuseKeyInBody(json, key.name);
  refuseKeyInBody(json, 'Id');
  const draft = readSent(request, object, json);
  const found = matches(request, object, key);
  if ('status' in found) return found;
  const result = upsertRecord(request.org.store, object, key, keyValue(object, key, text), draft, request.writer);
  const id = finishWrite(result);
  if (!result.created) return saved(request, noContent, id);
  const location = recordPath(request, object, id);
  return reply({ id, success: true, errors: errorsOf(result), created: true }, 201, { Location: location });
}

function saved(request: RestRequest, answer: RestReply, id: string): RestReply {
  return request.version < updateAnswersSince ? answer : reply({ id, success: true, errors: [], created: false });
}
