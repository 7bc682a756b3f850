import { createHmac } from 'node:crypto';
import { compactVerify, createLocalJWKSet, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';
import { callback, client, exchange, makePkce, refresh, visit } from './sign-in.fixture.ts';

let test: TestOrg;
let clock = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => clock });
});
afterAll(() => test.org.close());

const expiredToken = { error: 'invalid_grant', error_description: 'expired access/refresh token' };

describe('the web server flow', () => {
  it('exchanges a code for an access and a refresh token', async () => {
    const { status, json, headers } = await exchange(test.org);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toMatchObject({
      scope: 'id api refresh_token',
      token_type: 'Bearer',
      instance_url: test.org.instanceUrl,
      issued_at: String(clock.getTime()),
      refresh_token: expect.stringMatching(/^5Aep861[\w.]+$/),
    });
    expect(json.signature).toBe(
      createHmac('sha256', client.client_secret)
        .update(json.id + json.issued_at)
        .digest('base64'),
    );
    expect(json).not.toHaveProperty('id_token');
  });

  it('gives no refresh token where the scope was not asked for', async () => {
    const { json } = await exchange(test.org, { scope: 'api id' });
    expect(json).toMatchObject({ scope: 'id api' });
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('counts a code once', async () => {
    const code = (await visit(test.org)).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', ...client, code, redirect_uri: callback };
    expect((await requestToken(test.org.loginUrl, form)).status).toBe(200);
    const again = await requestToken(test.org.instanceUrl, form);
    expect([again.status, again.json]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'expired authorization code' },
    ]);
  });

  it('counts a code for 15 minutes', async () => {
    const code = (await visit(test.org)).searchParams.get('code') ?? '';
    const before = clock;
    clock = new Date(before.getTime() + 15 * 60_000);
    const form = { grant_type: 'authorization_code', ...client, code, redirect_uri: callback };
    expect((await requestToken(test.org.loginUrl, form)).json).toMatchObject({
      error_description: 'expired authorization code',
    });
    clock = before;
  });

  it.each([
    ['an unknown code', { code: 'aPrxNo' }, 'invalid_grant', 'invalid authorization code'],
    ['another app', { client_id: 'practice-client-without-run-as' }, 'invalid_grant', 'invalid authorization code'],
    [
      'another address',
      { redirect_uri: `${callback}/` },
      'redirect_uri_mismatch',
      'redirect_uri must match configuration',
    ],
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client', 'invalid client credentials'],
    ['an unknown app', { client_id: 'x' }, 'invalid_client_id', 'client identifier invalid'],
  ])('refuses %s', async (_case, form, error, description) => {
    const answer = await exchange(test.org, {}, form);
    expect([answer.status, answer.json]).toEqual([400, { error, error_description: description }]);
  });

  it('needs a code, and a secret unless the app sent a code challenge', async () => {
    const form = { grant_type: 'authorization_code', client_id: client.client_id, redirect_uri: callback };
    expect((await requestToken(test.org.loginUrl, form)).json.error).toBe('invalid_request');
    const code = (await visit(test.org)).searchParams.get('code') ?? '';
    expect((await requestToken(test.org.loginUrl, { ...form, code })).json.error).toBe('invalid_client');
  });

  it('holds the app to its code challenge, and takes it for S256 when no method is named', async () => {
    const { verifier, challenge } = makePkce();
    const asked = { code_challenge: challenge };
    expect((await exchange(test.org, asked, { code_verifier: verifier })).status).toBe(200);
    expect((await exchange(test.org, asked, { code_verifier: challenge })).json).toEqual({
      error: 'invalid_grant',
      error_description: 'invalid code verifier',
    });
    expect((await exchange(test.org, asked)).json.error).toBe('invalid_request');
    const plain = await visit(test.org, { code_challenge: verifier, code_challenge_method: 'plain' });
    expect(plain.searchParams.get('error')).toBe('invalid_request');
  });

  it('lets an app without a secret in by its verifier alone, and refresh without one too', async () => {
    const { verifier, challenge } = makePkce();
    const code = (await visit(test.org, { code_challenge: challenge })).searchParams.get('code') ?? '';
    const tokens = await requestToken(test.org.loginUrl, {
      grant_type: 'authorization_code',
      client_id: client.client_id,
      code,
      redirect_uri: callback,
      code_verifier: verifier,
    });
    expect(tokens.status).toBe(200);
    const alone = { client_id: client.client_id };
    expect((await refresh(test.org, tokens.json.refresh_token, alone)).status).toBe(200);
    const confidential = (await exchange(test.org)).json.refresh_token;
    expect((await refresh(test.org, confidential, alone)).json.error).toBe('invalid_client');
  });

  it('signs an id token where openid was asked for', async () => {
    const { json } = await exchange(test.org, { scope: 'openid api', nonce: 'n1' });
    const { jwks_uri, issuer } = (await send(`${test.org.loginUrl}/.well-known/openid-configuration`))
      .json as unknown as Record<string, string>;
    const keys = (await send(jwks_uri ?? '')).json as unknown as Parameters<typeof createLocalJWKSet>[0];
    await compactVerify(json.id_token, createLocalJWKSet(keys));
    expect(decodeJwt(json.id_token)).toMatchObject({ iss: issuer, aud: client.client_id, nonce: 'n1', sub: json.id });
  });
});

describe('refreshing', () => {
  it('brings a new access token and leaves the refresh token in force', async () => {
    const first = (await exchange(test.org)).json;
    for (const host of [test.org.loginUrl, test.org.instanceUrl]) {
      const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token, ...client };
      const { status, json } = await requestToken(host, form);
      expect(status).toBe(200);
      expect(json.access_token).not.toBe(first.access_token);
      expect(json).toMatchObject({ scope: 'id api refresh_token', id: first.id });
      expect(json).not.toHaveProperty('refresh_token');
    }
  });

  it('replaces the refresh token where the org rotates them, and refuses the old one', async () => {
    await test.control('switches', { rotateRefreshTokens: true });
    const first = (await exchange(test.org)).json.refresh_token;
    const second = (await refresh(test.org, first)).json.refresh_token;
    expect(second).not.toBe(first);
    expect((await refresh(test.org, first)).json).toEqual(expiredToken);
    expect((await refresh(test.org, second)).status).toBe(200);
    await test.control('switches', { rotateRefreshTokens: false });
  });

  it('refuses a token that was never given, that is revoked or that is another app’s', async () => {
    expect((await refresh(test.org, 'no')).json).toEqual(expiredToken);
    const token = (await exchange(test.org)).json.refresh_token;
    const stranger = { client_id: 'practice-client-without-run-as', client_secret: client.client_secret };
    expect((await refresh(test.org, token, stranger)).json).toEqual(expiredToken);
    await test.control('revokeRefresh', { username: 'sales@practice.example' });
    expect((await refresh(test.org, token)).status).toBe(200);
    await test.control('revokeRefresh');
    expect((await refresh(test.org, token)).json).toEqual(expiredToken);
  });
});
