import { orgId } from '../identity.ts';
import type { Org } from '../org.ts';
import { identityUrl } from './issue-token.ts';
import type { OrgUser } from './users.ts';

const lifetimeSeconds = 120;

/** The OpenID Connect id token of a sign-in: who signed in, to which app, signed by the org. */
export function issueIdToken(org: Org, user: OrgUser, clientId: string, nonce: string | null): string {
  const now = Math.floor(org.now().getTime() / 1000);
  return org.sessions.key.sign({
    iss: org.loginUrl,
    sub: identityUrl(org, user.id),
    aud: clientId,
    iat: now,
    exp: now + lifetimeSeconds,
    organization_id: orgId,
    user_id: user.id,
    preferred_username: user.username,
    name: user.name,
    ...(nonce === null ? {} : { nonce }),
  });
}
