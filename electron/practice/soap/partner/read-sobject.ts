import { parseId } from '../../ids.ts';
import type { FieldDefinition, FieldType, Scalar } from '../../schema/field.ts';
import type { SchemaObject } from '../../schema/object.ts';
import { readTextValue } from '../../store/read-text-value.ts';
import { findByKey } from '../../store/upsert.ts';
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

const schemaTypes: Readonly<Partial<Record<FieldType, string>>> = {
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  base64: 'xsd:base64Binary',
};

function readValue(field: FieldDefinition, text: string): Scalar {
  const read = readTextValue(field, text);
  if (!read.error) return read.value;
  const type = schemaTypes[field.type] ?? 'xsd:string';
  throw clientFault(`'${text.slice(0, 200)}' is not a valid value for the type ${type}`);
}

/** The parent named by a nested record: its one external id field says which. Throws SoapFault. */
function findParent(call: SoapCall, object: SchemaObject, element: XmlElement): readonly [string, Scalar] {
  const lookup = object.fieldByRelationship.get(element.name.toLowerCase());
  if (!lookup?.reference) throw invalidField(object, element.name);
  const typeName = element.textOf('type')?.trim() ?? element.type ?? lookup.reference.to[0];
  const parent = findSObjectType(call, typeName);
  const [keyElement, ...others] = element.children.filter(({ name, isNil }) => name !== 'type' && !isNil);
  if (!keyElement || others.length > 0 || !lookup.reference.to.includes(parent.name)) {
    throw new SoapFault('INVALID_FIELD', `The reference ${lookup.reference.relationshipName} needs one external id.`);
  }
  const key = findSObjectField(parent, keyElement.name);
  if (!key.externalId && !key.idLookup) {
    const message = `Field name provided, ${key.name} is not an External ID or indexed field for ${parent.name}`;
    throw new SoapFault('INVALID_FIELD', message);
  }
  const [id, more] = findByKey(call.org.store, parent, key, readValue(key, keyElement.text));
  if (id !== undefined && more === undefined) return [lookup.name, id];
  const shown = `${keyElement.text.slice(0, 200)} for field ${key.name} in entity ${parent.name}`;
  throw new SoapFault(
    'INVALID_FIELD',
    id === undefined ? `Foreign key external ID: ${shown} not found` : `More than one record found: ${shown}`,
  );
}

function invalidField(object: SchemaObject, name: string): SoapFault {
  try {
    findSObjectField(object, name);
  } catch (error) {
    if (error instanceof SoapFault) return error;
    throw error;
  }
  return clientFault(`The element ${name.slice(0, 200)} cannot hold other elements.`);
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
  for (const name of element.textsOf('fieldsToNull')) draft.set(findSObjectField(object, name.trim()).name, null);
  for (const child of element.children) {
    const { name } = child;
    if (name === 'type' || name === 'fieldsToNull' || name.toLowerCase() === 'id' || child.isNil) continue;
    if (child.children.length > 0) {
      const [lookup, id] = findParent(call, object, child);
      draft.set(lookup, id);
      continue;
    }
    const field = findSObjectField(object, name);
    draft.set(field.name, readValue(field, child.text));
  }
  const id = element.textOf('Id') ?? element.textOf('id');
  return { object, id: id === null || id.trim() === '' ? null : id.trim(), draft };
}

/** An id of the object, in its 18-character form; null for text that is none. */
export function readIdOf(object: SchemaObject, text: string): string | null {
  const id = parseId(text);
  return id?.startsWith(object.keyPrefix) ? id : null;
}
