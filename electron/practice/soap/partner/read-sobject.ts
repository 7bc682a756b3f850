import { parseId } from '../../ids.ts';
import { soapTypes } from '../../schema/describe.ts';
import type { FieldDefinition, Scalar } from '../../schema/field.ts';
import type { SchemaObject } from '../../schema/object.ts';
import { readWithParents } from '../../store/parents.ts';
import { readTextValue } from '../../store/read-text-value.ts';
import type { RecordError } from '../../store/record-error.ts';
import { clientFault, SoapFault } from '../fault.ts';
import type { SoapCall } from '../soap-call.ts';
import type { XmlElement } from '../xml-element.ts';

/** A record as a caller sent it. */
export interface SentRecord {
  /** As the caller sees it. */
  readonly object: SchemaObject;
  /** The id as it was written; null when there is none. */
  readonly id: string | null;
  readonly draft: ReadonlyMap<string, Scalar>;
  /** Why the record cannot be saved whatever is in it: a parent that it names is not there; null when all are. */
  readonly error: RecordError | null;
}

const advice = 'Please reference your WSDL or the describe call for the appropriate names.';

/** The object of that name as the caller sees it. Throws SoapFault `INVALID_TYPE`. */
export function findSObjectType(call: SoapCall, name: string): SchemaObject {
  const object = call.schema.find(name);
  if (object) return object;
  const message = `sObject type '${name.slice(0, 200)}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${advice}`;
  throw new SoapFault('INVALID_TYPE', message, undefined, { row: -1, column: -1 });
}

/** The field of that name. Throws SoapFault `INVALID_FIELD`. */
export function findSObjectField(object: SchemaObject, name: string): FieldDefinition {
  const field = object.fieldByName.get(name.toLowerCase());
  if (field) return field;
  const message = `No such column '${name.slice(0, 200)}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${advice}`;
  throw new SoapFault('INVALID_FIELD', message, undefined, { row: -1, column: -1 });
}

function readValue(field: FieldDefinition, text: string): Scalar {
  const read = readTextValue(field, text);
  if (!read.error) return read.value;
  throw clientFault(`'${text.slice(0, 200)}' is not a valid value for the type ${soapTypes[field.type]}`);
}

/** A nested record as JSON has it, so that its one external id names the parent. Throws SoapFault for other elements. */
function readNested(object: SchemaObject, element: XmlElement): Readonly<Record<string, unknown>> {
  if (!object.fieldByRelationship.has(element.name.toLowerCase())) {
    findSObjectField(object, element.name);
    throw clientFault(`The element ${element.name.slice(0, 200)} cannot hold other elements.`);
  }
  const type = element.textOf('type')?.trim() ?? (element.type === 'sObject' ? undefined : element.type);
  const keys = element.children.filter(({ name, isNil }) => name !== 'type' && !isNil);
  return { attributes: { type }, ...Object.fromEntries(keys.map(({ name, text }) => [name, text])) };
}

/** The text of the record's type: its first child `type` (partner) or its `xsi:type` (enterprise). */
function sentType(element: XmlElement): string {
  const named = element.textOf('type')?.trim() || element.type || '';
  if (named === '' || named === 'sObject') throw clientFault('Must send a concrete entity type.');
  return named;
}

/**
 * Reads a record: elements are fields, nil ones are passed over, `fieldsToNull` empties, a nested record names a
 * parent by external id. Throws SoapFault for an object or field the caller does not see and for values of the wrong
 * kind: the message is refused while it is read.
 */
export function readSObject(call: SoapCall, element: XmlElement): SentRecord {
  const object = findSObjectType(call, sentType(element));
  const draft = new Map<string, Scalar>();
  const parents: Record<string, unknown> = {};
  for (const name of element.textsOf('fieldsToNull')) draft.set(findSObjectField(object, name.trim()).name, null);
  for (const child of element.children) {
    const { name } = child;
    if (name === 'type' || name === 'fieldsToNull' || name.toLowerCase() === 'id' || child.isNil) continue;
    if (child.children.length > 0) {
      parents[name] = readNested(object, child);
      continue;
    }
    const field = findSObjectField(object, name);
    draft.set(field.name, readValue(field, child.text));
  }
  const id = (element.textOf('Id') ?? element.textOf('id'))?.trim() || null;
  const read = readWithParents(call.org.store, call.schema, object, parents);
  if ('error' in read) return { object, id, draft, error: read.error };
  for (const [name, value] of read.draft) draft.set(name, value);
  return { object, id, draft, error: null };
}

/** An id of the object, in its 18-character form; null for text that is none. */
export function readIdOf(object: SchemaObject, text: string): string | null {
  const id = parseId(text);
  return id?.startsWith(object.keyPrefix) ? id : null;
}
