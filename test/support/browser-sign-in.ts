import type { AuthorizationRequest, ConnectionService } from '../../electron/host/connections/connection-service.ts';
import type { PracticeOrg } from '../../electron/practice/practice-org.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { findClosedPort } from './closed-port.ts';

/** Details of a connection to this practice org that a person approves in the browser, on a free port. */
export async function browserConnection(org: PracticeOrg, more: JsonObject = {}) {
  const fields: JsonObject = {
    environment: 'practice',
    domain: org.loginUrl,
    clientId: org.clients[0]?.clientId ?? '',
    callbackPort: await findClosedPort(),
    ...more,
  };
  return { connector: 'salesforce', auth: 'oauth2', fields, secrets: {} };
}

/** Goes through an authorization as a person's browser does; resolves with its id. */
export async function authorizeInBrowser(
  connections: Pick<ConnectionService, 'authorize'>,
  request: AuthorizationRequest,
  decision: 'allow' | 'deny' = 'allow',
): Promise<string> {
  for await (const event of connections.authorize(request)) {
    if (event.state === 'approved') return event.authorizationId;
    await fetch(`${event.url}&auto=${decision}`);
  }
  throw new Error('Nobody approved.');
}
