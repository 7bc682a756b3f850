import { authenticateClient } from './client-authentication.ts';
import { issueToken } from './issue-token.ts';
import { invalidGrant } from './oauth-error.ts';
import type { Grant } from './token-request.ts';
import { findUserByName } from './users.ts';

/** The app's own user, by its id and secret alone. Only on the org's own domain; never brings a refresh token. */
export const grantClientCredentials: Grant = (request) => {
  const { org, host } = request;
  const client = authenticateClient(request);
  if (host === 'login') throw invalidGrant('request not supported on this domain');
  const user = client.runAs === null ? undefined : findUserByName(org, client.runAs);
  if (!user) throw invalidGrant('no client credentials user enabled');
  return { ...issueToken(org, { client, user }), api_instance_url: org.instanceUrl };
};
