import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../shared/json/json.ts';
import { createSessionCache } from '../../../credentials/sessions.ts';
import { openGateway } from '../../../host/gateway/gateway.fixture.ts';
import { createNodeClock } from '../../../node/clock.ts';
import { type Received, startServer } from '../../../node/http-server.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../../practice/practice-org.ts';
import type { GrantContext, Session } from '../../sdk/index.ts';
import { openClient, type TestConnection } from '../../sdk/step-run.fixture.ts';
import { control, countSignIns, practiceConnection } from '../practice.fixture.ts';
import { salesforce } from '../salesforce.connector.ts';
import { webServer } from './oauth2.ts';

let org: PracticeOrg;
const signal = new AbortController().signal;
const grant = webServer.browserGrant;

beforeAll(async () => {
  org = await startPracticeOrg();
});
beforeEach(async () => {
  org.reset();
  await control(org, 'switches', { rotateRefreshTokens: false });
});
afterAll(() => org.close());

function contextOf(fields: JsonObject = {}): GrantContext {
  return {
    fields: { environment: 'practice', clientId: org.clients[0]?.clientId ?? '', ...fields },
    secrets: {},
    port: openGateway().port,
    clock: createNodeClock(),
    practice: async () => org,
    signal,
  };
}

/** Approves access as a person in a browser would; resolves with the code. */
async function approve(context: GrantContext, redirectUri = 'http://127.0.0.1:9999/callback') {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const url = (await grant?.address(context, { redirectUri, state: 'the state', challenge })) ?? '';
  const answer = await fetch(`${url}&auto=allow`, { redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '');
  const query = location.searchParams;
  return { url: new URL(url), code: query.get('code') ?? '', redirectUri, verifier, state: 'the state', query };
}

async function signedIn(more: Partial<TestConnection> = {}) {
  const clientSecret = more.secrets?.clientSecret ?? '';
  const context = { ...contextOf(), secrets: { clientSecret } };
  const granted = await grant?.redeem(context, await approve(context));
  return practiceConnection(org, 'oauth2', { ...more, secrets: { clientSecret, ...granted?.secrets } });
}

const limits = { method: 'GET', path: '/services/data/v64.0/limits', effect: 'read' } as const;

describe('OAuth 2.0', () => {
  it('S36 asks with PKCE, state and a new sign-in, at the environment’s own host', async () => {
    const { url, verifier } = await approve(contextOf());
    expect(url.origin).toBe(org.loginUrl);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'practice-client',
      redirect_uri: 'http://127.0.0.1:9999/callback',
      scope: 'api refresh_token',
      state: 'the state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'login',
    });
  });

  it.each([
    [{ environment: 'production' }, 'https://login.salesforce.com'],
    [{ environment: 'test' }, 'https://test.salesforce.com'],
    [{ environment: 'custom', domain: 'https://acme.lightning.force.com/one' }, 'https://acme.my.salesforce.com'],
    [{ environment: 'production', authorizationUrl: 'https://sso.acme.test/authorize' }, 'https://sso.acme.test'],
  ])('W2 %j leads to %s', async (fields, origin) => {
    const request = { redirectUri: 'http://localhost:8085/callback', state: 's', challenge: 'c' };
    const url = await grant?.address(contextOf(fields), request);
    expect(new URL(url ?? '').origin).toBe(origin);
    expect(grant?.callback(fields)).toEqual({ hostname: 'localhost', port: 8_085, path: '/callback' });
  });

  it.each([80, 70_000, 8_085.5, '8085', null])('refuses %j as the callback port', (callbackPort) => {
    const read = () => grant?.callback({ callbackPort });
    if (callbackPort === null) expect(read()).toMatchObject({ port: 8_085 });
    else expect(read).toThrowError(expect.objectContaining({ code: 'SETTING_WRONG' }));
  });

  it('trades the code for a refresh token and tells who approved', async () => {
    const context = contextOf();
    expect(await grant?.redeem(context, await approve(context))).toEqual({
      secrets: { refreshToken: expect.any(String) },
      user: org.users[0]?.username,
      host: new URL(org.instanceUrl).host,
    });
  });

  it('S36 a code is worth nothing with another verifier, and nothing a second time', async () => {
    const context = contextOf();
    const approved = await approve(context);
    const other = { ...approved, verifier: randomBytes(32).toString('base64url') };
    await expect(grant?.redeem(context, other)).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
    await expect(grant?.redeem(context, approved)).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
  });

  it('says that the scope for a lasting sign-in is missing', async () => {
    const context = contextOf({ scopes: 'api' });
    await expect(grant?.redeem(context, await approve(context))).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      fix: expect.stringContaining('refresh_token'),
    });
  });

  it('signs in with the refresh token, and calls as the user who approved', async () => {
    const { client } = await openClient(await signedIn());
    const verification = await salesforce.verify?.({ client, signal });
    expect(verification?.message).toContain(`Signed in as ${org.users[0]?.username}`);
  });

  it('says that nobody has approved access yet', async () => {
    const { client } = await openClient(practiceConnection(org, 'oauth2'));
    await expect(client.request(limits, signal)).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: 'Nobody has approved access yet.',
    });
    expect(org.requests()).toEqual([]);
  });

  it.each([false, true])('R32 50 parallel calls renew once per expiry (rotation %s)', async (rotateRefreshTokens) => {
    await control(org, 'switches', { rotateRefreshTokens });
    const details = await signedIn();
    const before = countSignIns(org).token;
    const { client } = await openClient(details);
    const callAll = () => Promise.all(Array.from({ length: 50 }, () => client.request(limits, signal)));
    for (let expiry = 1; expiry <= 3; expiry++) {
      const answers = await callAll();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(countSignIns(org).token - before).toBe(expiry);
      await control(org, 'expireTokens');
    }
  });

  it('R32 keeps a new refresh token before anything is called with the new session', async () => {
    await control(org, 'switches', { rotateRefreshTokens: true });
    const details = await signedIn();
    const first = details.secrets?.refreshToken ?? '';
    const { client } = await openClient(details);
    await client.request(limits, signal);
    const second = details.secrets?.refreshToken ?? '';
    expect(second).not.toBe(first);
    // A second client, as after a restart, goes on with what was kept.
    const { client: later } = await openClient(details);
    await later.request(limits, signal);
    expect(details.secrets?.refreshToken).not.toBe(second);
  });

  it('R32 isn’t cut short by a caller who leaves, so a new refresh token is never lost', async () => {
    await control(org, 'switches', { rotateRefreshTokens: true });
    const details = await signedIn();
    const first = details.secrets?.refreshToken;
    const leaving = new AbortController();
    const { client } = await openClient(details);
    const calling = client.request(limits, leaving.signal);
    const before = countSignIns(org).token;
    await expect.poll(() => countSignIns(org).token).toBeGreaterThan(before);
    leaving.abort(new Error('left'));
    await calling.catch(() => undefined);
    await expect.poll(() => details.secrets?.refreshToken).not.toBe(first);
    await (await openClient(details)).client.request(limits, signal);
  });

  it('a refused renewal says why, is told once, and isn’t repeated', async () => {
    const sessions = createSessionCache<Session>(createNodeClock());
    const refusals: unknown[] = [];
    const secrets = { clientSecret: org.clients[0]?.clientSecret ?? '' };
    const details = {
      ...(await signedIn({ sessions, secrets })),
      refused: (error: unknown) => void refusals.push(error),
    };
    await control(org, 'revokeRefresh');
    const before = countSignIns(org).token;
    const { client } = await openClient(details);
    for (let call = 0; call < 5; call++) {
      await expect(client.request(limits, signal)).rejects.toMatchObject({
        code: 'MISSING_TOKEN',
        why: 'The sign-in expired.',
        fix: 'Reconnect to get a new sign-in.',
        data: { reason: 'session-expired' },
      });
    }
    expect(countSignIns(org).token - before).toBe(1);
    expect(refusals).toHaveLength(1);
  });

  /** What a trade of a code fails with when the service answers so. */
  async function refusalOf(answer: (request: Received) => { body: JsonObject; date?: Date }) {
    const server = await startServer((request, response) => {
      const { body, date = new Date() } = answer(request);
      response.writeHead(400, { 'content-type': 'application/json', date: date.toUTCString() });
      response.end(JSON.stringify(body));
    });
    const context = { ...contextOf({ tokenUrl: `${server.url}/token` }), secrets: { clientSecret: 'secret-canary' } };
    const trade = {
      code: 'code-canary',
      redirectUri: 'http://localhost:8085/callback',
      verifier: 'verifier-canary',
      state: 'the state',
      query: new URLSearchParams({ code: 'code-canary', state: 'the state' }),
    };
    const error: unknown = await grant?.redeem(context, trade).catch((thrown: unknown) => thrown);
    await server.close();
    return error;
  }

  it('names a wrong clock, by the service’s Date, when a code came too late', async () => {
    const body = { error: 'invalid_grant', error_description: 'expired authorization code' };
    const date = new Date(Date.now() + 3_600_000);
    expect(await refusalOf(() => ({ body, date }))).toMatchObject({
      why: expect.stringContaining('60 minutes behind Salesforce’s'),
    });
    expect(await refusalOf(() => ({ body }))).toMatchObject({ why: expect.not.stringContaining('clock') });
  });

  it('names the callback URL that isn’t registered', async () => {
    const body = { error: 'redirect_uri_mismatch', error_description: 'redirect_uri must match configuration' };
    expect(await refusalOf(() => ({ body }))).toMatchObject({
      why: 'The callback URL isn’t registered in your Salesforce app.',
      fix: 'Add http://localhost:8085/callback.',
    });
  });

  it('S17 repeats nothing that the service echoes', async () => {
    const error = await refusalOf(({ body }) => ({
      body: { error: 'invalid_grant', error_description: `You sent ${body} and ${decodeURIComponent(body)}` },
    }));
    expect(error).toMatchObject({ code: 'MISSING_TOKEN' });
    expect(JSON.stringify(error)).toContain('You sent');
    expect(JSON.stringify(error)).not.toContain('canary');
  });
});
