import { authenticateClient } from './client-authentication.ts';
import { authenticateByPassword } from './credentials.ts';
import { issueToken } from './issue-token.ts';
import { invalidGrant, OAuthError, unsupportedGrant } from './oauth-error.ts';
import type { Grant } from './token-request.ts';

/** Username and password (followed by the security token). Never brings a refresh token; can be switched off. */
export const grantPassword: Grant = (request) => {
  const { org, form } = request;
  if (!org.switches.values.passwordFlow) throw unsupportedGrant();
  const client = authenticateClient(request);
  const answer = authenticateByPassword(org, form.get('username') ?? '', form.get('password') ?? '');
  if ('user' in answer) return issueToken(org, { client, user: answer.user });
  if (answer.refusal === 'inactive') throw new OAuthError('inactive_user', 'user is inactive');
  throw invalidGrant('authentication failure');
};
