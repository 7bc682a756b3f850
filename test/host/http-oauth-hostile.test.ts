import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { findClosedPort } from '../support/closed-port.ts';
import {
  type Answer,
  describeServer,
  type MetadataServer,
  OAUTH_PATH,
  OIDC_PATH,
  startMetadataServer,
} from '../support/metadata-server.fixture.ts';
import { refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let server: MetadataServer;
let sink: MetadataServer;
let temporary: TemporaryHost;

beforeEach(async () => {
  server = await startMetadataServer();
  sink = await startMetadataServer();
  temporary = await openTemporaryHost();
});
afterEach(async () => {
  await temporary.dispose();
  await server.close();
  await sink.close();
});

const canary = 'canary-secret-91c2f0';
const tokenCalls = () => server.received.filter(({ url }) => url === '/token');
const hostOf = (url: string) => new URL(url).host;

function create(fields: JsonObject = {}, auth = 'client_credentials', name = 'Service') {
  const { connections } = temporary.host.services;
  const own = { baseUrl: `${server.url}/api`, issuer: server.url, clientId: 'app', ...fields };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null)) as JsonObject;
  return connections.create({
    name,
    connector: 'http',
    auth,
    fields: given,
    secrets: { clientSecret: canary },
  });
}

describe('discovery', () => {
  it('reads the metadata by OpenID Connect, else by RFC 8414, and takes a pasted metadata address', async () => {
    expect((await create()).test.succeeded).toBe(true);
    expect(server.received.map(({ url }) => url)).toEqual([OIDC_PATH, '/token', '/api/']);
    expect(server.received[2]?.headers.authorization).toBe('Bearer canary-access-token');
    delete server.answers[OIDC_PATH];
    server.answers[OAUTH_PATH] = { body: describeServer(server.url) };
    temporary.host.services.connections.remove(temporary.host.services.connections.list().at(-1)?.id ?? '');
    expect((await create({ issuer: `${server.url}${OIDC_PATH}` })).test.succeeded).toBe(true);
  });

  it('isn’t asked where a person entered the URLs', async () => {
    const issuer = null;
    expect((await create({ issuer, tokenUrl: `${server.url}/token` })).test.succeeded).toBe(true);
    expect(server.received.map(({ url }) => url)).toEqual(['/token', '/api/']);
  });

  it.each<[string, () => Answer, string, string]>([
    ['a web page', () => ({ body: '<!doctype html><p>Welcome' }), 'issuer', 'answered with a web page instead'],
    ['other text', () => ({ body: 'hello' }), 'issuer', 'answered with something else instead'],
    ['nothing of the kind', () => ({ status: 404, body: {} }), 'issuer', 'publishes no metadata (status 404)'],
    ['a redirect', () => ({ status: 302, headers: { location: sink.url } }), 'issuer', 'redirects to another address'],
    ['a huge document', () => ({ body: { issuer: 'x'.repeat(2_000_000) } }), 'issuer', 'far more than metadata'],
    ['another issuer', () => ({ body: describeServer(sink.url) }), 'issuer', 'says that it is “http'],
    [
      'a token endpoint on another host',
      () => ({ body: describeServer(server.url, { token_endpoint: `${sink.url}/token` }) }),
      'tokenUrl',
      'which is another host',
    ],
    [
      'a token endpoint without encryption',
      () => ({ body: describeServer(server.url, { token_endpoint: 'http://id.example.com/token' }) }),
      'tokenUrl',
      'which isn’t encrypted',
    ],
    [
      'a token endpoint that is no address',
      () => ({ body: describeServer(server.url, { token_endpoint: 'javascript:alert(1)' }) }),
      'tokenUrl',
      'isn’t encrypted',
    ],
    ['no token endpoint', () => ({ body: { issuer: server.url } }), 'tokenUrl', 'required'],
  ])('S19 S37 refuses %s at its field, and no secret leaves', async (_, answer, field, words) => {
    server.answers[OIDC_PATH] = answer();
    const refused = await refusalOf(create());
    expect(refused.data.field).toBe(field);
    expect(refused.message).toContain(words);
    expect(tokenCalls()).toEqual([]);
    expect(sink.received).toEqual([]);
    expect(JSON.stringify([server.received, refused])).not.toContain(canary);
  });

  it('a token endpoint on another host works once a person has entered it', async () => {
    server.answers[OIDC_PATH] = { body: describeServer(server.url, { token_endpoint: `${sink.url}/token` }) };
    const refused = await refusalOf(create());
    expect(refused.fix).toBe(
      `If you trust ${hostOf(sink.url)}, enter ${sink.url}/token as the token URL under Advanced.`,
    );
    expect((await create({ tokenUrl: `${sink.url}/token` })).test.succeeded).toBe(true);
  });

  it.each([
    ['http://id.example.com', 'issuer'],
    ['id.example.com', 'issuer'],
    ['https://user:pw@id.example.com', 'issuer'],
    ['https://id.example.com/?a=b', 'issuer'],
    ['http://id.example.com/token', 'tokenUrl'],
  ])('refuses %s as %s before anything is sent', async (address, field) => {
    expect(await refusalOf(create({ [field]: address }))).toMatchObject({ code: 'ADDRESS_WRONG', data: { field } });
    expect(server.received).toEqual([]);
  });

  it('wants to know where to sign in', async () => {
    expect(await refusalOf(create({ issuer: null }))).toMatchObject({
      code: 'SETTING_REQUIRED',
      message: 'Issuer is required.',
      fix: 'Enter the issuer, or under Advanced the token URL.',
      data: { field: 'issuer' },
    });
    const { connections } = temporary.host.services;
    const fields = { baseUrl: server.url, clientId: 'app', tokenUrl: `${server.url}/token` };
    const request = { connector: 'http', auth: 'oauth2', fields, secrets: {} };
    await expect(connections.authorize(request).next()).rejects.toMatchObject({
      message: 'Authorization URL is required.',
      data: { field: 'authorizationUrl' },
    });
  });

  it('refuses parameters that would loosen the protocol', async () => {
    const callbackPort = await findClosedPort();
    for (const parameters of ['redirect_uri=http://x', 'state=1', 'code_challenge=x', 'client_secret=y', 'request=z']) {
      expect(await refusalOf(create({ parameters, callbackPort }))).toMatchObject({
        code: 'SETTING_WRONG',
        data: { field: 'parameters' },
      });
    }
    expect(server.received).toEqual([]);
  });
});

describe('a token endpoint', () => {
  it('gets the secret in a header, or in the body where that is chosen or the only way', async () => {
    const pair = Buffer.from(`app:${encodeURIComponent(canary).replaceAll('-', '%2D')}`).toString('base64');
    const inHeader = () => tokenCalls().map(({ headers, body }) => [headers.authorization, body.includes(canary)]);
    await create();
    await create({ clientAuthentication: 'post' }, 'client_credentials', 'Second');
    const changes = { token_endpoint_auth_methods_supported: ['client_secret_post'] };
    server.answers[OIDC_PATH] = { body: describeServer(server.url, changes) };
    await create({}, 'client_credentials', 'Third');
    await create({ clientAuthentication: 'basic' }, 'client_credentials', 'Fourth');
    expect(inHeader()).toEqual([
      [`Basic ${pair}`, false],
      [undefined, true],
      [undefined, true],
      [`Basic ${pair}`, false],
    ]);
  });

  it.each([301, 302, 303, 307, 308])('S37 that redirects (%d) is not followed', async (status) => {
    server.answers['/token'] = { status, headers: { location: `${sink.url}/token` } };
    expect(await refusalOf(create())).toMatchObject({
      code: 'MISSING_TOKEN',
      why: `${hostOf(server.url)} redirects instead of signing in. Secrets are never sent on.`,
    });
    expect(sink.received).toEqual([]);
  });

  it.each<[string, Answer, string, string | undefined]>([
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, 'rejected the client ID', 'clientSecret'],
    [
      'invalid_scope',
      { status: 400, body: { error: 'invalid_scope', error_description: 'No “x”.' } },
      'No “x”',
      'scopes',
    ],
    ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }, 'doesn’t let this app', undefined],
    ['an error with status 200', { body: { error: 'invalid_scope' } }, 'doesn’t grant these scopes', 'scopes'],
    ['a web page', { body: '<html>Maintenance</html>' }, 'with a web page', undefined],
    ['an empty answer', { body: {} }, 'but not as OAuth says', undefined],
    ['a token of another kind', { body: { access_token: 'x', token_type: 'mac' } }, 'but not as OAuth says', undefined],
    [
      'an echo of the secret',
      { status: 400, body: { error: 'x', error_description: `${canary} is wrong` } },
      '***',
      undefined,
    ],
  ])('that answers %s is told plainly', async (_, answer, words, field) => {
    server.answers['/token'] = answer;
    const refused = await refusalOf(create());
    expect(refused.code).toBe('MISSING_TOKEN');
    expect(refused.why).toContain(words);
    expect(refused.data.field).toBe(field);
    expect(JSON.stringify(refused)).not.toContain(canary);
  });

  it('that fails for a moment is the service’s own trouble', async () => {
    server.answers['/token'] = { status: 503, body: 'busy' };
    expect(await refusalOf(create())).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
  });

  it('S19 its token goes to the base URL’s origin only, and its end is kept to', async () => {
    expect((await create()).test.succeeded).toBe(true);
    for (const { url, headers } of server.received) {
      expect(headers.authorization?.startsWith('Bearer') ?? false).toBe(url === '/api/');
    }
    server.answers['/api/'] = { status: 302, headers: { location: `${sink.url}/api` } };
    const { connections } = temporary.host.services;
    const { id = '' } = connections.list().find(({ name }) => name === 'Service') ?? {};
    await connections.test(id);
    expect(JSON.stringify(sink.received.map(({ headers }) => headers))).not.toContain('canary');
  });

  it('is asked once when the service refuses the token, and not for other refusals', async () => {
    await create();
    const { connections } = temporary.host.services;
    const { id = '' } = connections.list().find(({ name }) => name === 'Service') ?? {};
    await connections.test(id);
    server.answers['/api/'] = { status: 401, body: {} };
    const before = tokenCalls().length;
    expect(await connections.test(id)).toMatchObject({ succeeded: false });
    expect(tokenCalls().length - before).toBe(1);
    server.answers['/api/'] = { status: 403, body: {} };
    expect(await connections.test(id)).toMatchObject({ succeeded: false });
    expect(tokenCalls().length - before).toBe(1);
  });
});
