import { importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, control, oauthOf, type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
});

afterAll(() => opinion.org.close());

/** The authorization code a browser would bring back after a click on Allow. */
async function allow(address: string): Promise<string> {
  const answer = await fetch(`${address}&auto=allow`, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code');
  if (code === null) throw new Error('The authorize step brought no code.');
  return code;
}

describe('an independent client signing in', () => {
  it('by SOAP', async () => {
    const connection = connect(opinion.org);
    const user = await connection.loginBySoap(opinion.username, opinion.password);
    expect(user).toMatchObject({ organizationId: opinion.org.orgId });
    expect(connection.instanceUrl).toBe(opinion.org.instanceUrl);
    expect((await connection.identity()).username).toBe(opinion.username);
    await connection.logout();
  });

  it('by user name and password over OAuth', async () => {
    const connection = connect(opinion.org, { oauth2: oauthOf(opinion.org) });
    expect(await connection.login(opinion.username, opinion.password)).toMatchObject({
      organizationId: opinion.org.orgId,
    });
    await expect(
      connect(opinion.org, { oauth2: oauthOf(opinion.org) }).login(opinion.username, 'wrong'),
    ).rejects.toMatchObject({ name: 'invalid_grant' });
  });

  it('by the web server flow with a code verifier, then renews the token', async () => {
    const connection = connect(opinion.org, { oauth2: { ...oauthOf(opinion.org), useVerifier: true } });
    const code = await allow(connection.oauth2.getAuthorizationUrl({ scope: 'api id refresh_token', state: 'a b' }));
    await connection.authorize(code);
    expect(connection.refreshToken).toEqual(expect.any(String));
    const before = connection.accessToken;
    await connection.oauth2.refreshToken(connection.refreshToken ?? '');
    expect((await connection.identity()).username).toBe(opinion.username);
    await expect(connection.authorize(code)).rejects.toMatchObject({ name: 'invalid_grant' });
    expect(before).toBeDefined();
  });

  it('as the app itself, on the host of the instance only', async () => {
    const oauth2 = oauthOf(opinion.org);
    const grant = { grant_type: 'client_credentials' };
    const connection = connect(opinion.org, { oauth2: { ...oauth2, loginUrl: opinion.org.instanceUrl } });
    await connection.authorize(grant);
    expect((await connection.identity()).username).toBe(opinion.username);
    await expect(connect(opinion.org, { oauth2 }).authorize(grant)).rejects.toMatchObject({
      name: 'invalid_grant',
    });
  });

  it('by a signed JWT', async () => {
    const { org, username } = opinion;
    const { clientId } = oauthOf(org);
    const key = await importPKCS8(org.privateKey, 'RS256');
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(clientId)
      .setSubject(username)
      .setAudience(org.loginUrl)
      .setExpirationTime('3 minutes')
      .sign(key);
    const connection = connect(org, { oauth2: oauthOf(org) });
    await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    expect((await connection.identity()).username).toBe(username);
  });

  it('loses its session by logging out', async () => {
    const connection = connect(opinion.org, { oauth2: oauthOf(opinion.org) });
    await connection.loginByOAuth2(opinion.username, opinion.password);
    const accessToken = connection.accessToken ?? '';
    await connection.logout();
    const again = connect(opinion.org, { accessToken, instanceUrl: opinion.org.instanceUrl });
    await expect(again.limits()).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
  });
});

describe('an independent client whose session ends', () => {
  async function signedIn() {
    const connection = connect(opinion.org, { oauth2: oauthOf(opinion.org) });
    await connection.authorize(await allow(connection.oauth2.getAuthorizationUrl({ scope: 'api refresh_token' })));
    let refreshes = 0;
    connection.on('refresh', () => {
      refreshes += 1;
    });
    return { connection, refreshes: () => refreshes };
  }

  it('refreshes exactly once for parallel calls', async () => {
    const { connection, refreshes } = await signedIn();
    await control(opinion.org, 'expireTokens');
    const seen = opinion.org.requests().length;
    const answers = await Promise.all([1, 2, 3].map(() => connection.query('SELECT Id FROM Account LIMIT 1')));
    expect(answers.every(({ totalSize }) => totalSize === 1)).toBe(true);
    expect(refreshes()).toBe(1);
    const tokenCalls = opinion.org
      .requests()
      .slice(seen)
      .filter(({ path }) => path === '/services/oauth2/token');
    expect(tokenCalls).toHaveLength(1);
  });

  it('is told when it cannot be refreshed any more', async () => {
    const { connection } = await signedIn();
    await control(opinion.org, 'revokeRefresh');
    await control(opinion.org, 'expireTokens');
    await expect(connection.limits()).rejects.toThrow(/expired access\/refresh token/);
  });
});
