import type { FieldDefinition, Scalar } from './field.ts';

/** A stored record: canonical field name to value, every field of the object present. Never changed in place. */
export type Row = Readonly<Record<string, Scalar>>;

/** What sets special objects apart. */
export interface ObjectTraits {
  /** False for objects that only exist as messages, such as platform events. */
  readonly queryable: boolean;
  readonly searchable: boolean;
  readonly undeletable: boolean;
  readonly layoutable: boolean;
  readonly mergeable: boolean;
}

/** One object (a table) of the org, as data. */
export interface ObjectDefinition {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  /** The first three characters of the ids of its records. */
  readonly keyPrefix: string;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  /** Absent means: an ordinary object whose records people see, search and take back from the recycle bin. */
  readonly traits?: Partial<ObjectTraits>;
  readonly fields: readonly FieldDefinition[];
  /**
   * Values that follow from other values of the same record; applied after each write, before validation.
   * `sent` holds the names of the fields the caller wrote.
   */
  readonly derive?: (row: Row, sent: ReadonlySet<string>) => Record<string, Scalar>;
}

/** An object ready for use: its fields can be found by name in any case, its parents by relationship name. */
export interface SchemaObject extends ObjectDefinition, ObjectTraits {
  /** Added by the org's people; the name ends in `__c`, or `__e` for platform events. */
  readonly custom: boolean;
  /** The field people know a record by; undefined for the few objects without one. */
  readonly nameField: FieldDefinition | undefined;
  readonly fieldByName: ReadonlyMap<string, FieldDefinition>;
  readonly fieldByRelationship: ReadonlyMap<string, FieldDefinition>;
}

/** Prepares a definition for use. */
export function prepareObject(definition: ObjectDefinition): SchemaObject {
  const fieldByName = new Map<string, FieldDefinition>();
  const fieldByRelationship = new Map<string, FieldDefinition>();
  for (const field of definition.fields) {
    fieldByName.set(field.name.toLowerCase(), field);
    if (field.reference) fieldByRelationship.set(field.reference.relationshipName.toLowerCase(), field);
  }
  const ordinary = definition.deletable;
  return {
    ...definition,
    queryable: true,
    searchable: ordinary,
    undeletable: ordinary,
    layoutable: ordinary,
    mergeable: false,
    ...definition.traits,
    custom: /__[ce]$/.test(definition.name),
    nameField: definition.fields.find((field) => field.nameField),
    fieldByName,
    fieldByRelationship,
  };
}

/** The display name of a person: first and last name, whichever there are. Source: Contact and Lead `Name`. */
export function personName(row: Row): string {
  return [row.FirstName, row.LastName].filter((part) => typeof part === 'string').join(' ');
}
