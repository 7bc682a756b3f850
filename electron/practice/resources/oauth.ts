import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { readText } from '../http/body.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { orgId, type PracticeClient, type PracticeUser, practiceClients, practiceUsers } from '../identity.ts';
import type { Org } from '../org.ts';

/** A refusal in the form of OAuth: HTTP 400 with `error` and `error_description`. */
class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}

function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function readCredentials(context: PracticeContext, form: URLSearchParams): { id: string; secret: string } {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (encoded === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? { id: decoded, secret: '' } : { id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

function findClient(context: PracticeContext, form: URLSearchParams): PracticeClient {
  const { id, secret } = readCredentials(context, form);
  const client = practiceClients.find((candidate) => candidate.clientId === id);
  if (!client) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (!sameText(client.clientSecret, secret)) throw new OAuthError('invalid_client', 'invalid client credentials');
  return client;
}

function findByPassword(form: URLSearchParams): PracticeUser {
  const username = form.get('username')?.toLowerCase();
  const user = practiceUsers.find((candidate) => candidate.username === username);
  if (!user || !sameText(user.password + user.securityToken, form.get('password') ?? '')) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  return user;
}

function findRunAs(client: PracticeClient, host: 'login' | 'instance'): PracticeUser {
  if (host === 'login') throw new OAuthError('invalid_grant', 'request not supported on this domain');
  const user = practiceUsers.find((candidate) => candidate.username === client.runAs);
  if (!user) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return user;
}

function grant(org: Org, client: PracticeClient, user: PracticeUser): Record<string, string> {
  const now = org.now();
  const token = org.sessions.open(user.id, client.clientId, now);
  if (token === null) throw new OAuthError('invalid_grant', 'login rate exceeded');
  const id = `${org.loginUrl}/id/${orgId}/${user.id}`;
  const issuedAt = String(now.getTime());
  return {
    access_token: token,
    signature: createHmac('sha256', client.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: 'id api',
    instance_url: org.instanceUrl,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

async function issueToken(
  context: PracticeContext,
  org: Org,
  host: 'login' | 'instance',
): Promise<Record<string, string>> {
  const body = await readText(context);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(context.req.header('content-type') ?? '');
  const form = new URLSearchParams(isForm ? body : '');
  switch (form.get('grant_type')) {
    case 'password': {
      const client = findClient(context, form);
      return grant(org, client, findByPassword(form));
    }
    case 'client_credentials': {
      const client = findClient(context, form);
      return { ...grant(org, client, findRunAs(client, host)), api_instance_url: org.instanceUrl };
    }
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

/** Adds the token endpoint. Client credentials are granted on the instance host only. */
export function addOAuth(app: Hono<PracticeEnv>, org: Org, host: 'login' | 'instance'): void {
  app.all('/services/oauth2/token', async (context) => {
    context.header('Cache-Control', 'no-store');
    context.header('Pragma', 'no-cache');
    try {
      if (context.req.method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST');
      return respondJson(context, await issueToken(context, org, host));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return respondJson(context, { error: error.code, error_description: error.message }, 400);
    }
  });
}
