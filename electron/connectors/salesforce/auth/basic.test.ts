import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSessionCache } from '../../../credentials/sessions.ts';
import { openGateway } from '../../../host/gateway/gateway.fixture.ts';
import { createNodeClock } from '../../../node/clock.ts';
import { startServer } from '../../../node/http-server.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../../practice/practice-org.ts';
import type { Session } from '../../sdk/index.ts';
import { openClient, type TestConnection } from '../../sdk/step-run.fixture.ts';
import { control, countSignIns, practiceConnection } from '../practice.fixture.ts';
import { salesforce } from '../salesforce.connector.ts';

let org: PracticeOrg;
const signal = new AbortController().signal;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterEach(async () => {
  org.reset();
  await control(org, 'switches', { soapLogin: true });
});
afterAll(() => org.close());

const connection = (more?: Partial<TestConnection>) => practiceConnection(org, 'basic', more);

async function verify(details: TestConnection) {
  const { client } = await openClient(details);
  return salesforce.verify?.({ client, signal });
}

/** What a sign-in fails with when its service answers so. */
async function refusalOf(status: number, body: string, secrets: Record<string, string> = {}) {
  const server = await startServer((_, response) => response.writeHead(status).end(body));
  const practice = { loginUrl: server.url, instanceUrl: server.url };
  const error: unknown = await verify(connection({ practice, secrets })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await server.close();
  return { error, received: server.received };
}

const envelope = (inner: string) =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com"><s:Body>${inner}</s:Body></s:Envelope>`;
const fault = (code: string, text = '') =>
  envelope(`<s:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${text}</faultstring></s:Fault>`);
const login = (result: string) => envelope(`<loginResponse><result>${result}</result></loginResponse>`);

describe('Basic authentication', () => {
  it('signs in over SOAP and calls REST with the session', async () => {
    const verification = await verify(connection());
    expect(verification?.message).toContain(`Signed in as ${org.users[0]?.username}`);
    expect(org.requests().map(({ host, path }) => [host, path])).toEqual([
      ['login', '/services/Soap/u/64.0'],
      ['instance', '/services/data/v64.0/limits'],
      ['instance', '/services/oauth2/userinfo'],
    ]);
  });

  it('sends a password that holds every character of XML as it is', async () => {
    const password = `a<b>&"c'd]]>é\u{1f511} `;
    const { received } = await refusalOf(500, fault('INVALID_LOGIN'), { password, securityToken: 'token' });
    expect(received[0]?.headers['content-type']).toMatch(/^text\/xml/);
    expect(received[0]?.body).toContain(
      '<urn:password>a&lt;b&gt;&amp;&quot;c&apos;d]]&gt;é\u{1f511} token</urn:password>',
    );
  });

  it('R32 signs in once for 500 steps, and once more when the session has ended', async () => {
    const sessions = createSessionCache<Session>(createNodeClock());
    const gateway = openGateway();
    const clients = await Promise.all(Array.from({ length: 500 }, () => openClient(connection({ sessions, gateway }))));
    const path = '/services/data/v64.0/limits';
    const callAll = () =>
      Promise.all(clients.map(({ client }) => client.request({ method: 'GET', path, effect: 'read' }, signal)));
    await callAll();
    expect(countSignIns(org)).toEqual({ token: 0, soap: 1 });
    await control(org, 'expireTokens');
    const answers = await callAll();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(countSignIns(org)).toEqual({ token: 0, soap: 2 });
  });

  it('says that the password is wrong, without repeating it', async () => {
    const details = connection({ secrets: { password: 'wrong-canary' } });
    await expect(verify(details)).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: 'Salesforce rejected the username, password or security token. Passwords and tokens differ between Production and Test.',
    });
    expect(JSON.stringify(await verify(details).catch((error: unknown) => error))).not.toContain('canary');
  });

  it('says that the security token is missing', async () => {
    await expect(verify(connection({ secrets: { securityToken: '' } }))).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: 'Salesforce needs a security token from this network.',
      fix: 'Reset it in My Personal Information and enter it here.',
    });
  });

  it('says that the org has switched this sign-in off', async () => {
    await control(org, 'switches', { soapLogin: false });
    await expect(verify(connection())).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      fix: expect.stringContaining('OAuth 2.0'),
    });
  });

  it.each([
    ['API_DISABLED_FOR_ORG', 'PERMISSION_MISSING', 'no API access'],
    ['LOGIN_RATE_EXCEEDED', 'MISSING_TOKEN', 'too many sign-ins'],
    ['INACTIVE_USER', 'MISSING_TOKEN', 'inactive or locked'],
    ['PASSWORD_LOCKOUT', 'MISSING_TOKEN', 'inactive or locked'],
    ['INVALID_PASSWORD_EXPIRED', 'MISSING_TOKEN', 'has expired'],
    ['SERVER_UNAVAILABLE', 'SERVICE_FAILED', ''],
    ['SOMETHING_NEW', 'MISSING_TOKEN', 'Nobody knows why'],
  ])('explains the fault %s', async (code, expected, words) => {
    const { error } = await refusalOf(500, fault(code, 'Nobody knows why'));
    expect(error).toMatchObject({ code: expected, why: expect.stringContaining(words) });
  });

  it('says that the password has expired, though the service signs in', async () => {
    const { error } = await refusalOf(200, login('<passwordExpired>true</passwordExpired><sessionId>x</sessionId>'));
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', why: expect.stringContaining('has expired') });
  });

  it.each([
    ['a web page', 200, '<html><body>Down for maintenance</body></html>', 'MISSING_TOKEN'],
    ['a document that declares entities', 200, `<!DOCTYPE a [<!ENTITY b "c">]>${login('')}`, 'MISSING_TOKEN'],
    ['no session', 200, login('<serverUrl>http://127.0.0.1</serverUrl>'), 'MISSING_TOKEN'],
    ['a gateway’s page', 502, '<html></html>', 'SERVICE_FAILED'],
  ])('refuses %s', async (_, status, body, code) => {
    expect((await refusalOf(status, body)).error).toMatchObject({ code });
  });

  it('S17 repeats no password that a fault echoes', async () => {
    const secrets = { password: 'password-canary', securityToken: 'token-canary' };
    const { error } = await refusalOf(500, fault('SOMETHING_NEW', 'You sent password-canarytoken-canary'), secrets);
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', why: expect.stringContaining('You sent') });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('S37 sends the session to no foreign host that the answer names', async () => {
    const foreign = await startServer((_, response) => response.end('{}'));
    const { error } = await refusalOf(
      200,
      login(`<sessionId>session-canary</sessionId><serverUrl>${foreign.url}/services/Soap/u/64.0</serverUrl>`),
    );
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', data: { host: new URL(foreign.url).host } });
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(foreign.received).toEqual([]);
    await foreign.close();
  });

  it('isn’t tried with a version of the API that has no such sign-in', async () => {
    await expect(verify(connection({ fields: { apiVersion: '65.0' } }))).rejects.toMatchObject({
      code: 'ADDRESS_WRONG',
      data: { field: 'apiVersion' },
      fix: expect.stringContaining('64.0'),
    });
    expect(org.requests()).toEqual([]);
  });

  it.each(['http://evil.test/login', 'https://user@evil.test/', 'nonsense'])(
    'refuses %s as the address to sign in at',
    async (authorizationUrl) => {
      await expect(verify(connection({ fields: { authorizationUrl } }))).rejects.toMatchObject({
        code: 'ADDRESS_WRONG',
        data: { field: 'authorizationUrl' },
      });
    },
  );
});
