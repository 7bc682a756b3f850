import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeEnv, respondJson } from '../http/respond.ts';
import type { PracticeClient } from '../identity.ts';
import type { Org } from '../org.ts';
import { authenticateClient, readBasic } from './client-authentication.ts';
import { identityUrl } from './issue-token.ts';
import { forbidStoring, readForm, respondOAuthError } from './token-endpoint.ts';
import { findUser } from './users.ts';

const inactive = { active: false } as const;

function describeToken(org: Org, client: PracticeClient, token: string): Record<string, unknown> {
  const session = org.sessions.find(token, org.now());
  const found = session ?? org.sessions.refreshTokens.find(token);
  const user = found && findUser(org, found.userId);
  // A token of another app is nobody's business: it looks like one that never was.
  if (!user?.active || found?.clientId !== client.clientId) return inactive;
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
  return {
    active: true,
    scope: found.scopes.join(' '),
    client_id: client.clientId,
    username: user.username,
    sub: identityUrl(org, user.id),
    token_type: session ? 'access_token' : 'refresh_token',
    ...(session
      ? { iat: seconds(session.issuedAt), nbf: seconds(session.issuedAt), exp: seconds(session.expiresAt) }
      : {}),
  };
}

/** Adds introspection (RFC 7662): an app asks what one of its own tokens is worth. */
export function addIntrospect(app: Hono<PracticeEnv>, org: Org): void {
  addResource(app, '/services/oauth2/introspect', {
    POST: async (context) => {
      forbidStoring(context);
      try {
        const form = await readForm(context);
        const basic = readBasic(context.req.header('authorization'));
        const client = authenticateClient({ form, basic });
        return respondJson(context, describeToken(org, client, form.get('token') ?? ''));
      } catch (error) {
        return respondOAuthError(context, error);
      }
    },
  });
}
