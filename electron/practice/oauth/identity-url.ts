import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId } from '../identity.ts';
import { parseId } from '../ids.ts';
import type { Org } from '../org.ts';
import { newestVersion } from '../rest/versions.ts';
import { identityUrl } from './issue-token.ts';
import { readTokenAccess } from './token-access.ts';
import { userLinks, userPhotos, utcOffset } from './user-links.ts';
import { findUser, type OrgUser } from './users.ts';

/** Fills a version into the links; null leaves the placeholder. */
function fillVersion(links: Record<string, string>, version: string | null): Record<string, string> {
  if (version === null) return links;
  return Object.fromEntries(Object.entries(links).map(([name, link]) => [name, link.replace('{version}', version)]));
}

/** Reads `latest` or a version such as `64.0`; null for anything else. */
function readVersion(text: string | undefined): string | null {
  if (text === 'latest') return `${newestVersion}.0`;
  return text !== undefined && /^\d{1,3}\.0$/.test(text) ? text : null;
}

function describeIdentity(org: Org, user: OrgUser, asserted: boolean, version: string | null): Record<string, unknown> {
  return {
    id: identityUrl(org, user.id),
    asserted_user: asserted,
    user_id: user.id,
    organization_id: orgId,
    username: user.username,
    nick_name: user.username.split('@')[0],
    display_name: user.name,
    email: user.email,
    email_verified: true,
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: user.timeZone,
    photos: userPhotos(org, user),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: fillVersion(userLinks(org, user), version),
    active: user.active,
    user_type: 'STANDARD',
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffset(user),
  };
}

/**
 * Adds the identity URL of the token answer. It answers JSON, whether `format=json` asks for it or nothing does; of a
 * user other than the caller it says so by `asserted_user`.
 */
export function addIdentityUrl(app: Hono<PracticeEnv>, org: Org): void {
  const answer = (context: PracticeContext) => {
    const access = readTokenAccess(org, context);
    if ('refusal' in access) return context.text(access.refusal, access.status);
    if (parseId(context.req.param('org') ?? '') !== orgId) return context.text('Wrong_Org', 403);
    const userId = parseId(context.req.param('user') ?? '');
    const user = userId === null ? undefined : findUser(org, userId);
    if (!user) return context.text('Bad_Id', 404);
    const version = readVersion(context.req.query('version'));
    return respondJson(context, describeIdentity(org, user, user.id === access.user.id, version));
  };
  addResource(app, '/id/:org/:user', { GET: answer, POST: answer });
}
