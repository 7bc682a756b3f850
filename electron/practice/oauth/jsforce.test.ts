import jsforce from '@jsforce/jsforce-node';
import { importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';
import { demoPrivateKey } from './demo-key.ts';
import { callback } from './sign-in.fixture.ts';

const { Connection, OAuth2 } = jsforce;

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const makeOAuth2 = (more: { useVerifier?: boolean; clientSecret?: string | undefined } = {}) =>
  new OAuth2({
    loginUrl: test.org.loginUrl,
    clientId: 'practice-client',
    clientSecret: 'practice-client-secret',
    redirectUri: callback,
    ...more,
  });

async function codeFor(oauth2: InstanceType<typeof OAuth2>): Promise<string> {
  const url = new URL(oauth2.getAuthorizationUrl({ scope: 'api id refresh_token' }));
  url.searchParams.set('auto', 'allow');
  const answer = await fetch(url, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

describe('a client that was not written for this org', () => {
  it.each([['practice-client-secret'], [undefined]])(
    'signs in by the web server flow with a code challenge, secret %s, and refreshes by itself when its session ends',
    async (clientSecret) => {
      const oauth2 = makeOAuth2({ useVerifier: true, clientSecret });
      const connection = new Connection({ oauth2 });
      const user = await connection.authorize(await codeFor(oauth2));
      expect(user).toMatchObject({ organizationId: test.org.orgId, id: expect.stringMatching(/^005/) });
      expect(connection.instanceUrl).toBe(test.org.instanceUrl);
      let refreshes = 0;
      connection.on('refresh', () => {
        refreshes += 1;
      });
      await test.control('expireTokens');
      const answers = await Promise.all([1, 2, 3].map(() => connection.query('SELECT Id FROM Account LIMIT 1')));
      expect(answers.map(({ totalSize }) => totalSize)).toEqual([1, 1, 1]);
      expect(refreshes).toBe(1);
    },
  );

  it('reads the identity, in both ways', async () => {
    const connection = new Connection({ oauth2: makeOAuth2() });
    await connection.login('admin@practice.example', 'practice-passwordPracticeToken1');
    const identity = await connection.identity();
    expect(identity).toMatchObject({ organization_id: test.org.orgId, username: 'admin@practice.example' });
    expect(identity.urls.rest).toContain(test.org.instanceUrl);
  });

  it('is told in the service’s words why signing in failed', async () => {
    const connection = new Connection({ oauth2: makeOAuth2() });
    await expect(connection.login('admin@practice.example', 'wrong')).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'authentication failure',
    });
  });

  it('revokes its refresh token, after which refreshing fails with the service’s words', async () => {
    const oauth2 = makeOAuth2();
    const { refresh_token } = await oauth2.requestToken(await codeFor(oauth2));
    await oauth2.revokeToken(refresh_token ?? '');
    await expect(oauth2.refreshToken(refresh_token ?? '')).rejects.toThrow('expired access/refresh token');
    await expect(oauth2.revokeToken('no')).rejects.toMatchObject({ name: 'invalid_token' });
  });

  it('signs in by the JWT flow', async () => {
    const assertion = await new SignJWT({
      iss: 'practice-client',
      sub: 'sales@practice.example',
      aud: test.org.loginUrl,
      exp: Date.now() + 300,
    })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(demoPrivateKey, 'RS256'));
    const connection = new Connection({ oauth2: new OAuth2({ loginUrl: test.org.loginUrl }) });
    await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    expect((await connection.query('SELECT Id FROM Account LIMIT 1')).totalSize).toBe(1);
  });
});
