import { checkSecret, readClient } from './client-authentication.ts';
import { issueToken } from './issue-token.ts';
import { invalidGrant } from './oauth-error.ts';
import type { Grant } from './token-request.ts';
import { findUser } from './users.ts';

/** A refresh token. It stays in force, or is replaced at each use where the org rotates them. */
export const grantRefreshToken: Grant = (request) => {
  const { org, form } = request;
  const { client, secret } = readClient(request);
  const token = form.get('refresh_token') ?? '';
  const { refreshTokens } = org.sessions;
  const found = refreshTokens.find(token);
  if (secret !== null || !found?.withoutSecret) checkSecret(client, secret);
  const user = found && findUser(org, found.userId);
  if (!user || found.clientId !== client.clientId) throw invalidGrant('expired access/refresh token');
  const answer = issueToken(org, { client, user, scopes: found.scopes, family: found.family });
  if (!org.switches.values.rotateRefreshTokens) return answer;
  return { ...answer, refresh_token: refreshTokens.rotate(token, found) };
};
