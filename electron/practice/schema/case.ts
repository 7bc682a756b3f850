import type { Scalar } from './field.ts';
import { auditFields, autoNumber, dateTime, flag, identityFields, lookup, picklist, text } from './field.ts';
import type { ObjectDefinition, Row } from './object.ts';

const closedStatus = 'Closed';

function deriveCase(row: Row): Record<string, Scalar> {
  const closed = row.Status === closedStatus;
  return { IsClosed: closed, ClosedDate: closed ? (row.ClosedDate ?? row.LastModifiedDate ?? null) : null };
}

/** A customer's question or problem. */
export const caseObject: ObjectDefinition = {
  name: 'Case',
  label: 'Case',
  labelPlural: 'Cases',
  keyPrefix: '500',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Case'),
    autoNumber('CaseNumber', 'Case Number', '{00000000}', { nameField: true }),
    lookup('ContactId', 'Contact ID', 'Contact', 'Contact', { children: 'Cases' }),
    lookup('AccountId', 'Account ID', 'Account', 'Account', { children: 'Cases' }),
    lookup('ParentId', 'Parent Case ID', 'Case', 'Parent', { children: 'Cases' }),
    text('SuppliedName', 'Name', 80),
    text('SuppliedEmail', 'Email Address', 80, { type: 'email' }),
    picklist('Type', 'Case Type', ['Problem', 'Feature Request', 'Question']),
    picklist('Status', 'Status', ['New', 'Working', 'Escalated', closedStatus], { defaultValue: 'New' }),
    picklist('Reason', 'Case Reason', ['Installation', 'Equipment Complexity', 'Performance', 'Breakdown', 'Other']),
    picklist('Origin', 'Case Origin', ['Email', 'Phone', 'Web']),
    text('Subject', 'Subject', 255),
    picklist('Priority', 'Priority', ['High', 'Medium', 'Low'], { defaultValue: 'Medium' }),
    text('Description', 'Description', 32000, { type: 'textarea' }),
    flag('IsClosed', 'Closed', { calculated: true }),
    dateTime('ClosedDate', 'Closed Date', { readOnly: true }),
    ...auditFields(),
  ],
  derive: deriveCase,
};
