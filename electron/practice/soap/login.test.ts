import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOrg, fillOrg } from '../org.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';
import { readEnvelope } from './envelope.ts';
import { logIn } from './login.ts';
import { loginCall, postSoap, soapCaller, soapMessage } from './soap-client.fixture.ts';

let now: Date;
let test: TestOrg;
const admin = 'admin@practice.example';
const password = 'practice-passwordPracticeToken1';

beforeAll(async () => {
  now = new Date('2026-11-22T10:00:00Z');
  test = await startTestOrg({ now: () => now });
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const signIn = (username: string, secret: string, version = '64.0', letter: 'u' | 'c' = 'u', headers = '') =>
  postSoap(
    `${test.org.loginUrl}/services/Soap/${letter}/${version}`,
    soapMessage(letter, loginCall(username, secret), null, headers),
  );

describe('SOAP login', () => {
  it('answers with a session that works in SOAP and in REST, and logout ends it in both', async () => {
    const { status, body } = await signIn(admin, password);
    expect([status, body.name]).toEqual([200, 'loginResponse']);
    const result = body.child('result');
    const session = result?.textOf('sessionId') ?? '';
    const orgId15 = test.org.orgId.slice(0, 15);
    expect(result?.textOf('serverUrl')).toBe(`${test.org.instanceUrl}/services/Soap/u/64.0/${orgId15}`);
    expect(result?.textOf('metadataServerUrl')).toBe(`${test.org.instanceUrl}/services/Soap/m/64.0/${orgId15}`);
    expect(result?.textOf('passwordExpired')).toBe('false');
    expect(result?.child('userInfo')?.textOf('userName')).toBe(admin);
    expect(result?.child('userInfo')?.child('roleId')?.isNil).toBe(true);

    const partner = soapCaller(test.org, 'u', session);
    expect((await partner('<getUserInfo/>')).body.child('result')?.textOf('userName')).toBe(admin);
    const limits = () =>
      send(`${test.org.instanceUrl}/services/data/v64.0/limits`, { headers: { authorization: `Bearer ${session}` } });
    expect((await limits()).status).toBe(200);

    expect((await partner('<logout/>')).body.name).toBe('logoutResponse');
    expect((await limits()).status).toBe(401);
    const after = await partner('<getUserInfo/>');
    expect([after.status, after.faultCode, after.faultText]).toEqual([
      500,
      'sf:INVALID_SESSION_ID',
      'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session',
    ]);
  });

  it('takes a token of the OAuth endpoint as session id', async () => {
    const partner = soapCaller(test.org, 'u', test.token);
    expect((await partner('<getServerTimestamp/>')).body.child('result')?.textOf('timestamp')).toBe(
      '2026-11-22T10:00:00.000Z',
    );
  });

  it('refuses a wrong password with the fault of the live service, letter by letter', async () => {
    const { status, text } = await signIn(admin, 'wrong');
    expect(status).toBe(500);
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>Invalid username, password, security token; or user locked out.</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>',
    );
    expect((await signIn('nobody@practice.example', password)).faultCode).toBe('sf:INVALID_LOGIN');
  });

  it('uses the namespaces of the enterprise service there', async () => {
    const { text } = await signIn(admin, 'wrong', '64.0', 'c');
    expect(text).toContain('xmlns:sf="urn:fault.enterprise.soap.sforce.com"');
    const right = await signIn(admin, password, '64.0', 'c');
    expect(right.text).toContain('xmlns="urn:enterprise.soap.sforce.com"');
    expect(right.body.child('result')?.textOf('serverUrl')).toContain('/services/Soap/c/64.0/');
  });

  it('asks for the security token when only that is missing', async () => {
    expect((await signIn(admin, 'practice-password')).faultCode).toBe('sf:LOGIN_MUST_USE_SECURITY_TOKEN');
  });

  it('refuses a user who is locked out', async () => {
    await test.control('lockUser', { username: admin });
    expect((await signIn(admin, password)).faultCode).toBe('sf:INVALID_LOGIN');
  });

  it('refuses another organization in the LoginScopeHeader', async () => {
    const scope = (id: string) => `<LoginScopeHeader><organizationId>${id}</organizationId></LoginScopeHeader>`;
    expect((await signIn(admin, password, '64.0', 'u', scope('00D000000000001'))).faultCode).toBe('sf:INVALID_LOGIN');
    expect((await signIn(admin, password, '64.0', 'u', scope(test.org.orgId))).status).toBe(200);
  });

  it('is gone from version 65.0 on, and other versions than the offered do not answer', async () => {
    expect((await signIn(admin, password, '65.0')).faultCode).toBe('sf:UNSUPPORTED_API_VERSION');
    for (const version of ['30.0', '68.0', '064.0', '64', 'x', '64.5']) {
      expect([version, (await signIn(admin, password, version)).faultCode]).toEqual([
        version,
        'sf:UNSUPPORTED_API_VERSION',
      ]);
    }
    expect((await soapCaller(test.org, 'u', test.token)('<getUserInfo/>')).status).toBe(200);
  });

  it('can be switched off', async () => {
    await test.control('switches', { soapLogin: false });
    const { faultCode, faultText } = await signIn(admin, password);
    expect([faultCode, faultText]).toEqual([
      'sf:INVALID_OPERATION',
      'INVALID_OPERATION: SOAP API login() is disabled by default in this org.',
    ]);
  });

  it('more than 3,600 times an hour is refused', () => {
    const org = createOrg(test.org.loginUrl, test.org.instanceUrl, 1, () => now);
    fillOrg(org, null);
    const envelope = readEnvelope(soapMessage('u', loginCall(admin, password), null));
    for (let count = 0; count < 3_600; count += 1) logIn(org, 'u', 64, envelope);
    expect(() => logIn(org, 'u', 64, envelope)).toThrow(/login rate exceeded/);
  });

  it('by a person who never set a password anew works with the unmodified jsforce client', async () => {
    const connection = new Connection({ loginUrl: test.org.loginUrl, version: '64.0' });
    const info = await connection.login(admin, password);
    expect(info.organizationId).toBe(test.org.orgId);
    expect(connection.instanceUrl).toBe(test.org.instanceUrl);
    expect((await connection.soap.getUserInfo()).userName).toBe(admin);
    expect((await connection.query('SELECT Id FROM Account LIMIT 1')).totalSize).toBe(1);
    const token = connection.accessToken ?? '';
    await connection.logout();
    expect((await soapCaller(test.org, 'u', token)('<getUserInfo/>')).faultCode).toBe('sf:INVALID_SESSION_ID');
    await expect(connection.login(admin, 'wrong')).rejects.toThrow(/^INVALID_LOGIN: Invalid username/);
  });
});

describe('an API session in SOAP', () => {
  it('that looks like a JSON Web Token is refused', async () => {
    const partner = soapCaller(test.org, 'u', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln');
    expect((await partner('<getUserInfo/>')).faultCode).toBe('sf:INVALID_SESSION_ID');
  });

  it('counts against the daily limit and is refused when no calls are left', async () => {
    const partner = soapCaller(test.org, 'u', test.token);
    const { text } = await partner('<getServerTimestamp/>');
    expect(text).toContain(
      '<limitInfo><current>1</current><limit>1000000</limit><type>API REQUESTS</type></limitInfo>',
    );
    await test.control('limits', { remaining: 0 });
    const { faultCode } = await partner('<getServerTimestamp/>');
    expect(faultCode).toBe('sf:REQUEST_LIMIT_EXCEEDED');
  });

  it('lets a user choose a new password, and an administrator reset anyone’s', async () => {
    const partner = soapCaller(test.org, 'u', test.token);
    const userId = (await partner('<getUserInfo/>')).body.child('result')?.textOf('userId') ?? '';
    const short = await partner(`<setPassword><userId>${userId}</userId><password>x</password></setPassword>`);
    expect(short.faultCode).toBe('sf:INVALID_NEW_PASSWORD');
    await partner(`<setPassword><userId>${userId}</userId><password>another-password</password></setPassword>`);
    expect((await signIn(admin, 'another-passwordPracticeToken1')).status).toBe(200);
    expect((await signIn(admin, password)).faultCode).toBe('sf:INVALID_LOGIN');
    const sales = (await test.query("SELECT Id FROM User WHERE Username = 'sales@practice.example'")).json.records[0];
    const reset = await partner(`<resetPassword><userId>${sales.Id}</userId></resetPassword>`);
    const made = reset.body.child('result')?.textOf('password') ?? '';
    const session = (await signIn('sales@practice.example', `${made}PracticeToken2`)).body
      .child('result')
      ?.textOf('sessionId');
    const other = soapCaller(test.org, 'u', session ?? '');
    const refused = await other(
      `<setPassword><userId>${userId}</userId><password>stolen-password</password></setPassword>`,
    );
    expect(refused.faultCode).toBe('sf:INSUFFICIENT_ACCESS');
  });
});
