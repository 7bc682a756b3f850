import { createHmac } from 'node:crypto';
import { orgId, type PracticeClient } from '../identity.ts';
import type { Org } from '../org.ts';
import { usualScopes } from '../sessions.ts';
import { invalidGrant, OAuthError } from './oauth-error.ts';
import type { TokenAnswer } from './token-request.ts';
import type { OrgUser } from './users.ts';

/** The identity URL of a user; the same whichever host was asked. */
export function identityUrl(org: Org, userId: string): string {
  return `${org.loginUrl}/id/${orgId}/${userId}`;
}

/** What is granted. */
export interface Granted {
  readonly client: PracticeClient;
  readonly user: OrgUser;
  /** `id` and `api` when absent. */
  readonly scopes?: readonly string[];
  readonly family?: string | null;
}

/**
 * Signs the user in and words the answer of the token endpoint. Throws OAuthError when the user is deactivated or has
 * signed in too often within the hour.
 */
export function issueToken(org: Org, { client, user, scopes = usualScopes, family = null }: Granted): TokenAnswer {
  if (!user.active) throw new OAuthError('inactive_user', 'user is inactive');
  const now = org.now();
  const format = org.switches.values.tokenFormat;
  const token = org.sessions.open(user.id, client.clientId, now, { scopes, family, format });
  if (token === null) throw invalidGrant('login rate exceeded');
  const id = identityUrl(org, user.id);
  const issuedAt = String(now.getTime());
  return {
    access_token: token,
    signature: createHmac('sha256', client.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: scopes.join(' '),
    instance_url: org.instanceUrl,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}
