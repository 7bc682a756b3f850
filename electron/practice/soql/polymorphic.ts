import { type FieldDefinition, type Scalar, text } from '../schema/field.ts';
import { prepareObject, type Row, type SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';

/** The fields that can be read through a lookup to any of several objects. Source: the object `Name` in the reference. */
const nameFields = ['Id', 'Name', 'FirstName', 'LastName', 'Email', 'Phone', 'Title', 'Username', 'IsActive'] as const;

/**
 * What is known of a record behind a lookup that may lead to several objects: `Type`, the name of its object, and of
 * `Id`, `Name`, `Email` and the like those that at least one of the objects has. Undefined when the user sees none of
 * the objects.
 */
export function nameObject(schema: Schema, lookup: FieldDefinition): SchemaObject | undefined {
  const targets = (lookup.reference?.to ?? []).flatMap((name) => schema.find(name) ?? []);
  if (targets.length === 0) return undefined;
  const fields = nameFields.flatMap((name) => {
    for (const target of targets) {
      const field = name === 'Name' ? target.nameField : target.fieldByName.get(name.toLowerCase());
      if (field) return [{ ...field, name }];
    }
    return [];
  });
  const parents = targets.flatMap((target) =>
    target.fields.filter((field) => field.reference?.relationshipName === 'Owner' || field.name === 'ProfileId'),
  );
  return prepareObject({
    name: 'Name',
    label: 'Name',
    labelPlural: 'Names',
    keyPrefix: '',
    createable: false,
    updateable: false,
    deletable: false,
    fields: [...fields, text('Type', 'Type', 40), ...parents],
  });
}

/** The value of a field of `nameObject` for a record: null when its object has no such field, or the user sees none. */
export function pointedField(schema: Schema, row: Row, name: string): Scalar {
  const object = schema.findByPrefix(String(row.Id));
  if (!object) return null;
  if (name === 'Type') return object.name;
  const field = name === 'Name' ? object.nameField : object.fieldByName.get(name.toLowerCase());
  return field ? (row[field.name] ?? null) : null;
}
