import { isJsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient, Verification } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { defaultApiVersion } from './api-version.ts';

/**
 * The test of a connection: `limits` proves the session and the permission to use the API, `userinfo` tells who it is
 * (protocol notes §3.1).
 */
export async function verifyConnection({
  client,
  signal,
}: {
  client: ConnectorClient;
  signal: AbortSignal;
}): Promise<Verification> {
  const limits = await client.request({ method: 'GET', path: restPath(client, 'limits'), effect: 'read' }, signal);
  // A page that a proxy answers with status 200 proves nothing.
  limits.json();
  const answer = await client.request({ method: 'GET', path: '/services/oauth2/userinfo', effect: 'read' }, signal);
  const info = answer.json();
  const user = isJsonObject(info) ? String(info.preferred_username ?? info.name ?? '') : '';
  const { host } = new URL(limits.url);
  const version = String(client.options.apiVersion ?? defaultApiVersion);
  return {
    message: `Signed in as ${user} at ${host} (API ${version}).`,
    facts: {
      user,
      host,
      apiVersion: version,
      organizationId: isJsonObject(info) ? (info.organization_id ?? null) : null,
    },
  };
}
