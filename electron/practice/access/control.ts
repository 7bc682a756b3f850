import type { Control } from '../control/registry.ts';
import { readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { type SystemPermission, systemPermissions } from './profile.ts';

function readFlag(settings: Settings, name: string): boolean | undefined {
  const value = settings[name];
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw refuse(`${name} must be true or false.`);
}

function readProfile(access: Access, settings: Settings): string {
  const name = readName(settings, 'profile', 'Standard User');
  const found = access.profiles.find((profile) => profile.name.toLowerCase() === name?.toLowerCase());
  if (found) return found.name;
  throw refuse(`profile must be one of ${access.profiles.map((profile) => profile.name).join(', ')}.`);
}

function setPermission(access: Access, profile: string, settings: Settings): void {
  const permission = systemPermissions.find((known) => known === settings.permission);
  const granted = readFlag(settings, 'granted');
  if (!permission) throw refuse(`permission must be one of ${systemPermissions.join(', ')}.`);
  if (granted === undefined) throw refuse('granted must be true or false.');
  access.setPermission(profile, permission satisfies SystemPermission, granted);
}

function setField(access: Access, store: Store, profile: string, settings: Settings): void {
  const [objectName = '', fieldName = ''] = String(settings.field).split('.');
  const object = store.schema.find(objectName);
  const field = object?.fieldByName.get(fieldName.toLowerCase());
  if (!object || !field)
    throw refuse('field must be an object and a field of this org, such as Account.AnnualRevenue.');
  const readable = readFlag(settings, 'readable') ?? true;
  const editable = readFlag(settings, 'editable') ?? readable;
  access.setField(profile, `${object.name}.${field.name}`, { readable, editable: editable && readable });
}

function setObject(access: Access, store: Store, profile: string, settings: Settings): void {
  const object = store.schema.find(readName(settings, 'object', 'Account') ?? '');
  if (!object) throw refuse('object must be an object of this org, such as Account.');
  const read = readFlag(settings, 'read') ?? true;
  const may = (name: string) => read && (readFlag(settings, name) ?? true);
  access.setObject(profile, object.name, { create: may('create'), read, edit: may('edit'), delete: may('delete') });
}

/** `POST permissions` changes what the users of a profile may do; GET shows all profiles. */
export function permissionsControl(access: Access, store: Store): Control {
  const names = () => access.profiles.map((profile) => profile.name);
  return {
    name: 'permissions',
    description:
      'POST {profile, object, create?, read?, edit?, delete?}, {profile, field: "Object.Field", readable?, editable?} or {profile, permission, granted} changes what users of a profile may do; what is left out is allowed. GET shows all profiles. DELETE puts all back.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return access.save();
      },
      POST: (settings) => {
        const profile = readProfile(access, settings);
        if (settings.permission !== undefined) {
          refuseOthers(settings, ['profile', 'permission', 'granted']);
          setPermission(access, profile, settings);
        } else if (settings.field !== undefined) {
          refuseOthers(settings, ['profile', 'field', 'readable', 'editable']);
          setField(access, store, profile, settings);
        } else {
          refuseOthers(settings, ['profile', 'object', 'create', 'read', 'edit', 'delete']);
          setObject(access, store, profile, settings);
        }
        return {};
      },
      DELETE: (settings) => {
        refuseOthers(settings, []);
        access.reset();
        return {};
      },
    },
    forms: [
      {
        group: 'Records',
        title: 'Field permissions',
        explanation: 'Users of the profile do not see the field, or cannot change it.',
        button: 'Set',
        fields: [
          { name: 'profile', label: 'Profile', kind: 'choice', choices: names, initial: 'Standard User' },
          { name: 'field', label: 'Field', kind: 'text', initial: 'Account.AnnualRevenue' },
          { name: 'readable', label: 'Visible', kind: 'flag' },
          { name: 'editable', label: 'Editable', kind: 'flag' },
        ],
      },
    ],
  };
}
