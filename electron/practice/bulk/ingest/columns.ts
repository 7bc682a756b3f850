import type { FieldDefinition } from '../../schema/field.ts';
import type { SchemaObject } from '../../schema/object.ts';
import type { Schema } from '../../schema/schema.ts';
import { BulkError } from '../bulk-error.ts';

/** What the cells of a column are. */
export type Column =
  | { readonly kind: 'id' }
  | { readonly kind: 'field'; readonly field: FieldDefinition }
  /** A parent found by the value of one of its fields. */
  | { readonly kind: 'lookup'; readonly lookup: FieldDefinition; readonly targets: readonly LookupTarget[] };

/** An object whose records a lookup column can name, and the field it names them by. */
export interface LookupTarget {
  readonly object: SchemaObject;
  readonly key: FieldDefinition;
}

const pathForm = /^(?:([A-Za-z]\w*):)?([A-Za-z]\w*)\.([A-Za-z]\w*)$/;

function lookupColumn(schema: Schema, object: SchemaObject, name: string): Column | null {
  const [, type, relationship = '', keyName = ''] = pathForm.exec(name) ?? [];
  if (relationship === '') return null;
  const lookup = object.fieldByRelationship.get(relationship.toLowerCase());
  if (!lookup?.reference) throw new BulkError('InvalidBatch', `Unable to find relationship: ${relationship}`);
  const { to } = lookup.reference;
  // An owner can be a queue in the service, so clients that name the type are right there.
  if (type !== undefined && to.length === 1 && lookup.name !== 'OwnerId') {
    const reason = `type is not needed for non polymorphic foreign key references: ${relationship}`;
    throw new BulkError('InvalidBatch', reason);
  }
  const targets = to.flatMap((targetName): LookupTarget[] => {
    const target = schema.find(targetName);
    const key = target?.fieldByName.get(keyName.toLowerCase());
    const isNamed = type === undefined || type.toLowerCase() === targetName.toLowerCase();
    return target && key && isNamed && (key.externalId || key.idLookup) ? [{ object: target, key }] : [];
  });
  return targets.length > 0 ? { kind: 'lookup', lookup, targets } : null;
}

function findColumn(schema: Schema, object: SchemaObject, name: string): Column {
  const field = object.fieldByName.get(name.toLowerCase());
  if (field) return field.type === 'id' ? { kind: 'id' } : { kind: 'field', field };
  const column = lookupColumn(schema, object, name);
  if (column) return column;
  throw new BulkError('InvalidBatch', `Field name not found : ${name.slice(0, 200)}`);
}

/**
 * Says what each column of a header is: `Name`, `Account.Number__c`, or `User:Owner.Email` where a lookup can name
 * several objects; names in any case. Throws BulkError `InvalidBatch` for a name that is nothing the caller may see.
 */
export function planColumns(schema: Schema, object: SchemaObject, header: readonly string[]): readonly Column[] {
  const seen = new Set<string>();
  return header.map((name) => {
    const column = findColumn(schema, object, name);
    const lower = name.toLowerCase();
    if (seen.has(lower)) throw new BulkError('InvalidBatch', `Field name is there twice : ${name.slice(0, 200)}`);
    seen.add(lower);
    return column;
  });
}
