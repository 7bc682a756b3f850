import { auditFields, flag, identityFields, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** The org itself: one record, read-only. */
export const organization: ObjectDefinition = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  keyPrefix: '00D',
  createable: false,
  updateable: false,
  deletable: false,
  fields: [
    ...identityFields('Organization').filter((field) => field.name === 'Id'),
    text('Name', 'Name', 80, { required: true, nameField: true }),
    text('Country', 'Country', 80),
    text('DefaultLocaleSidKey', 'Locale', 40, { required: true }),
    text('LanguageLocaleKey', 'Language', 40, { required: true }),
    text('TimeZoneSidKey', 'Time Zone', 40, { required: true }),
    text('OrganizationType', 'Edition', 40),
    text('InstanceName', 'Instance Name', 5),
    flag('IsSandbox', 'Is Sandbox', { readOnly: true }),
    ...auditFields('unowned'),
  ],
};
