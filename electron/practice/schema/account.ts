import { auditFields, identityFields, lookup, number, picklist, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';
import { industries, ratings } from './picklists.ts';

/** A company. */
export const account: ObjectDefinition = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  keyPrefix: '001',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Account'),
    text('Name', 'Account Name', 255, { required: true, nameField: true }),
    picklist('Type', 'Account Type', [
      'Prospect',
      'Customer - Direct',
      'Customer - Channel',
      'Channel Partner / Reseller',
      'Installation Partner',
      'Technology Partner',
      'Other',
    ]),
    lookup('ParentId', 'Parent Account ID', 'Account', 'Parent', { children: 'ChildAccounts' }),
    text('BillingStreet', 'Billing Street', 255, { type: 'textarea' }),
    text('BillingCity', 'Billing City', 40),
    text('BillingState', 'Billing State/Province', 80),
    text('BillingPostalCode', 'Billing Zip/Postal Code', 20),
    text('BillingCountry', 'Billing Country', 80),
    text('Phone', 'Account Phone', 40, { type: 'phone' }),
    text('Fax', 'Account Fax', 40, { type: 'phone' }),
    text('AccountNumber', 'Account Number', 40),
    text('Website', 'Website', 255, { type: 'url' }),
    text('Sic', 'SIC Code', 20),
    picklist('Industry', 'Industry', industries),
    number('AnnualRevenue', 'Annual Revenue', 'currency', 18, 0),
    number('NumberOfEmployees', 'Employees', 'int', 8, 0),
    picklist('Ownership', 'Ownership', ['Public', 'Private', 'Subsidiary', 'Other']),
    text('Description', 'Account Description', 32000, { type: 'textarea' }),
    picklist('Rating', 'Account Rating', ratings),
    text('Site', 'Account Site', 80),
    picklist('AccountSource', 'Account Source', [
      'Web',
      'Phone Inquiry',
      'Partner Referral',
      'Purchased List',
      'Other',
    ]),
    picklist(
      'CleanStatus',
      'Clean Status',
      ['Matched', 'Different', 'Acknowledged', 'NotFound', 'Inactive', 'Pending', 'SelectMatch', 'Skipped'],
      { restricted: true, defaultValue: 'Pending' },
    ),
    ...auditFields(),
  ],
};
