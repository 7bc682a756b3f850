import { createHash } from 'node:crypto';
import type { CodeGrant } from './authorization-codes.ts';
import { checkSecret, readClient } from './client-authentication.ts';
import { issueIdToken } from './id-token.ts';
import { issueToken } from './issue-token.ts';
import { invalidGrant, OAuthError } from './oauth-error.ts';
import { sameText } from './same-text.ts';
import { isLasting } from './scopes.ts';
import type { Grant } from './token-request.ts';
import { findUser } from './users.ts';

/** Throws OAuthError unless the verifier is the one the challenge was made from (RFC 7636 §4.6, S256). */
function checkVerifier({ codeChallenge }: CodeGrant, verifier: string | null): void {
  if (codeChallenge === null) return;
  if (verifier === null) throw new OAuthError('invalid_request', 'missing required code verifier');
  if (!sameText(createHash('sha256').update(verifier).digest('base64url'), codeChallenge)) {
    throw invalidGrant('invalid code verifier');
  }
}

/**
 * The code of the authorize step. It counts once, for the app and the address it was made for; a wrong verifier
 * spends it. The secret may be absent where a code challenge was sent.
 */
export const grantAuthorizationCode: Grant = (request) => {
  const { org, form } = request;
  const { client, secret } = readClient(request);
  const code = form.get('code');
  if (code === null) throw new OAuthError('invalid_request', 'missing required code');
  const { codes, refreshTokens } = org.sessions;
  const given = codes.find(code, org.now());
  if (given === 'expired') throw invalidGrant('expired authorization code');
  if (given === 'unknown' || given.clientId !== client.clientId) throw invalidGrant('invalid authorization code');
  if (secret !== null || given.codeChallenge === null) checkSecret(client, secret);
  if (form.get('redirect_uri') !== given.redirectUri) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  }
  codes.spend(code);
  checkVerifier(given, form.get('code_verifier'));
  const user = findUser(org, given.userId);
  if (!user) throw invalidGrant('invalid authorization code');
  const { scopes, userId, clientId } = given;
  const lasting = isLasting(scopes)
    ? refreshTokens.issue({ userId, clientId, scopes, withoutSecret: secret === null })
    : null;
  const answer = issueToken(org, { client, user, scopes, family: lasting?.family ?? null });
  return {
    ...answer,
    ...(lasting ? { refresh_token: lasting.token } : {}),
    ...(scopes.includes('openid') ? { id_token: issueIdToken(org, user, client.clientId, given.nonce) } : {}),
  };
};
