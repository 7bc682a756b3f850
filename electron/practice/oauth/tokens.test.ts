import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';
import { client, exchange, refresh } from './sign-in.fixture.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const limits = (token: string) =>
  send(`${test.org.instanceUrl}/services/data/v64.0/limits`, { headers: { authorization: `Bearer ${token}` } });

const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function post(path: string, form: Record<string, string>, headers = {}): Promise<Answer> {
  const url = `${test.org.loginUrl}/services/oauth2/${path}`;
  return send(url, { method: 'POST', headers, body: new URLSearchParams(form) });
}

describe('revocation', () => {
  it('of a refresh token ends its access tokens as well', async () => {
    const { access_token, refresh_token } = (await exchange(test.org)).json;
    const renewed = (await refresh(test.org, refresh_token)).json.access_token;
    const other = (await exchange(test.org)).json.access_token;
    const answer = await post('revoke', { token: refresh_token });
    expect([answer.status, answer.text]).toEqual([200, '']);
    for (const token of [access_token, renewed]) expect((await limits(token)).status).toBe(401);
    expect((await limits(other)).status).toBe(200);
    expect((await refresh(test.org, refresh_token)).json.error_description).toBe('expired access/refresh token');
  });

  it('of an access token leaves the refresh token, by GET too', async () => {
    const { access_token, refresh_token } = (await exchange(test.org)).json;
    const url = `${test.org.instanceUrl}/services/oauth2/revoke?token=${encodeURIComponent(access_token)}`;
    expect((await send(url)).status).toBe(200);
    expect((await limits(access_token)).status).toBe(401);
    expect((await refresh(test.org, refresh_token)).status).toBe(200);
    expect(test.org.requests().at(-3)?.query).toBe('token=***');
  });

  it('is refused in the form of a form', async () => {
    for (const [form, error] of [
      [{ token: 'no' }, 'invalid_token'],
      [{}, 'unsupported_token_type'],
    ] as const) {
      const { status, headers, text } = await post('revoke', form);
      expect([status, headers.get('content-type')]).toEqual([400, 'application/x-www-form-urlencoded']);
      expect(new URLSearchParams(text).get('error')).toBe(error);
      expect(new URLSearchParams(text).get('error_description')).toMatch(/\w/);
    }
  });
});

describe('introspection', () => {
  it('tells an app about its own tokens', async () => {
    const { access_token, refresh_token, id, issued_at } = (await exchange(test.org)).json;
    const seconds = Math.floor(Number(issued_at) / 1000);
    const { json, headers } = await post('introspect', { ...client, token: access_token });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toEqual({
      active: true,
      scope: 'id api refresh_token',
      client_id: 'practice-client',
      username: 'admin@practice.example',
      sub: id,
      token_type: 'access_token',
      iat: seconds,
      nbf: seconds,
      exp: seconds + 7_200,
    });
    const basic = `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`;
    const lasting = await post('introspect', { token: refresh_token }, { authorization: basic });
    expect(lasting.json).toMatchObject({ active: true, token_type: 'refresh_token' });
  });

  it('knows nothing of tokens that are made up, ended or another app’s', async () => {
    const token = (await exchange(test.org)).json.access_token;
    const stranger = { client_id: 'practice-client-without-run-as', client_secret: client.client_secret };
    expect((await post('introspect', { ...stranger, token })).json).toEqual({ active: false });
    expect((await post('introspect', { ...client, token: 'no' })).json).toEqual({ active: false });
    await post('revoke', { token });
    expect((await post('introspect', { ...client, token })).json).toEqual({ active: false });
    expect((await post('introspect', { client_id: client.client_id, token })).json.error).toBe('invalid_client');
  });
});

describe('the identity of a user', () => {
  it('has both shapes, with photos and every link', async () => {
    const { access_token, id } = (await exchange(test.org)).json;
    const links = ['enterprise', 'metadata', 'partner', 'rest', 'sobjects', 'search', 'query', 'recent', 'profile'];
    const identity = (await send(`${id}?format=json`, as(access_token))).json as unknown as Record<string, unknown>;
    expect(identity).toMatchObject({
      id,
      asserted_user: true,
      user_id: id.split('/').at(-1),
      organization_id: test.org.orgId,
      username: 'admin@practice.example',
      nick_name: 'admin',
      display_name: 'Robin Diaz',
      active: true,
      user_type: 'STANDARD',
      utcOffset: 3_600_000,
    });
    const info = await send(`${test.org.instanceUrl}/services/oauth2/userinfo`, as(access_token));
    expect(info.json).toMatchObject({
      sub: id,
      preferred_username: 'admin@practice.example',
      zoneinfo: 'Europe/Berlin',
    });
    for (const body of [identity, info.json as unknown as Record<string, unknown>]) {
      expect(Object.keys(body.urls as object)).toEqual(links);
      const { picture, thumbnail } = body.photos as { picture: string; thumbnail: string };
      for (const url of [picture, thumbnail]) {
        const photo = await send(url);
        expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      }
    }
  });

  it.each([
    ['58.0', '/v58.0/'],
    ['latest', '/v67.0/'],
    ['<b>', '/v{version}/'],
  ])('fills in the version %s as %s', async (version, expected) => {
    const { access_token, id } = (await exchange(test.org)).json;
    const { json } = await send(`${id}?version=${encodeURIComponent(version)}`, as(access_token));
    expect((json as unknown as { urls: { query: string } }).urls.query).toContain(expected);
  });

  it('is told of other users, but not as the caller’s own', async () => {
    const { access_token, id } = (await exchange(test.org)).json;
    const other = (await exchange(test.org, { login_hint: 'sales@practice.example' })).json.id;
    expect((await send(other, as(access_token))).json).toMatchObject({ asserted_user: false });
    expect((await send(id.replace(/\w+$/, '005000000000000'), as(access_token))).status).toBe(404);
    const wrong = await send(id.replace(test.org.orgId, '00D000000000000AAA'), as(access_token));
    expect([wrong.status, wrong.text]).toEqual([403, 'Wrong_Org']);
  });
});

describe('an access token', () => {
  it('without the scope api is refused by the REST API, unless the org does not mind', async () => {
    const token = (await exchange(test.org, { scope: 'id openid' })).json.access_token;
    const { status, json } = await limits(token);
    expect([status, json]).toEqual([
      401,
      [{ message: 'This session is not valid for use with the REST API', errorCode: 'INVALID_SESSION_ID' }],
    ]);
    expect((await send(`${test.org.loginUrl}/services/oauth2/userinfo`, as(token))).status).toBe(200);
    expect((await limits((await exchange(test.org, { scope: 'full' })).json.access_token)).status).toBe(200);
    await test.control('switches', { requireScopes: false });
    expect((await limits(token)).status).toBe(200);
    await test.control('switches', { requireScopes: true });
  });

  it('has the three parts of a JWT where the org is set so', async () => {
    await test.control('switches', { tokenFormat: 'jwt' });
    const token = (await requestToken(test.org.loginUrl, passwordForm(test.org))).json.access_token;
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg: 'RS256' });
    expect(token.split('.')).toHaveLength(3);
    expect((await limits(token)).status).toBe(200);
    await test.control('switches', { tokenFormat: 'opaque' });
  });
});

describe('the org', () => {
  it('shows the key pair that JWT and SAML sign-ins need', () => {
    const { certificate, privateKey } = test.org;
    expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });
});

describe('the token endpoint of an org', () => {
  it('without the username-password flow says so', async () => {
    await test.control('switches', { passwordFlow: false });
    const { status, json } = await requestToken(test.org.loginUrl, passwordForm(test.org));
    expect([status, json]).toEqual([
      400,
      { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
    ]);
    await test.control('switches', { passwordFlow: true });
  });

  it('refuses locked and deactivated users', async () => {
    const form = { ...passwordForm(test.org), username: 'sales@practice.example' };
    const right = { ...form, password: 'practice-passwordPracticeToken2' };
    expect((await requestToken(test.org.loginUrl, right)).status).toBe(200);
    await test.control('lockUser', { username: form.username });
    expect((await requestToken(test.org.loginUrl, right)).json.error_description).toBe('authentication failure');
    await send(`${test.org.controlUrl}/lockUser?username=${form.username}`, { method: 'DELETE' });
    const gone = { ...form, username: 'user17@practice.example', password: 'practice-passwordPracticeToken17' };
    expect((await requestToken(test.org.loginUrl, gone)).json.error).toBe('inactive_user');
    const other = { ...form, username: 'USER03@practice.example', password: 'practice-passwordPracticeToken3' };
    expect((await requestToken(test.org.loginUrl, other)).status).toBe(200);
  });

  it('without calls left refuses with an array, and does not mind the rest', async () => {
    await test.control('limits', { remaining: 0 });
    const { status, json } = await requestToken(test.org.loginUrl, passwordForm(test.org));
    expect([status, json]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
    await test.control('limits', { remaining: 1_000 });
  });

  it('answers forms it cannot read', async () => {
    const url = `${test.org.loginUrl}/services/oauth2/token`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const body of ['', '%', 'grant_type=__proto__', 'grant_type=password', '&&&=', 'grant_type'.repeat(50_000)]) {
      const answer = await send(url, { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toMatch(/^(unsupported_grant_type|invalid_client_id)$/);
    }
    const body = `grant_type=${'x'.repeat(11 * 1024 * 1024)}`;
    expect((await send(url, { method: 'POST', headers, body })).status).toBe(413);
    const broken = { authorization: 'Basic ////', ...headers };
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    expect((await send(url, { method: 'POST', headers: broken, body: form })).json.error).toBe('invalid_client_id');
  });
});
