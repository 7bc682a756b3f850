import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from '../../electron/key-store/key-store.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { findClosedPort } from '../support/closed-port.ts';
import { control, practiceDetails, refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: PracticeOrg;
let before: string[];

const connections = () => temporary.host.services.connections;
const names = () =>
  connections()
    .list()
    .map(({ name }) => name);
const calls = () => org.requests().length;

beforeAll(async () => {
  org = await startPracticeOrg();
  temporary = await openTemporaryHost();
  before = names();
});
afterAll(async () => {
  await temporary.dispose();
  await org.close();
});
afterEach(async () => {
  expect(names()).toEqual(before);
  await control(org, 'clearFaults', {});
});

const addressFix = 'Enter the address as https://<domain>, for example https://thirdpartyconnector.com.';

describe('addresses that can’t be used are refused before anything is sent', () => {
  it.each([
    ['http://acme.my.salesforce.com', 'Only https is safe for signing in.'],
    ['ftp://acme', 'Only https is safe for signing in.'],
    ['acme corp', 'It can’t be read as an address.'],
    ['https://', 'It can’t be read as an address.'],
    ['', 'It can’t be read as an address.'],
    ['https://me@acme.my.salesforce.com', 'It holds a user name.'],
    ['https://acme.my.salesforce.com:8443', 'It holds a port.'],
    ['-acme', 'It has no domain such as acme.my.salesforce.com.'],
    ['acme..com', 'It has no domain such as acme.my.salesforce.com.'],
    ['https://127.0.0.1', 'It has no domain such as acme.my.salesforce.com.'],
  ])('the My Domain name “%s”', async (domain, why) => {
    const callsBefore = calls();
    const fields = { environment: 'custom', domain };
    const refused = await refusalOf(connections().create(practiceDetails(org, 'Bad', 0, fields)));
    expect(refused).toMatchObject({ code: 'ADDRESS_WRONG', why, fix: addressFix, data: { field: 'domain' } });
    expect(refused.lines.map(({ status }) => status)).toEqual(['failed', 'notRun', 'notRun']);
    expect(calls()).toBe(callsBefore);
  });

  it.each(['http://elsewhere.example/token', 'nonsense', 'https://me:word@elsewhere.example/token'])(
    'the token endpoint “%s”',
    async (tokenUrl) => {
      const callsBefore = calls();
      const refused = await refusalOf(connections().create(practiceDetails(org, 'Bad', 0, { tokenUrl })));
      expect(refused).toMatchObject({ code: 'ADDRESS_WRONG', fix: addressFix, data: { field: 'tokenUrl' } });
      expect(calls()).toBe(callsBefore);
    },
  );

  it.each(['elsewhere.example', 'ftp://elsewhere.example', 'http://', 'https://me:word@elsewhere.example', ''])(
    'the address “%s” of an HTTP service',
    async (baseUrl) => {
      const details = { name: 'Bad', connector: 'http', auth: 'bearer', fields: { baseUrl }, secrets: { token: 't' } };
      expect(await refusalOf(connections().create(details))).toMatchObject({
        code: 'ADDRESS_WRONG',
        fix: addressFix,
        data: { field: 'baseUrl' },
      });
    },
  );

  it.each([
    'acme',
    'ACME.my.salesforce.com',
    'https://acme.my.salesforce.com/lightning/o/Account/list?filterName=Recent',
    'https://acme.lightning.force.com/lightning/page/home#top',
    'acme.lightning.force.com',
  ])('but “%s” means https://acme.my.salesforce.com', async (domain) => {
    const details = await browserConnection(org, { environment: 'custom', domain });
    const events = connections().authorize(details);
    const { value } = await events.next();
    expect(value).toMatchObject({ state: 'waiting', host: 'acme.my.salesforce.com' });
    await events.return();
  });
});

describe('a sign-in that can’t be', () => {
  it('for a wrong password of the key store is refused at that field', async () => {
    const { fields, ...rest } = practiceDetails(org, 'Bad', 0, { keyStore: 'server.p12' });
    const keyStoreContent = Buffer.from(readFixture('practice.p12')).toString('base64');
    const secrets = { keyStoreContent, storePassword: 'wrong' };
    expect(await refusalOf(connections().create({ ...rest, auth: 'jwt', fields, secrets }))).toMatchObject({
      code: 'KEY_STORE_PASSWORD_WRONG',
      message: 'The password doesn’t open the key store.',
      fix: 'Enter the password that the file was exported with.',
      data: { field: 'storePassword', test: { field: 'storePassword' } },
    });
  });

  it('because access was denied says so, and how to go on', async () => {
    const details = await browserConnection(org);
    expect(await refusalOf(authorizeInBrowser(connections(), details, 'deny'))).toMatchObject({
      code: 'AUTHORIZATION_REFUSED',
      message: 'Access wasn’t approved in Salesforce.',
      fix: 'Authorize again and approve the access.',
    });
    const authorizationId = await authorizeInBrowser(connections(), details);
    expect(authorizationId).not.toBe('');
  });

  it('because the browser was closed is cancelled without an error, and its port is free at once', async () => {
    const callbackPort = await findClosedPort();
    const details = await browserConnection(org, { callbackPort });
    const cancelling = new AbortController();
    for await (const event of connections().authorize(details, cancelling.signal)) {
      expect(event.state).toBe('waiting');
      cancelling.abort();
    }
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(callbackPort, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('because its port is taken says which, at that field', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const details = await browserConnection(org, { callbackPort: port });
    expect(await refusalOf(authorizeInBrowser(connections(), details))).toMatchObject({
      code: 'CALLBACK_PORT_IN_USE',
      message: `Port ${port} is in use by another program.`,
      fix: 'Choose another port and update the callback URL in Salesforce.',
      data: { field: 'callbackPort' },
    });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a web page where an answer was expected', () => {
  const page = () =>
    `${new URL(org.loginUrl).host} answered with a web page, not as Salesforce does. Check the domain name.`;
  const failing = 'Its sign-in doesn’t work right now.';
  const ofApi = 'It answered text/html;charset=UTF-8 where JSON was expected.';

  it.each([
    ['password', '/services/oauth2/token', 200, 'MISSING_TOKEN', page, ['succeeded', 'failed', 'notRun']],
    ['password', '/services/oauth2/token', 404, 'MISSING_TOKEN', page, ['succeeded', 'failed', 'notRun']],
    ['password', '/services/oauth2/token', 503, 'SERVICE_FAILED', () => failing, ['succeeded', 'failed', 'notRun']],
    ['basic', '/services/Soap/*', 200, 'MISSING_TOKEN', page, ['succeeded', 'failed', 'notRun']],
    ['basic', '/services/Soap/*', 503, 'SERVICE_FAILED', () => failing, ['succeeded', 'failed', 'notRun']],
    ['password', '/services/data/*', 200, 'SERVICE_FAILED', () => ofApi, ['succeeded', 'succeeded', 'failed']],
    [
      'password',
      '/services/data/*',
      503,
      'SERVICE_FAILED',
      () => 'It may be under maintenance.',
      ['succeeded', 'succeeded', 'failed'],
    ],
  ])('by %s from %s with status %i is told as such', async (auth, path, status, code, why, lines) => {
    await control(org, 'fault', { path, html: true, status, times: 20 });
    const refused = await refusalOf(connections().create({ ...practiceDetails(org, 'Bad'), auth }));
    expect(refused).toMatchObject({ code, why: why() });
    expect(refused.fix).not.toBe('');
    expect(refused.lines.map((line) => line.status)).toEqual(lines);
  });

  it('ends the sign-in in the browser with the same words', async () => {
    await control(org, 'fault', { path: '/services/oauth2/token', html: true, status: 200, times: 20 });
    const details = await browserConnection(org);
    expect(await refusalOf(authorizeInBrowser(connections(), details))).toMatchObject({ why: page() });
  });
});
