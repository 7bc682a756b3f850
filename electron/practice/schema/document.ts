import { base64Length } from './attachment.ts';
import { auditFields, blob, flag, identityFields, lookup, number, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** A file that belongs to no record. Its folder is a user's personal one: the org has no other folders. */
export const document: ObjectDefinition = {
  name: 'Document',
  label: 'Document',
  labelPlural: 'Documents',
  keyPrefix: '015',
  createable: true,
  updateable: true,
  deletable: true,
  traits: { layoutable: false },
  fields: [
    ...identityFields('Document'),
    lookup('FolderId', 'Folder ID', 'User', 'Folder', { required: true }),
    text('Name', 'Document Name', 255, { required: true, nameField: true }),
    text('DeveloperName', 'Document Unique Name', 80),
    text('ContentType', 'MIME Type', 120),
    text('Type', 'File Extension', 40),
    flag('IsPublic', 'Externally Available'),
    number('BodyLength', 'Body Length', 'int', 9, 0, { readOnly: true }),
    blob('Body', 'Body'),
    text('Url', 'Url', 1000, { type: 'url' }),
    text('Description', 'Description', 255, { type: 'textarea' }),
    text('Keywords', 'Keywords', 255),
    ...auditFields('unowned'),
  ],
  derive: (row) => ({ BodyLength: base64Length(row.Body) }),
};
