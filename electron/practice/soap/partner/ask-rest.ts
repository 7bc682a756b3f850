import { addQuery } from '../../rest/query.ts';
import { addReplication } from '../../rest/replication.ts';
import { RestRequest } from '../../rest/request.ts';
import { RestRouter } from '../../rest/router.ts';
import { addSearch } from '../../rest/search.ts';
import type { SoapCall } from '../soap-call.ts';

/** The REST resources whose SOAP counterparts do the same in another form. */
function createSharedRouter(): RestRouter {
  const router = new RestRouter();
  addQuery(router);
  addSearch(router);
  addReplication(router);
  return router;
}

const shared = createSharedRouter();

/**
 * Asks the REST resource that does the same as a SOAP call, as the same caller, and returns the JSON it would send.
 * Throws the ApiError of its refusal.
 */
export function askRest(
  call: SoapCall,
  path: string,
  query: Readonly<Record<string, string>> = {},
  headers: ReadonlyMap<string, string> = new Map(),
): unknown {
  const { org, session, version } = call;
  const request = new RestRequest({
    org,
    session,
    version,
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    body: new Uint8Array(),
    header: (name) => headers.get(name),
  });
  return shared.answer(request).body;
}
