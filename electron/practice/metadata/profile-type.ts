import type { Profile, SystemPermission } from '../access/profile.ts';
import { flagOf, type Metadata, needText, partsOf } from './metadata.ts';
import { MetadataError, noSuchComponent } from './metadata-error.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';

const type = 'Profile';

/** The names the Metadata API has for the standard profiles. Source: Metadata API, Profile. */
const apiNames: ReadonlyMap<string, string> = new Map([
  ['System Administrator', 'Admin'],
  ['Standard User', 'Standard'],
]);

const permissions: readonly SystemPermission[] = [
  'ApiEnabled',
  'BulkApiHardDelete',
  'CustomizeApplication',
  'ModifyAllData',
  'ModifyMetadata',
];

const apiName = ({ name }: Profile): string => apiNames.get(name) ?? name;

function findProfile({ org }: MetadataContext, fullName: string): Profile | undefined {
  const wanted = fullName.toLowerCase();
  return org.access.profiles.find((profile) =>
    [profile.name, apiName(profile)].some((name) => name.toLowerCase() === wanted),
  );
}

function show(context: MetadataContext, profile: Profile): Metadata {
  const open = { create: true, read: true, edit: true, delete: true };
  return {
    fullName: apiName(profile),
    custom: 'false',
    fieldPermissions: [...profile.fields].map(([field, { editable, readable }]) => ({
      editable: String(editable),
      field,
      readable: String(readable),
    })),
    objectPermissions: context.org.store.schema.objects.map(({ name }) => {
      const may = profile.objects.get(name) ?? open;
      return {
        allowCreate: String(may.create),
        allowDelete: String(may.delete),
        allowEdit: String(may.edit),
        allowRead: String(may.read),
        modifyAllRecords: String(profile.permissions.has('ModifyAllData')),
        object: name,
        viewAllRecords: String(profile.permissions.has('ModifyAllData')),
      };
    }),
    userLicense: 'Salesforce',
    userPermissions: permissions.map((name) => ({ enabled: String(profile.permissions.has(name)), name })),
  };
}

function update(context: MetadataContext, metadata: Metadata): void {
  const { access, store } = context.org;
  const fullName = needText(metadata, 'fullName');
  const profile = findProfile(context, fullName);
  if (!profile) throw noSuchComponent(type, fullName);
  const objects = partsOf(metadata, 'objectPermissions').map((part) => {
    const object = store.schema.find(needText(part, 'object'));
    if (!object) throw noSuchComponent('CustomObject', needText(part, 'object'));
    const read = flagOf(part, 'allowRead');
    const edit = flagOf(part, 'allowEdit');
    const rights = { create: flagOf(part, 'allowCreate'), read, edit, delete: flagOf(part, 'allowDelete') };
    if (read || !(rights.create || rights.edit || rights.delete)) return [object.name, rights] as const;
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', `${object.name} needs allowRead for its other permissions.`);
  });
  const fields = partsOf(metadata, 'fieldPermissions').map((part) => {
    const [objectName = '', fieldName = ''] = needText(part, 'field').split('.');
    const field = store.schema.find(objectName)?.fieldByName.get(fieldName.toLowerCase());
    if (!field) throw noSuchComponent('CustomField', needText(part, 'field'));
    const rights = { readable: flagOf(part, 'readable'), editable: flagOf(part, 'editable') };
    return [`${store.schema.need(objectName).name}.${field.name}`, rights] as const;
  });
  const system = partsOf(metadata, 'userPermissions').map((part) => {
    const name = permissions.find((known) => known === needText(part, 'name'));
    if (name) return [name, flagOf(part, 'enabled')] as const;
    throw new MetadataError(
      'INVALID_FIELD',
      `The practice org has no permission ${needText(part, 'name').slice(0, 100)}.`,
    );
  });
  for (const [name, rights] of objects) access.setObject(profile.name, name, rights);
  for (const [path, rights] of fields) access.setField(profile.name, path, rights);
  for (const [name, granted] of system) access.setPermission(profile.name, name, granted);
}

const fixed = (): MetadataError =>
  new MetadataError(
    'INVALID_OPERATION',
    'The profiles of the practice org are there to be changed, not added, renamed or deleted.',
  );

/** What kinds of users may do; the profiles of the org can be read and changed. */
export const profileType: MetadataType = {
  name: type,
  description: { directoryName: 'profiles', suffix: 'profile', childXmlNames: [] },
  list: ({ org }) => org.access.profiles.map(apiName),
  read: (context, fullName) => {
    const profile = findProfile(context, fullName);
    return profile ? show(context, profile) : null;
  },
  create: () => {
    throw fixed();
  },
  update,
  remove: () => {
    throw fixed();
  },
  rename: () => {
    throw fixed();
  },
};
