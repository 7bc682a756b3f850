import { auditFields, flag, identityFields, lookup, picklist, text } from './field.ts';
import { type ObjectDefinition, personName } from './object.ts';

/** Someone who signs in to the org. Users come with the org; an administrator can change them and switch them off. */
export const user: ObjectDefinition = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  createable: false,
  updateable: true,
  deletable: false,
  traits: { searchable: true },
  fields: [
    ...identityFields('User').filter((field) => field.name === 'Id'),
    text('Username', 'Username', 80, { required: true, idLookup: true }),
    text('LastName', 'Last Name', 80, { required: true }),
    text('FirstName', 'First Name', 40),
    text('Name', 'Full Name', 121, { required: true, readOnly: true, nameField: true }),
    text('Email', 'Email', 128, { required: true, type: 'email', idLookup: true }),
    text('Title', 'Title', 80),
    text('Department', 'Department', 80),
    text('Alias', 'Alias', 8),
    lookup('ProfileId', 'Profile ID', 'Profile', 'Profile', { required: true, children: 'Users' }),
    lookup('ManagerId', 'Manager ID', 'User', 'Manager', { children: 'DirectReports' }),
    picklist('UserType', 'User Type', ['Standard'], { restricted: true, readOnly: true, defaultValue: 'Standard' }),
    text('TimeZoneSidKey', 'Time Zone', 40, { required: true }),
    text('LocaleSidKey', 'Locale', 40, { required: true }),
    text('LanguageLocaleKey', 'Language', 40, { required: true }),
    flag('IsActive', 'Active', { defaultValue: true }),
    ...auditFields('unowned'),
  ],
  derive: (row) => ({ Name: personName(row) }),
};
