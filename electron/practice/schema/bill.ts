import { auditFields, autoNumber, date, flag, identityFields, lookup, number, picklist, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** The states of a bill in their order. */
export const billStatuses = ['Draft', 'Sent', 'Paid', 'Overdue', 'Cancelled'] as const;

/** A bill sent to an account: the custom object of the sample org, with an external id for upserts. */
export const bill: ObjectDefinition = {
  name: 'Bill__c',
  label: 'Bill',
  labelPlural: 'Bills',
  keyPrefix: 'a00',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Bill'),
    autoNumber('Name', 'Bill Number', 'B-{00000}', { nameField: true }),
    lookup('Account__c', 'Account', 'Account', 'Account__r', { children: 'Bills__r' }),
    lookup('Opportunity__c', 'Opportunity', 'Opportunity', 'Opportunity__r', { children: 'Bills__r' }),
    text('ExternalId__c', 'External ID', 40, { externalId: true, unique: true }),
    number('Total__c', 'Total', 'currency', 18, 2),
    number('Tax_Rate__c', 'Tax Rate', 'percent', 5, 2, { defaultValue: 19 }),
    picklist('Status__c', 'Status', billStatuses, { restricted: true, defaultValue: 'Draft' }),
    date('Issued_On__c', 'Issued On'),
    date('Due_On__c', 'Due On'),
    flag('Reminded__c', 'Reminded'),
    text('Notes__c', 'Notes', 32768, { type: 'textarea' }),
    ...auditFields(),
  ],
};
