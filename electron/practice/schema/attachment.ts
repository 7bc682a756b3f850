import type { Scalar } from './field.ts';
import { auditFields, blob, flag, identityFields, lookup, number, text } from './field.ts';
import type { ObjectDefinition, Row } from './object.ts';

/** The number of bytes that base64 text stands for. */
export function base64Length(content: Scalar | undefined): number {
  if (typeof content !== 'string') return 0;
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0;
  return Math.floor((content.length * 3) / 4) - padding;
}

function deriveAttachment(row: Row): Record<string, Scalar> {
  return { BodyLength: base64Length(row.Body) };
}

/** A file that belongs to a record. */
export const attachment: ObjectDefinition = {
  name: 'Attachment',
  label: 'Attachment',
  labelPlural: 'Attachments',
  keyPrefix: '00P',
  createable: true,
  updateable: true,
  deletable: true,
  traits: { searchable: false, layoutable: false },
  fields: [
    ...identityFields('Attachment'),
    lookup('ParentId', 'Parent ID', ['Account', 'Bill__c', 'Case', 'Contact', 'Lead', 'Opportunity'], 'Parent', {
      required: true,
      children: 'Attachments',
      cascadeDelete: true,
    }),
    text('Name', 'File Name', 255, { required: true, nameField: true }),
    flag('IsPrivate', 'Private'),
    text('ContentType', 'Content Type', 120),
    number('BodyLength', 'Body Length', 'int', 9, 0, { readOnly: true }),
    blob('Body', 'Body', { required: true }),
    text('Description', 'Description', 500, { type: 'textarea' }),
    ...auditFields(),
  ],
  derive: deriveAttachment,
};
