import { auditFields, date, flag, identityFields, lookup, number, picklist, text } from './field.ts';
import { leadStatuses } from './lead-status.ts';
import { type ObjectDefinition, personName } from './object.ts';
import { industries, leadSources, ratings, salutations } from './picklists.ts';

/** Someone who may become a customer. */
export const lead: ObjectDefinition = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Lead'),
    text('LastName', 'Last Name', 80, { required: true }),
    text('FirstName', 'First Name', 40),
    picklist('Salutation', 'Salutation', salutations),
    text('Name', 'Full Name', 121, { required: true, readOnly: true, nameField: true }),
    text('Title', 'Title', 128),
    text('Company', 'Company', 255, { required: true }),
    text('Street', 'Street', 255, { type: 'textarea' }),
    text('City', 'City', 40),
    text('State', 'State/Province', 80),
    text('PostalCode', 'Zip/Postal Code', 20),
    text('Country', 'Country', 80),
    text('Phone', 'Phone', 40, { type: 'phone' }),
    text('MobilePhone', 'Mobile Phone', 40, { type: 'phone' }),
    text('Email', 'Email', 80, { type: 'email', idLookup: true }),
    text('Website', 'Website', 255, { type: 'url' }),
    text('Description', 'Description', 32000, { type: 'textarea' }),
    picklist('LeadSource', 'Lead Source', leadSources),
    picklist(
      'Status',
      'Status',
      leadStatuses.map(({ name }) => name),
      { required: true, defaultValue: 'Open - Not Contacted' },
    ),
    picklist('Industry', 'Industry', industries),
    picklist('Rating', 'Rating', ratings),
    number('AnnualRevenue', 'Annual Revenue', 'currency', 18, 0),
    number('NumberOfEmployees', 'Employees', 'int', 8, 0),
    flag('HasOptedOutOfEmail', 'Email Opt Out'),
    flag('DoNotCall', 'Do Not Call'),
    flag('IsConverted', 'Converted', { readOnly: true }),
    date('ConvertedDate', 'Converted Date', { readOnly: true }),
    lookup('ConvertedAccountId', 'Converted Account ID', 'Account', 'ConvertedAccount', { readOnly: true }),
    lookup('ConvertedContactId', 'Converted Contact ID', 'Contact', 'ConvertedContact', { readOnly: true }),
    lookup('ConvertedOpportunityId', 'Converted Opportunity ID', 'Opportunity', 'ConvertedOpportunity', {
      readOnly: true,
    }),
    ...auditFields(),
  ],
  derive: (row) => ({ Name: personName(row) }),
};
