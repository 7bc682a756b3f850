import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { forbidStoring, readForm } from './token-endpoint.ts';

function refuse(context: PracticeContext, error: string, description: string): Response {
  const body = new URLSearchParams({ error, error_description: description }).toString();
  return context.body(body, 400, { 'Content-Type': 'application/x-www-form-urlencoded' });
}

/** Ends a token. A refresh token takes its access tokens with it. False when the org has no such token in force. */
function revoke(org: Org, token: string): boolean {
  const { sessions } = org;
  const refreshToken = sessions.refreshTokens.find(token);
  if (refreshToken) {
    sessions.refreshTokens.revoke(token);
    sessions.endFamily(refreshToken.family);
    return true;
  }
  if (!sessions.find(token, org.now())) return false;
  sessions.end(token);
  return true;
}

/**
 * Adds the end of access: `POST` with the token in a form or `GET` with it in the address. Answers 200 and nothing;
 * refusals are form-encoded, unlike everywhere else.
 */
export function addRevoke(app: Hono<PracticeEnv>, org: Org): void {
  const answer = (context: PracticeContext, token: string | null | undefined): Response => {
    forbidStoring(context);
    if (!token) return refuse(context, 'unsupported_token_type', 'this token type is not supported');
    if (!revoke(org, token)) return refuse(context, 'invalid_token', 'token was invalid');
    return context.body(null, 200);
  };
  addResource(app, '/services/oauth2/revoke', {
    GET: (context) => answer(context, context.req.query('token')),
    POST: async (context) => answer(context, (await readForm(context)).get('token')),
  });
}
