import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { authorizeOnPages } from '../support/authorize-on-pages.ts';
import { findClosedPort } from '../support/closed-port.ts';
import {
  type IdentityProvider,
  person,
  publicClient,
  secretClient,
  startIdentityProvider,
} from '../support/identity-provider.ts';
import { refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let provider: IdentityProvider;
let temporary: TemporaryHost;

beforeEach(async () => {
  provider = await startIdentityProvider();
  temporary = await openTemporaryHost();
});
afterEach(async () => {
  await temporary.dispose();
  await provider.close();
});

const connections = () => temporary.host.services.connections;
const lasting = { scopes: 'openid offline_access profile' };

/** Details of a connection to the provider's API, for its public client unless said otherwise. */
async function details(auth: string, fields: JsonObject = {}, secrets: Record<string, string> = {}) {
  const own = { baseUrl: provider.apiUrl, issuer: provider.issuer, clientId: publicClient.clientId };
  const all: JsonObject = { ...own, ...fields };
  if (auth === 'oauth2') all.callbackPort = await findClosedPort();
  return { connector: 'http', auth, fields: all, secrets };
}

async function create(given: Awaited<ReturnType<typeof details>>) {
  const granted = given.auth === 'client_credentials' ? {} : await authorizeOnPages(connections(), given);
  return connections().create({ name: 'Service', ...given, ...granted });
}

const secretDetails = (auth: string, fields: JsonObject = {}) =>
  details(auth, { clientId: secretClient.clientId, ...fields }, { clientSecret: secretClient.clientSecret });

describe('OAuth 2.0 in the browser', () => {
  it('R32 signs in with code and PKCE, and renews with a refresh token that each renewal replaces', async () => {
    const { connection, test } = await create(await details('oauth2', lasting));
    expect(test).toMatchObject({ succeeded: true });
    expect(connection).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
    for (let turn = 0; turn < 3; turn++) {
      provider.revoke('access');
      const before = provider.tokenCalls();
      await Promise.all([connections().test(connection.id), connections().test(connection.id)]);
      expect(connections().get(connection.id).status).toBe('connected');
      expect(provider.tokenCalls() - before).toBe(1);
    }
  });

  it('tells who approved, by the name that the service gives, and works with a client secret', async () => {
    const given = await secretDetails('oauth2', lasting);
    expect(await authorizeOnPages(connections(), given)).toEqual({ authorizationId: expect.any(String) });
    const events: unknown[] = [];
    await authorizeOnPages(connections(), given, 'allow', (event) => events.push(event));
    expect(events).toEqual([
      expect.objectContaining({
        state: 'waiting',
        host: new URL(provider.issuer).host,
        callbackUrl: `http://localhost:${String(given.fields.callbackPort)}/callback`,
      }),
      expect.objectContaining({ state: 'approved', user: person, host: new URL(provider.issuer).host }),
    ]);
    expect((await create(given)).test.succeeded).toBe(true);
  });

  it('says that access was denied', async () => {
    await expect(authorizeOnPages(connections(), await details('oauth2', lasting), 'deny')).rejects.toMatchObject({
      code: 'AUTHORIZATION_REFUSED',
      message: `Access wasn’t approved in ${new URL(provider.issuer).host}.`,
    });
    expect(provider.tokenCalls()).toBe(0);
  });

  it('S36 an answer with a wrong, an old or no state, or of another issuer, leads to no token request', async () => {
    const given = await details('oauth2', lasting);
    const callback = `http://127.0.0.1:${String(given.fields.callbackPort)}/callback`;
    const events = connections().authorize(given);
    const { value } = await events.next();
    const state = value?.state === 'waiting' ? (new URL(value.url).searchParams.get('state') ?? '') : '';
    const url = value?.state === 'waiting' ? new URL(value.url) : undefined;
    expect(url?.searchParams.get('code_challenge_method')).toBe('S256');
    const next = events.next().catch((error: unknown) => error);
    for (const query of ['code=x', 'code=x&state=wrong', `code=x&state=${state}&state=${state}`]) {
      expect((await fetch(`${callback}?${query}`)).status).toBe(400);
    }
    await fetch(`${callback}?code=x&state=${state}&iss=${encodeURIComponent('https://evil.example')}`);
    expect(await next).toMatchObject({
      code: 'MISSING_TOKEN',
      why: 'The answer comes from another service than the one that was asked, so it was thrown away.',
      data: { field: 'issuer' },
    });
    expect(provider.tokenCalls()).toBe(0);
  });

  it('C4 says that the sign-in expired when the renewal is refused, and works again once reconnected', async () => {
    const { connection } = await create(await details('oauth2', lasting));
    const { id } = connection;
    provider.revoke('all');
    expect(await connections().test(id)).toMatchObject({
      succeeded: false,
      message: 'The sign-in expired.',
      fix: 'Reconnect to get a new sign-in.',
    });
    expect(connections().get(id).status).toBe('sign_in_expired');
    const granted = await authorizeOnPages(connections(), { id });
    expect((await connections().update(id, granted)).connection).toMatchObject({ id, status: 'connected' });
  });

  it('without a refresh token the session lasts until the service refuses it, then it wants a new approval', async () => {
    const { connection } = await create(await details('oauth2', { scopes: 'openid' }));
    const { id } = connection;
    expect(connection.secretsStored).not.toContain('refreshToken');
    expect(await connections().test(id)).toMatchObject({ succeeded: true });
    provider.revoke('access');
    const calls = provider.tokenCalls();
    expect(await connections().test(id)).toMatchObject({ succeeded: false, message: 'The sign-in expired.' });
    expect(connections().get(id).status).toBe('sign_in_expired');
    expect(provider.tokenCalls()).toBe(calls);
    const granted = await authorizeOnPages(connections(), { id });
    expect((await connections().update(id, granted)).connection.status).toBe('connected');
  });

  it('S19 what was granted reaches neither another host nor another app after an edit', async () => {
    const { connection } = await create(await details('oauth2', lasting));
    const foreign = await startServer((_, response) => response.end('{}'));
    const before = provider.tokenCalls();
    const edits: JsonObject[] = [
      { baseUrl: `${foreign.url}/api` },
      { issuer: foreign.url },
      { tokenUrl: `${foreign.url}/token` },
      { clientId: secretClient.clientId },
      { scopes: 'openid' },
    ];
    for (const fields of edits) {
      await expect(connections().update(connection.id, { fields }), JSON.stringify(fields)).rejects.toMatchObject({
        code: 'MISSING_TOKEN',
        why: 'Nobody has approved access yet.',
      });
    }
    expect(foreign.received).toEqual([]);
    expect(provider.tokenCalls()).toBe(before);
    await foreign.close();
  });

  it('S12 S36 neither secrets, tokens, code nor state are told, logged or readable on the disk', async () => {
    const told: unknown[] = [];
    temporary.host.services.changes.subscribe((change) => told.push(change));
    const given = await secretDetails('oauth2', lasting);
    const seen: string[] = [];
    const granted = await authorizeOnPages(
      connections(),
      given,
      'allow',
      (event) => told.push(event.state === 'approved' ? event : event.state),
      (url) => seen.push(url),
    );
    const { connection } = await connections().create({ name: 'Service', ...given, ...granted });
    provider.revoke('access');
    await connections().test(connection.id);
    const { refreshToken = '' } = await connections().openable(connection.id).secrets();
    const answer = new URL(seen.find((url) => url.includes('/callback?')) ?? '');
    const canaries = [
      refreshToken,
      secretClient.clientSecret,
      answer.searchParams.get('code') ?? '',
      answer.searchParams.get('state') ?? '',
    ];
    expect(canaries.every((canary) => canary.length > 20)).toBe(true);
    const shown = JSON.stringify([told, connections().list(), connections().tests(connection.id)]);
    for (const canary of canaries) expect(shown).not.toContain(canary);
    for (const file of readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const canary of canaries) {
        for (const form of [canary, Buffer.from(canary).toString('base64'), encodeURIComponent(canary)]) {
          expect(bytes.includes(form), file.name).toBe(false);
        }
      }
    }
  });
});

describe('client credentials', () => {
  it('sign in as the app, once for many calls, and once more when the service refuses the token', async () => {
    const { connection, test } = await create(await secretDetails('client_credentials'));
    expect(test).toMatchObject({ succeeded: true });
    const { id } = connection;
    await connections().test(id);
    const before = provider.tokenCalls();
    await connections().test(id);
    expect(provider.tokenCalls()).toBe(before);
    provider.revoke('access');
    expect(await connections().test(id)).toMatchObject({ succeeded: true });
    expect(provider.tokenCalls() - before).toBe(1);
  });

  it('name a wrong secret at its field, without showing it, and store nothing', async () => {
    const wrong = await details(
      'client_credentials',
      { clientId: secretClient.clientId },
      { clientSecret: 'canary-wrong' },
    );
    const host = new URL(provider.issuer).host;
    const refused = await refusalOf(create(wrong));
    expect(refused).toMatchObject({
      code: 'MISSING_TOKEN',
      why: `${host} rejected the client ID or the client secret.`,
      fix: 'Copy both from the app’s settings at the service again.',
      data: { field: 'clientSecret' },
    });
    expect(JSON.stringify(refused)).not.toContain('canary');
    expect(refused.lines.map(({ step, status }) => [step, status])).toEqual([
      ['reach', 'succeeded'],
      ['signIn', 'failed'],
      ['api', 'notRun'],
    ]);
    expect(
      connections()
        .list()
        .filter(({ connector }) => connector === 'http'),
    ).toEqual([]);
  });
});

describe('device codes', () => {
  it('show a code, wait until it is entered on any device, then work like every sign-in', async () => {
    const given = await details('device_code', lasting);
    const events: unknown[] = [];
    const granted = await authorizeOnPages(connections(), given, 'allow', (event) => events.push(event));
    expect(events).toEqual([
      {
        state: 'enterCode',
        host: new URL(provider.issuer).host,
        userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
        verificationUrl: `${provider.issuer}/device`,
        url: expect.stringContaining(`${provider.issuer}/device?user_code=`),
        expiresAt: expect.any(String),
      },
      expect.objectContaining({ state: 'approved', user: person }),
    ]);
    const { connection } = await connections().create({ name: 'Service', ...given, ...granted });
    expect(connection).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
    provider.revoke('access');
    expect(await connections().test(connection.id)).toMatchObject({ succeeded: true });
  });

  it('say that access was denied', async () => {
    const denied = authorizeOnPages(connections(), await details('device_code', lasting), 'deny');
    await expect(denied).rejects.toMatchObject({ code: 'AUTHORIZATION_REFUSED' });
  });
});
