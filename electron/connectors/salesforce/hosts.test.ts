import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import { type Received, startServer } from '../../node/http-server.fixture.ts';
import { openClient } from '../sdk/step-run.fixture.ts';
import { readDomain, resolveHosts } from './hosts.ts';

const practice = async () => ({ loginUrl: 'http://127.0.0.1:4001', instanceUrl: 'http://127.0.0.1:4002' });
const hostsOf = (fields: JsonObject) => resolveHosts(fields, practice);

describe('the hosts of a connection', () => {
  it.each([
    [{ environment: 'production' }, 'https://login.salesforce.com'],
    [{ environment: 'test' }, 'https://test.salesforce.com'],
    [{ environment: 'custom', domain: 'acme' }, 'https://acme.my.salesforce.com'],
    [{ environment: 'practice' }, 'http://127.0.0.1:4001'],
  ])('come from the environment %j', async (fields, loginUrl) => {
    expect((await hostsOf(fields)).loginUrl).toBe(loginUrl);
  });

  it('don’t exist for an environment that isn’t one', async () => {
    await expect(hostsOf({ environment: 'staging' })).rejects.toMatchObject({ code: 'ADDRESS_WRONG' });
  });
});

describe('a My Domain name', () => {
  it.each([
    ['acme', 'acme.my.salesforce.com'],
    [' Acme ', 'acme.my.salesforce.com'],
    ['acme--uat', 'acme--uat.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce.com', 'acme--uat.sandbox.my.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'acme.my.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/page/home?x=1', 'acme.my.salesforce.com'],
    ['https://thirdpartyconnector.com', 'thirdpartyconnector.com'],
  ])('%j means %s', (text, host) => {
    expect(readDomain(text)).toBe(host);
  });

  it.each([
    '',
    'http://acme.my.salesforce.com',
    'ftp://acme.com',
    'https://',
    'https://acme',
    'https://user:pw@acme.com',
    'https://acme.com:8443',
    'https://127.0.0.1',
    'https://[::1]',
    'acme inc',
    'acme_inc',
    '-acme',
    'javascript:alert(1)',
    'https://acme.com\u0000.evil.test',
  ])('is never %j', (text) => {
    expect(() => readDomain(text)).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_WRONG',
        fix: 'Enter the address as https://<domain>, for example https://thirdpartyconnector.com.',
      }),
    );
  });
});

describe('S37 the token follows the org, not the answer', () => {
  const hostile = [
    'https://evil.test',
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com.evil.test',
    'https://evil.test/acme.my.salesforce.com',
    'https://acme.my.salesforce.com@evil.test',
    'https://acme.my.salesforce.com:8443',
    'https://other.my.salesforce.com',
    'https://acmemy.salesforce.com',
    'https://evil.force.com',
    'https://na1.salesforce.com.evil.test',
    'http://127.0.0.1:9',
    'file:///etc/passwd',
  ];

  it.each(hostile)('%s is no host of the org acme', async (address) => {
    const { allowsInstance } = await hostsOf({ environment: 'custom', domain: 'acme' });
    expect(allowsInstance(new URL(address))).toBe(false);
  });

  it.each([
    'https://acme.my.salesforce.com',
    'https://acme--uat.sandbox.my.salesforce.com',
    'https://na139.salesforce.com',
  ])('%s is one', async (address) => {
    const { allowsInstance } = await hostsOf({ environment: 'custom', domain: 'acme' });
    expect(allowsInstance(new URL(address))).toBe(true);
  });

  it('in the practice org only its own two hosts are', async () => {
    const { allowsInstance } = await hostsOf({ environment: 'practice' });
    expect(allowsInstance(new URL('http://127.0.0.1:4002'))).toBe(true);
    expect(allowsInstance(new URL('http://127.0.0.1:4003'))).toBe(false);
    expect(allowsInstance(new URL('https://acme.my.salesforce.com'))).toBe(false);
  });

  /** A sign-in host that answers as told, and a foreign host that must never hear of the token. */
  async function signInAgainst(answer: (request: Received) => { status: number; body: string; location?: string }) {
    const foreign = await startServer((_, response) => response.end('{}'));
    const login = await startServer((request, response) => {
      const { status, body, location } = answer(request);
      response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) }).end(body);
    });
    const { client } = await openClient({
      connector: 'salesforce',
      auth: 'password',
      fields: { environment: 'practice', clientId: 'app', username: 'user' },
      secrets: { clientSecret: 'secret-canary', password: 'password-canary' },
      practice: { loginUrl: login.url, instanceUrl: login.url },
    });
    const calling = client.request({ method: 'GET', path: '/x', effect: 'read' }, new AbortController().signal);
    const error: unknown = await calling.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    await login.close();
    await foreign.close();
    return { error, foreign, login };
  }

  it('is sent to no foreign host that the answer names', async () => {
    let foreignUrl = '';
    const { error, foreign } = await signInAgainst(() => {
      foreignUrl = 'https://evil.test';
      return { status: 200, body: JSON.stringify({ access_token: 'token-canary', instance_url: foreignUrl }) };
    });
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', data: { host: 'evil.test' } });
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(foreign.received).toEqual([]);
  });

  it('isn’t asked for where a redirect leads', async () => {
    const other = await startServer((_, response) => response.end('{}'));
    const { error } = await signInAgainst(() => ({ status: 307, body: '', location: `${other.url}/token` }));
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', why: expect.stringContaining('redirects') });
    expect(other.received).toEqual([]);
    await other.close();
  });

  it.each([
    ['a web page', 200, '<html>maintenance</html>'],
    ['no token', 200, '{"instance_url":"http://127.0.0.1"}'],
    ['no address', 200, '{"access_token":"token-canary"}'],
    ['nothing', 404, ''],
  ])('isn’t there when the sign-in answers %s', async (_, status, body) => {
    const { error } = await signInAgainst(() => ({ status, body }));
    expect(error).toMatchObject({ code: 'MISSING_TOKEN' });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('is asked for again after the service’s own failure', async () => {
    const { error } = await signInAgainst(() => ({ status: 503, body: '<html></html>' }));
    expect(error).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
  });
});
