import { defineConnector } from '../sdk/index.ts';
import { commonFields } from './auth/fields.ts';
import { schemes } from './auth/schemes.ts';
import { create } from './create.ts';
import { isSessionEnded, parseSalesforceError } from './errors.ts';
import { loadFields, loadObjects } from './options.ts';
import { permissions } from './permissions.ts';
import { query } from './query.ts';
import { verifyConnection } from './verify.ts';

/** Salesforce over its REST API. */
export const salesforce = defineConnector({
  id: 'salesforce',
  version: 1,
  label: 'Salesforce',
  icon: 'salesforce.svg',
  description: 'Reads and writes records of a Salesforce org.',
  common: commonFields,
  auth: schemes,
  verify: verifyConnection,
  errors: parseSalesforceError,
  sessionEnded: isSessionEnded,
  sessionScope: async ({ fields, practice }) =>
    fields.environment === 'practice' && !fields.domain ? (await practice()).instanceUrl : '',
  permissions,
  loaders: { objects: loadObjects, fields: loadFields },
  actions: { create, query },
});
