import type { Org } from '../org.ts';
import { type AuthorizeRequest, returnError, returnTo } from './authorize-request.ts';
import { issueToken } from './issue-token.ts';
import { OAuthError } from './oauth-error.ts';
import { isLasting } from './scopes.ts';
import type { OrgUser } from './users.ts';

function answerInFragment(org: Org, { client, scopes }: AuthorizeRequest, user: OrgUser): Record<string, string> {
  const consent = { userId: user.id, clientId: client.clientId, scopes, withoutSecret: true };
  const lasting = isLasting(scopes) ? org.sessions.refreshTokens.issue(consent) : null;
  const answer = issueToken(org, { client, user, scopes, family: lasting?.family ?? null });
  return lasting ? { ...answer, refresh_token: lasting.token } : { ...answer };
}

/**
 * Throws OAuthError `OAUTH_APP_ACCESS_DENIED` when only an administrator can let this user use the app, and none did.
 */
export function checkAppAccess(org: Org, { client }: AuthorizeRequest, user: OrgUser): void {
  if (client.approvedBy === 'admin' && !org.credentials.isApproved(client, user)) {
    throw new OAuthError('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app');
  }
}

/** Notes that the user allows the app and returns where the browser goes: back to the app, with a code or a token. */
export function allow(org: Org, request: AuthorizeRequest, user: OrgUser): string {
  try {
    checkAppAccess(org, request, user);
    org.credentials.approve(request.client, user);
    if (request.part === 'fragment') return returnTo(request, answerInFragment(org, request, user));
    const { client, redirectUri, scopes, codeChallenge, nonce } = request;
    const grant = { userId: user.id, clientId: client.clientId, redirectUri, scopes, codeChallenge, nonce };
    return returnTo(request, { code: org.sessions.codes.issue(grant, org.now()) });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return returnError(request, error);
  }
}

/** Where the browser goes when the user does not allow the app. */
export function deny(request: AuthorizeRequest): string {
  return returnError(request, new OAuthError('access_denied', 'end-user denied authorization'));
}
