import { auditFields, date, flag, identityFields, lookup, picklist, text } from './field.ts';
import { type ObjectDefinition, personName } from './object.ts';
import { leadSources, salutations } from './picklists.ts';

/** A person at an account. */
export const contact: ObjectDefinition = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  keyPrefix: '003',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Contact'),
    lookup('AccountId', 'Account ID', 'Account', 'Account', { children: 'Contacts', cascadeDelete: true }),
    text('LastName', 'Last Name', 80, { required: true }),
    text('FirstName', 'First Name', 40),
    picklist('Salutation', 'Salutation', salutations),
    text('Name', 'Full Name', 121, { required: true, readOnly: true, nameField: true }),
    text('MailingStreet', 'Mailing Street', 255, { type: 'textarea' }),
    text('MailingCity', 'Mailing City', 40),
    text('MailingState', 'Mailing State/Province', 80),
    text('MailingPostalCode', 'Mailing Zip/Postal Code', 20),
    text('MailingCountry', 'Mailing Country', 80),
    text('Phone', 'Business Phone', 40, { type: 'phone' }),
    text('MobilePhone', 'Mobile Phone', 40, { type: 'phone' }),
    text('Email', 'Email', 80, { type: 'email', idLookup: true }),
    text('Title', 'Title', 128),
    text('Department', 'Department', 80),
    picklist('LeadSource', 'Lead Source', leadSources),
    lookup('ReportsToId', 'Reports To ID', 'Contact', 'ReportsTo'),
    date('Birthdate', 'Birthdate'),
    text('Description', 'Contact Description', 32000, { type: 'textarea' }),
    flag('HasOptedOutOfEmail', 'Email Opt Out'),
    flag('DoNotCall', 'Do Not Call'),
    ...auditFields(),
  ],
  derive: (row) => ({ Name: personName(row) }),
};
