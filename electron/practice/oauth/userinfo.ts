import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId } from '../identity.ts';
import type { Org } from '../org.ts';
import { identityUrl } from './issue-token.ts';
import { readTokenAccess } from './token-access.ts';
import { userLinks, userPhotos, utcOffset } from './user-links.ts';
import type { OrgUser } from './users.ts';

function describeUser(org: Org, user: OrgUser): Record<string, unknown> {
  const photos = userPhotos(org, user);
  return {
    sub: identityUrl(org, user.id),
    user_id: user.id,
    organization_id: orgId,
    preferred_username: user.username,
    nickname: user.username.split('@')[0],
    name: user.name,
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: user.timeZone,
    photos,
    profile: `${org.instanceUrl}/${user.id}`,
    picture: photos.picture,
    address: {},
    urls: userLinks(org, user),
    active: user.active,
    user_type: 'STANDARD',
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffset(user),
  };
}

/** Adds userinfo, the OpenID Connect way to ask who is signed in. */
export function addUserinfo(app: Hono<PracticeEnv>, org: Org): void {
  const answer = (context: PracticeContext) => {
    const access = readTokenAccess(org, context);
    if ('refusal' in access) return context.text(access.refusal, access.status);
    return respondJson(context, describeUser(org, access.user));
  };
  addResource(app, '/services/oauth2/userinfo', { GET: answer, POST: answer });
}
