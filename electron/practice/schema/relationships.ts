import type { FieldDefinition } from './field.ts';
import type { SchemaObject } from './object.ts';
import type { Schema } from './schema.ts';

/** The records that look a parent up: their object and the field that does it. */
export interface ChildRelationship {
  readonly object: SchemaObject;
  readonly field: FieldDefinition;
}

/** The children a parent has under a relationship name such as `Contacts`, in any case; undefined when it has none. */
export function findChildRelationship(
  schema: Schema,
  parent: SchemaObject,
  name: string,
): ChildRelationship | undefined {
  const wanted = name.toLowerCase();
  for (const object of schema.objects) {
    for (const field of object.fields) {
      const { reference } = field;
      if (reference?.to.includes(parent.name) && reference.childRelationshipName?.toLowerCase() === wanted) {
        return { object, field };
      }
    }
  }
  return undefined;
}
