import type { EndpointPlace } from './apex-registry.ts';
import type { Responder } from './responder.ts';

const urlMapping = '/JSforceTestApexRest/*';
const show = ['Name', 'Phone', 'Website'];
const id = '{path.1}';

/**
 * The class a new org has: it makes, shows, changes and deletes accounts. Source: the Apex class that jsforce's own
 * tests call.
 */
export const standardEndpoints: readonly (EndpointPlace & { readonly respond: Responder })[] = [
  { urlMapping, verb: 'GET', respond: { kind: 'read', object: 'Account', id, show } },
  {
    urlMapping,
    verb: 'POST',
    respond: {
      kind: 'create',
      object: 'Account',
      fields: { Name: '{body.name}', Phone: '{body.phone}', Website: '{body.website}' },
      returns: 'id',
    },
  },
  {
    urlMapping,
    verb: 'PUT',
    respond: { kind: 'update', object: 'Account', id, fields: '{body.account}', returns: 'record', show },
  },
  {
    urlMapping,
    verb: 'PATCH',
    respond: { kind: 'update', object: 'Account', id, fields: { Name: '{body.name}' }, returns: 'record', show },
  },
  { urlMapping, verb: 'DELETE', respond: { kind: 'delete', object: 'Account', id } },
];
