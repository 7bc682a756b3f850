import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from '../practice-org.ts';
import { passwordForm, requestToken, send } from '../testing/client.ts';

let org: PracticeOrg;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());

function clientForm(index = 0): Record<string, string> {
  const client = org.clients[index];
  return {
    grant_type: 'client_credentials',
    client_id: client?.clientId ?? '',
    client_secret: client?.clientSecret ?? '',
  };
}

describe('the token endpoint', () => {
  it('grants a token for username and password followed by the security token, on both hosts', async () => {
    for (const host of [org.loginUrl, org.instanceUrl]) {
      const { status, headers, json } = await requestToken(host, passwordForm(org));
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(json).toMatchObject({ token_type: 'Bearer', instance_url: org.instanceUrl, scope: 'id api' });
      expect(json.access_token).toMatch(/^00D\w{12}!\w+$/);
      expect(json.id).toMatch(new RegExp(`^${org.loginUrl}/id/${org.orgId}/005\\w{15}$`));
      expect(json.issued_at).toMatch(/^\d{13}$/);
      expect(json).not.toHaveProperty('refresh_token');
    }
  });

  it('signs id and time with the client secret', async () => {
    const { json } = await requestToken(org.loginUrl, passwordForm(org));
    const secret = org.clients[0]?.clientSecret ?? '';
    expect(json.signature).toBe(
      createHmac('sha256', secret)
        .update(json.id + json.issued_at)
        .digest('base64'),
    );
  });

  it('refuses the password without its security token', async () => {
    const form = { ...passwordForm(org), password: org.users[0]?.password ?? '' };
    const { status, json, headers } = await requestToken(org.loginUrl, form);
    expect(status).toBe(400);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(json).toEqual({ error: 'invalid_grant', error_description: 'authentication failure' });
  });

  it('grants client credentials on the instance host, from the body or a Basic header', async () => {
    const form = clientForm();
    const fromBody = await requestToken(org.instanceUrl, form);
    expect(fromBody.json).toMatchObject({ token_type: 'Bearer', api_instance_url: org.instanceUrl });
    const basic = Buffer.from(`${form.client_id}:${form.client_secret}`).toString('base64');
    const fromHeader = await requestToken(
      org.instanceUrl,
      { grant_type: 'client_credentials' },
      { authorization: `Basic ${basic}` },
    );
    expect(fromHeader.status).toBe(200);
  });

  it.each([
    [
      'client credentials on the login host',
      'login',
      () => clientForm(),
      'invalid_grant',
      'request not supported on this domain',
    ],
    [
      'an app without a Run-As user',
      'instance',
      () => clientForm(1),
      'invalid_grant',
      'no client credentials user enabled',
    ],
    [
      'an unknown app',
      'login',
      () => ({ ...passwordForm(org), client_id: 'x' }),
      'invalid_client_id',
      'client identifier invalid',
    ],
    [
      'a wrong secret',
      'instance',
      () => ({ ...clientForm(), client_secret: 'x' }),
      'invalid_client',
      'invalid client credentials',
    ],
    [
      'an unknown user',
      'login',
      () => ({ ...passwordForm(org), username: 'x' }),
      'invalid_grant',
      'authentication failure',
    ],
    [
      'an unknown grant',
      'login',
      () => ({ grant_type: 'magic' }),
      'unsupported_grant_type',
      'grant type not supported',
    ],
  ] as const)('refuses %s', async (_case, host, form, error, description) => {
    const { status, json } = await requestToken(host === 'login' ? org.loginUrl : org.instanceUrl, form());
    expect(status).toBe(400);
    expect(json).toEqual({ error, error_description: description });
  });

  it('refuses a JSON body and methods other than POST', async () => {
    const url = `${org.loginUrl}/services/oauth2/token`;
    const headers = { 'content-type': 'application/json' };
    const asJson = await send(url, { method: 'POST', headers, body: JSON.stringify(passwordForm(org)) });
    expect(asJson.json.error).toBe('unsupported_grant_type');
    expect((await send(url)).json).toEqual({ error: 'invalid_request', error_description: 'must use HTTP POST' });
  });
});

describe('userinfo and the identity URL', () => {
  it('tell who is signed in', async () => {
    const token = (await requestToken(org.loginUrl, passwordForm(org))).json;
    const headers = { authorization: `Bearer ${token.access_token}` };
    const info = await send(`${org.instanceUrl}/services/oauth2/userinfo`, { headers });
    expect(info.json).toMatchObject({ organization_id: org.orgId, preferred_username: org.users[0]?.username });
    const identity = await send(token.id, { headers });
    expect(identity.json).toMatchObject({ id: token.id, username: org.users[0]?.username });
  });

  it('refuse a bad or missing token with 403 and plain text', async () => {
    const url = `${org.instanceUrl}/services/oauth2/userinfo`;
    const bad = await send(url, { headers: { authorization: 'Bearer no' } });
    expect([bad.status, bad.text]).toEqual([403, 'Bad_OAuth_Token']);
    expect((await send(url)).text).toBe('Missing_OAuth_Token');
  });
});
