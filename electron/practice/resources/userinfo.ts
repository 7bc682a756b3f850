import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId, type PracticeUser, practiceUsers } from '../identity.ts';
import type { Org } from '../org.ts';

const zone = 'Europe/Berlin';

function links(org: Org, user: PracticeUser): Record<string, string> {
  const rest = `${org.instanceUrl}/services/data/v{version}/`;
  return { rest, sobjects: `${rest}sobjects/`, query: `${rest}query/`, profile: `${org.instanceUrl}/${user.id}` };
}

function describeForOpenId(org: Org, user: PracticeUser): Record<string, unknown> {
  return {
    sub: `${org.loginUrl}/id/${orgId}/${user.id}`,
    user_id: user.id,
    organization_id: orgId,
    preferred_username: user.username,
    nickname: user.username.split('@')[0],
    name: `${user.firstName} ${user.lastName}`,
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: zone,
    urls: links(org, user),
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 3_600_000,
  };
}

function describeIdentity(org: Org, user: PracticeUser): Record<string, unknown> {
  return {
    id: `${org.loginUrl}/id/${orgId}/${user.id}`,
    asserted_user: true,
    user_id: user.id,
    organization_id: orgId,
    username: user.username,
    nick_name: user.username.split('@')[0],
    display_name: `${user.firstName} ${user.lastName}`,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: zone,
    urls: links(org, user),
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 3_600_000,
  };
}

/**
 * Adds userinfo and the identity URL of the token response. Both refuse a bad token with 403 and plain text, not
 * with JSON; an identity URL of another user is refused as well.
 */
export function addUserinfo(app: Hono<PracticeEnv>, org: Org): void {
  const answer =
    (describe: (org: Org, user: PracticeUser) => Record<string, unknown>) => (context: PracticeContext) => {
      const header = context.req.header('authorization');
      if (header === undefined) return context.text('Missing_OAuth_Token', 403);
      const token = /^(?:Bearer|OAuth) +(\S+)$/i.exec(header)?.[1] ?? '';
      const session = org.sessions.find(token, org.now());
      const user = practiceUsers.find((candidate) => candidate.id === session?.userId);
      if (!user) return context.text('Bad_OAuth_Token', 403);
      const wanted = context.req.param('user');
      if (wanted !== undefined && (wanted !== user.id || context.req.param('org') !== orgId)) {
        return context.text('Wrong_Org', 403);
      }
      return respondJson(context, describe(org, user));
    };
  const userinfo = answer(describeForOpenId);
  const identity = answer(describeIdentity);
  addResource(app, '/services/oauth2/userinfo', { GET: userinfo, POST: userinfo });
  addResource(app, '/id/:org/:user', { GET: identity, POST: identity });
}
