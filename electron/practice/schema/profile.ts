import { auditFields, identityFields, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** What a kind of user may do; read-only here. The permissions themselves are in `access`. */
export const profile: ObjectDefinition = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profiles',
  keyPrefix: '00e',
  createable: false,
  updateable: false,
  deletable: false,
  fields: [
    ...identityFields('Profile').filter((field) => field.name === 'Id'),
    text('Name', 'Name', 255, { required: true, nameField: true }),
    text('Description', 'Description', 255),
    ...auditFields('unowned'),
  ],
};
