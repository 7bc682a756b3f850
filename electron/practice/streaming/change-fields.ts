import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { eventMoment } from './schema-id.ts';

/** Fields that change events leave out. */
const leftOut = new Set(['Id', 'IsDeleted', 'SystemModstamp']);

const nameParts = new Set(['Salutation', 'FirstName', 'MiddleName', 'LastName', 'Suffix']);
const addressPart =
  /^(.*?)(Street|City|State|PostalCode|Country|StateCode|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;

/** Whether change events carry a field; the whole name of a person is left out, its parts are there. */
export function isChangeField(object: SchemaObject, name: string): boolean {
  return !leftOut.has(name) && !(name === 'Name' && isPerson(object));
}

function isPerson(object: SchemaObject): boolean {
  return object.fieldByName.has('lastname') && object.fieldByName.has('firstname');
}

/** The compound field a field is a part of: `["BillingAddress", "City"]`; null when it stands alone. */
function compoundOf(object: SchemaObject, name: string): readonly [compound: string, part: string] | null {
  if (nameParts.has(name) && isPerson(object)) return ['Name', name];
  if (name.endsWith('__c')) return null;
  const [, prefix, part] = addressPart.exec(name) ?? [];
  if (part === undefined || !object.fieldByName.has(`${prefix}street`.toLowerCase())) return null;
  return [`${prefix}Address`, part];
}

/** How change events name a field: `Name.LastName`, `BillingAddress.City`, `Rating`. */
export function changePath(object: SchemaObject, name: string): string {
  return compoundOf(object, name)?.join('.') ?? name;
}

/**
 * Some values of a record in the form change events have: the parts of a person's name and of an address are put
 * together. Source: Change Data Capture guide, compound fields. Fields the object does not have are left out.
 */
export function showChangeFields(object: SchemaObject, values: Row): Readonly<Record<string, unknown>> {
  const shown: Record<string, Scalar | Record<string, Scalar>> = {};
  for (const [name, stored] of Object.entries(values)) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (!field || !isChangeField(object, name)) continue;
    const value = field.type === 'datetime' && typeof stored === 'string' ? eventMoment(stored) : stored;
    const [compound, part] = compoundOf(object, name) ?? [];
    if (compound === undefined || part === undefined) {
      shown[name] = value;
      continue;
    }
    const parts = shown[compound];
    if (typeof parts === 'object' && parts !== null) parts[part] = value;
    else shown[compound] = { [part]: value };
  }
  return shown;
}
