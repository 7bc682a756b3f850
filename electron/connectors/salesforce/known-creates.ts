import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';

/** What a created record is known again by: its object, and the fields that it was sent with. */
export type CreateEvidence = { object: string; fields: JsonObject };

export function evidenceOfCreate(object: string, payload: JsonObject): CreateEvidence {
  return { object, fields: comparable(payload) };
}

/** What was journaled as such; undefined for anything else. */
export function readEvidence(evidence: Json): CreateEvidence | undefined {
  if (!isJsonObject(evidence) || typeof evidence.object !== 'string' || !isJsonObject(evidence.fields))
    return undefined;
  return { object: evidence.object, fields: evidence.fields };
}

/** The id that a create is known to have given, of what it added. */
export function idOf(adds: Json | undefined): string[] {
  return isJsonObject(adds) && typeof adds.id === 'string' ? [adds.id] : [];
}

/**
 * The fields of a payload that a query can show as they were sent, by their names in small letters: no references by
 * external id, nothing empty.
 */
export function comparable(payload: JsonObject): JsonObject {
  const fields: JsonObject = {};
  for (const [name, value] of Object.entries(payload)) {
    if (!/^\w+$/.test(name) || name === 'attributes' || value === null || isJsonObject(value)) continue;
    fields[name.toLowerCase()] = value;
  }
  return fields;
}
