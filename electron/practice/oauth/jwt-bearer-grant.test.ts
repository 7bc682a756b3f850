import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { importPKCS8, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, requestToken, startTestOrg, type TestOrg } from '../testing/client.ts';
import { demoPrivateKey } from './demo-key.ts';
import { exchange } from './sign-in.fixture.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const usual = (): JWTPayload => ({
  iss: 'practice-client',
  sub: 'admin@practice.example',
  aud: 'https://login.salesforce.com',
  exp: Math.floor(Date.now() / 1000) + 180,
});

async function sign(claims: JWTPayload): Promise<string> {
  const key = await importPKCS8(demoPrivateKey, 'RS256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
}

function ask(assertion: string, host: 'loginUrl' | 'instanceUrl' = 'loginUrl'): Promise<Answer> {
  return requestToken(test.org[host], { grant_type: jwtBearer, assertion });
}

async function askWith(claims: JWTPayload, host: 'loginUrl' | 'instanceUrl' = 'loginUrl'): Promise<Answer> {
  return ask(await sign({ ...usual(), ...claims }), host);
}

describe('the JWT bearer flow', () => {
  it('grants a token without a secret and without a refresh token', async () => {
    const { status, json, headers } = await askWith({});
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toMatchObject({ scope: 'id api', api_instance_url: test.org.instanceUrl, token_type: 'Bearer' });
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('takes each address of the org for an audience, and the hosts all orgs share', async () => {
    const { loginUrl, instanceUrl } = test.org;
    for (const aud of ['https://test.salesforce.com', loginUrl, instanceUrl, `${instanceUrl}/`, [instanceUrl]]) {
      expect((await askWith({ aud })).status).toBe(200);
    }
  });

  it('takes an end far in the future, also one in milliseconds', async () => {
    expect((await askWith({ exp: Date.now() + 300 })).status).toBe(200);
  });

  it.each<[string, JWTPayload, string, string]>([
    ['another audience', { aud: 'https://example.com' }, 'invalid_grant', 'audience is invalid'],
    ['no audience', { aud: undefined }, 'invalid_grant', 'audience is invalid'],
    ['an end in the past', { exp: 1_000 }, 'invalid_grant', 'expired authorization code'],
    ['no end', { exp: undefined }, 'invalid_grant', 'invalid assertion'],
    ['a beginning in the future', { nbf: 9_999_999_999 }, 'invalid_grant', 'invalid assertion'],
    ['an unknown app', { iss: 'x' }, 'invalid_client_id', 'client identifier invalid'],
    ['an unknown user', { sub: 'nobody@x' }, 'invalid_grant', "user hasn't approved this consumer"],
    [
      'a user who did not approve the app',
      { iss: 'practice-client-without-run-as' },
      'invalid_grant',
      "user hasn't approved this consumer",
    ],
    [
      'a user no administrator approved',
      { iss: 'practice-external-client', sub: 'sales@practice.example' },
      'app_not_found',
      'External client app is not installed in this org',
    ],
  ])('refuses %s', async (_case, claims, error, description) => {
    const { status, json } = await askWith(claims);
    expect([status, json]).toEqual([400, { error, error_description: description }]);
  });

  it('works for a user once that user allowed the app on the page', async () => {
    const claims = { iss: 'practice-client-without-run-as', sub: 'user05@practice.example' };
    expect((await askWith(claims)).json.error).toBe('invalid_grant');
    await exchange(test.org, { client_id: claims.iss, login_hint: claims.sub }, { client_id: claims.iss });
    expect((await askWith(claims)).status).toBe(200);
  });

  it('serves external client apps on the org’s own domain alone, and admin-approved users alone', async () => {
    const iss = 'practice-external-client';
    const aud = test.org.instanceUrl;
    expect((await askWith({ iss, aud }, 'instanceUrl')).status).toBe(200);
    expect((await askWith({ iss, aud }, 'loginUrl')).json.error).toBe('app_not_found');
    expect((await askWith({ iss }, 'instanceUrl')).json.error).toBe('app_not_found');
    expect((await askWith({ iss, aud, sub: 'sales@practice.example' }, 'instanceUrl')).json).toEqual({
      error: 'invalid_app_access',
      error_description: 'user is not admin approved to access this app',
    });
  });

  it('refuses deactivated users', async () => {
    const claims = { iss: 'practice-client', sub: 'user17@practice.example' };
    const code = await fetch(
      `${test.org.loginUrl}/services/oauth2/authorize?response_type=code&client_id=practice-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A1717%2Fcallback&auto=allow&login_hint=${claims.sub}`,
      { redirect: 'manual' },
    );
    expect(code.headers.get('location')).toContain('error=invalid_request');
    expect((await askWith(claims)).status).toBe(400);
  });

  it('refuses every signature but RS256 by the registered key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = await new SignJWT(usual()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    const own = await importPKCS8(demoPrivateKey, 'RS512');
    const other = await new SignJWT(usual()).setProtectedHeader({ alg: 'RS512' }).sign(own);
    const symmetric = await new SignJWT(usual())
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(demoPrivateKey));
    const [head, claims, signature] = (await sign(usual())).split('.');
    const changed = Buffer.from(JSON.stringify({ ...usual(), sub: 'sales@practice.example' })).toString('base64url');
    const forged = [
      foreign,
      other,
      symmetric,
      new UnsecuredJWT(usual()).encode(),
      `${head}.${claims}.`,
      `${head}.${changed}.${signature}`,
    ];
    for (const assertion of forged) {
      const { status, json } = await ask(assertion);
      expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: 'invalid assertion' }]);
    }
  });

  it('answers whatever is sent as an assertion', async () => {
    expect((await requestToken(test.org.loginUrl, { grant_type: jwtBearer })).status).toBe(400);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
    const made = fc.tuple(fc.json(), fc.json(), fc.string()).map(([a, b, c]) => `${part(a)}.${part(b)}.${part(c)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), made), async (assertion) => {
        expect((await ask(assertion)).status).toBe(400);
      }),
      { numRuns: 60 },
    );
  });
});
