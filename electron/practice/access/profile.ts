import { makeId } from '../ids.ts';

/** What a profile lets its users do beyond records. Names as the Metadata API writes them. */
export type SystemPermission = (typeof systemPermissions)[number];

/** Every system permission, by that name. */
export const systemPermissions = [
  'ApiEnabled',
  'ModifyMetadata',
  'ModifyAllData',
  'BulkApiHardDelete',
  'CustomizeApplication',
] as const;

/** What may be done with the records of an object. */
export interface ObjectPermissions {
  readonly create: boolean;
  readonly read: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
}

/** Whether a field may be seen and changed. */
export interface FieldPermissions {
  readonly readable: boolean;
  readonly editable: boolean;
}

/** What a kind of user may do. Objects and fields that are not named are open. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly permissions: ReadonlySet<SystemPermission>;
  /** By object name, as the schema spells it. */
  readonly objects: ReadonlyMap<string, ObjectPermissions>;
  /** By `Object.Field`, as the schema spells it. */
  readonly fields: ReadonlyMap<string, FieldPermissions>;
}

/** The profiles a new org has: one that may do everything, one that shows what missing permissions look like. */
export const standardProfiles: readonly [Profile, Profile] = [
  {
    id: makeId('00e', 1),
    name: 'System Administrator',
    permissions: new Set(systemPermissions),
    objects: new Map(),
    fields: new Map(),
  },
  {
    id: makeId('00e', 2),
    name: 'Standard User',
    permissions: new Set(['ApiEnabled']),
    objects: new Map([
      ['User', { create: false, read: true, edit: false, delete: false }],
      ['Bill__c', { create: true, read: true, edit: true, delete: false }],
    ]),
    fields: new Map([
      ['Account.AnnualRevenue', { readable: false, editable: false }],
      ['Bill__c.Tax_Rate__c', { readable: true, editable: false }],
    ]),
  },
];
