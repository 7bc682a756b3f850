import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exchange, refresh } from '../oauth/sign-in.fixture.ts';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const admin = 'admin@practice.example';
const sales = 'sales@practice.example';
const signIn = async (username = admin) => {
  const user = test.org.users.find((candidate) => candidate.username === username);
  const password = `${user?.password}${user?.securityToken}`;
  return (await requestToken(test.org.loginUrl, { ...passwordForm(test.org), username, password })).json;
};
const status = async (token: string) =>
  (await test.call('GET', '/limits', undefined, { authorization: `Bearer ${token}` })).status;
const undo = (path: string) => send(`${test.org.controlUrl}/${path}`, { method: 'DELETE' });

describe('controls of signing in', () => {
  it('expire the tokens of one user and of all', async () => {
    const [mine, theirs] = [(await signIn()).access_token, (await signIn(sales)).access_token];
    await test.control('expireTokens', { username: 'ADMIN@practice.example' });
    expect([await status(mine), await status(theirs)]).toEqual([401, 200]);
    await test.control('expireTokens');
    expect(await status(theirs)).toBe(401);
    expect((await test.control('expireTokens', { username: 'nobody' })).status).toBe(404);
    expect((await test.control('expireTokens', { username: 5 })).status).toBe(400);
  });

  it('revoke refresh tokens', async () => {
    const granted = (await exchange(test.org, { scope: 'api refresh_token' })).json as unknown as {
      refresh_token: string;
    };
    expect((await refresh(test.org, granted.refresh_token)).status).toBe(200);
    await test.control('revokeRefresh', { username: sales });
    expect((await refresh(test.org, granted.refresh_token)).status).toBe(200);
    await test.control('revokeRefresh', { username: admin });
    const refused = await refresh(test.org, granted.refresh_token);
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant']);
  });

  it('lock a user out and in again', async () => {
    const token = (await signIn(sales)).access_token;
    expect((await test.control('lockUser', { username: sales })).json).toEqual({ locked: [sales] });
    expect((await signIn(sales)).error).toBe('invalid_grant');
    expect(await status(token)).toBe(200);
    await undo(`lockUser?username=${sales}`);
    expect((await signIn(sales)).access_token).toMatch(/^00D/);
    expect((await test.control('lockUser')).status).toBe(400);
  });

  it('let a password expire: SOAP login says so with 200, other calls are refused', async () => {
    const token = (await signIn(sales)).access_token;
    expect((await test.control('expirePassword', { username: sales })).json).toEqual({ expired: [sales] });
    const login = await send(`${test.org.loginUrl}/services/Soap/u/64.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login xmlns="urn:partner.soap.sforce.com"><username>${sales}</username><password>practice-passwordPracticeToken2</password></login></e:Body></e:Envelope>`,
    });
    expect([login.status, login.text.includes('<passwordExpired>true</passwordExpired>')]).toEqual([200, true]);
    expect(await status(token)).toBe(403);
    await undo(`expirePassword?username=${sales}`);
    expect(await status(token)).toBe(200);
  });

  it('set switches, and put back one or all', async () => {
    expect((await test.control('switches', { passwordFlow: false, queryPageSize: 200 })).json).toMatchObject({
      passwordFlow: false,
      queryPageSize: 200,
    });
    expect((await signIn()).error).toBeDefined();
    await undo('switches?name=passwordFlow');
    expect((await signIn()).access_token).toMatch(/^00D/);
    expect((await send(`${test.org.controlUrl}/switches`)).json).toMatchObject({
      passwordFlow: true,
      queryPageSize: 200,
    });
    await undo('switches');
    expect((await send(`${test.org.controlUrl}/switches`)).json).toMatchObject({ queryPageSize: 2000 });
    expect((await test.control('switches', { queryPageSize: 0 })).status).toBe(400);
    expect((await test.control('switches', { nothing: true })).status).toBe(400);
    expect((await undo('switches?name=constructor')).status).toBe(400);
  });

  it.each(['jwt', 'saml'])('make a %s assertion that brings a token, on either host', async (grant) => {
    for (const [host, url] of [
      ['login', test.org.loginUrl],
      ['instance', test.org.instanceUrl],
    ] as const) {
      const { text } = await send(`${test.org.controlUrl}/assertion?grant=${grant}&username=${sales}&host=${host}`);
      const type = grant === 'jwt' ? 'jwt-bearer' : 'saml2-bearer';
      const form = { grant_type: `urn:ietf:params:oauth:grant-type:${type}`, assertion: text };
      const token = (await requestToken(url, form)).json.access_token;
      expect(await status(token)).toBe(200);
      expect(test.org.requests().at(-1)?.user).toBe(sales);
    }
    const hostile = encodeURIComponent('"/><evil & co');
    expect((await send(`${test.org.controlUrl}/assertion?grant=${grant}&username=${hostile}`)).status).toBe(200);
    expect((await send(`${test.org.controlUrl}/assertion?grant=other`)).status).toBe(400);
  });
});
