/** Field types as describe names them. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'base64';

/** What a stored field can hold. Dates are `YYYY-MM-DD`, moments `YYYY-MM-DDThh:mm:ss.SSS+0000`, so both sort as text. */
export type Scalar = string | number | boolean | null;

/** The choices of a picklist. A restricted one refuses other values; an open one takes any text. */
export interface Picklist {
  readonly values: readonly string[];
  readonly restricted: boolean;
}

/** A lookup to another object. */
export interface Reference {
  /** The objects looked up; more than one for a polymorphic lookup. Never empty. */
  readonly to: readonly [string, ...string[]];
  /** The name of the parent in SOQL paths and in results, such as `Account` in `Account.Name`. */
  readonly relationshipName: string;
  /** The name of the list of children seen from the parent, such as `Contacts`; null when it has none. */
  readonly childRelationshipName: string | null;
  /** Whether deleting the parent deletes this record too. */
  readonly cascadeDelete: boolean;
}

/** One field of an object, as data. */
export interface FieldDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Largest number of characters; 0 for types that are not text. */
  readonly length: number;
  /** Largest number of digits, in total (`precision`) and after the point (`scale`); 0 for types without digits. */
  readonly precision: number;
  readonly scale: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** The value a new record gets when none is sent; undefined when there is none. */
  readonly defaultValue?: Scalar;
  /** True when the org fills the field on create, by a default or by itself. */
  readonly defaultedOnCreate: boolean;
  readonly calculated: boolean;
  readonly nameField: boolean;
  readonly idLookup: boolean;
  /** Added by the org's people, not part of the standard object; the name ends in `__c`. */
  readonly custom: boolean;
  /** Records can be found and upserted by its value. */
  readonly externalId: boolean;
  /** No two records may hold the same value (text without regard to case). */
  readonly unique: boolean;
  /** The display format of a number the org gives each new record, such as `B-{00000}`; undefined for other fields. */
  readonly autoNumber?: string;
  readonly picklist?: Picklist;
  readonly reference?: Reference;
}

/** What a field builder lets the caller change; everything else follows from the type. */
export interface FieldOptions {
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly nameField?: boolean;
  readonly calculated?: boolean;
  readonly idLookup?: boolean;
  readonly externalId?: boolean;
  readonly unique?: boolean;
  readonly defaultValue?: Scalar;
}

function define(
  name: string,
  label: string,
  type: FieldType,
  options: FieldOptions,
  rest: Partial<FieldDefinition> = {},
): FieldDefinition {
  const writable = !options.readOnly && !options.calculated;
  return {
    name,
    label,
    type,
    length: 0,
    precision: 0,
    scale: 0,
    nillable: !options.required,
    createable: writable,
    updateable: writable,
    defaultedOnCreate: options.defaultValue !== undefined,
    calculated: options.calculated ?? false,
    nameField: options.nameField ?? false,
    idLookup: options.idLookup ?? options.externalId ?? false,
    custom: name.endsWith('__c'),
    externalId: options.externalId ?? false,
    unique: options.unique ?? false,
    ...(options.defaultValue === undefined ? {} : { defaultValue: options.defaultValue }),
    ...rest,
  };
}

/** A line of text, or another kind of text by `type`. */
export function text(
  name: string,
  label: string,
  length: number,
  options: FieldOptions & { readonly type?: 'textarea' | 'email' | 'phone' | 'url' } = {},
): FieldDefinition {
  return define(name, label, options.type ?? 'string', options, { length });
}

/** The number the org gives each new record, as text: `{00000}` in the format stands for the digits. */
export function autoNumber(
  name: string,
  label: string,
  format: string,
  options: Pick<FieldOptions, 'nameField'> = {},
): FieldDefinition {
  const field = define(name, label, 'string', { ...options, required: true, readOnly: true }, { length: 30 });
  return { ...field, autoNumber: format, defaultedOnCreate: true };
}

/** Several choices from values; stored as text with the chosen values joined by `;`. */
export function multipicklist(
  name: string,
  label: string,
  values: readonly string[],
  options: FieldOptions & { readonly restricted?: boolean } = {},
): FieldDefinition {
  return define(name, label, 'multipicklist', options, {
    length: 4099,
    picklist: { values, restricted: options.restricted ?? false },
  });
}

/** A moment in time. */
export function dateTime(name: string, label: string, options: FieldOptions = {}): FieldDefinition {
  return define(name, label, 'datetime', options);
}

/** A file's content; base64 text on the wire. */
export function blob(name: string, label: string, options: FieldOptions = {}): FieldDefinition {
  return define(name, label, 'base64', options);
}

/** A choice from values; open unless `restricted`. */
export function picklist(
  name: string,
  label: string,
  values: readonly string[],
  options: FieldOptions & { readonly restricted?: boolean } = {},
): FieldDefinition {
  return define(name, label, 'picklist', options, {
    length: 255,
    picklist: { values, restricted: options.restricted ?? false },
  });
}

/** A whole number of at most nine digits (`int`), or a number with `precision` digits, `scale` of them after the point. */
export function number(
  name: string,
  label: string,
  type: 'int' | 'double' | 'currency' | 'percent',
  precision: number,
  scale: number,
  options: FieldOptions = {},
): FieldDefinition {
  return define(name, label, type, options, { precision, scale });
}

/** Yes or no; never null, false unless the options give another default. */
export function flag(name: string, label: string, options: FieldOptions = {}): FieldDefinition {
  return define(name, label, 'boolean', { defaultValue: false, ...options, required: true });
}

/** A calendar day. */
export function date(name: string, label: string, options: FieldOptions = {}): FieldDefinition {
  return define(name, label, 'date', options);
}

/** A lookup to one object or to any of several; the org refuses ids of other objects and ids it does not have. */
export function lookup(
  name: string,
  label: string,
  to: string | readonly [string, ...string[]],
  relationshipName: string,
  options: FieldOptions & { readonly children?: string; readonly cascadeDelete?: boolean } = {},
): FieldDefinition {
  return define(name, label, 'reference', options, {
    length: 18,
    reference: {
      to: typeof to === 'string' ? [to] : to,
      relationshipName,
      childRelationshipName: options.children ?? null,
      cascadeDelete: options.cascadeDelete ?? false,
    },
  });
}

function kept(field: FieldDefinition): FieldDefinition {
  return { ...field, nillable: false, createable: false, updateable: false, defaultedOnCreate: true };
}

/** `Id` and `IsDeleted`, first on every object. */
export function identityFields(objectLabel: string): FieldDefinition[] {
  return [
    kept(define('Id', `${objectLabel} ID`, 'id', { idLookup: true }, { length: 18 })),
    kept(flag('IsDeleted', 'Deleted')),
  ];
}

/** The audit fields the org keeps itself, last on every object; with an owner where the object has one. */
export function auditFields(ownership: 'owned' | 'unowned' = 'owned'): FieldDefinition[] {
  const owner: FieldDefinition = {
    ...lookup('OwnerId', 'Owner ID', 'User', 'Owner', { required: true }),
    defaultedOnCreate: true,
  };
  return [
    ...(ownership === 'owned' ? [owner] : []),
    kept(dateTime('CreatedDate', 'Created Date')),
    kept(lookup('CreatedById', 'Created By ID', 'User', 'CreatedBy')),
    kept(dateTime('LastModifiedDate', 'Last Modified Date')),
    kept(lookup('LastModifiedById', 'Last Modified By ID', 'User', 'LastModifiedBy')),
    kept(dateTime('SystemModstamp', 'System Modstamp')),
  ];
}
