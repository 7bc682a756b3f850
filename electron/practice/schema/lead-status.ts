import { auditFields, flag, identityFields, number, text } from './field.ts';
import type { ObjectDefinition } from './object.ts';

/** The statuses of leads as the org knows them; which of them a converted lead may have. */
export const leadStatuses: readonly { readonly name: string; readonly converted: boolean }[] = [
  { name: 'Open - Not Contacted', converted: false },
  { name: 'Working - Contacted', converted: false },
  { name: 'Closed - Converted', converted: true },
  { name: 'Closed - Not Converted', converted: false },
];

/** A status of leads; read-only. Clients look here for the status that a conversion needs. */
export const leadStatus: ObjectDefinition = {
  name: 'LeadStatus',
  label: 'Lead Status Value',
  labelPlural: 'Lead Status Values',
  keyPrefix: '01J',
  createable: false,
  updateable: false,
  deletable: false,
  fields: [
    ...identityFields('Lead Status Value').filter(({ name }) => name === 'Id'),
    text('MasterLabel', 'Master Label', 255, { required: true, nameField: true }),
    text('ApiName', 'Api Name', 255, { required: true }),
    number('SortOrder', 'Sort Order', 'int', 4, 0),
    flag('IsDefault', 'Is Default'),
    flag('IsConverted', 'Is Converted'),
    ...auditFields('unowned'),
  ],
};
