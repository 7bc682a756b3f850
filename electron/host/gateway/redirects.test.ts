import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Received, startServer, type TestServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import { openGateway } from './gateway.fixture.ts';

const canary = 'canary-7f3a9c51';
const never = new AbortController().signal;
const transport = createHttpTransport();
let home: TestServer;
let sink: TestServer;

/** `/redirect/<status>/<encoded target>` redirects there; everything else answers 200. */
beforeAll(async () => {
  const answer = (request: Received, response: import('node:http').ServerResponse) => {
    const [, status, target] = /^\/redirect\/(\d+)\/([^?]*)/.exec(request.url) ?? [];
    if (status === undefined || target === undefined) response.end('arrived');
    else response.writeHead(Number(status), { location: decodeURIComponent(target) }).end();
  };
  home = await startServer(answer);
  sink = await startServer(answer);
});

afterAll(async () => {
  await home.close();
  await sink.close();
  await transport.close();
});

const statuses = [301, 302, 303, 307, 308];
const headerKinds: [kind: string, name: string, value: string][] = [
  ['Authorization', 'Authorization', `Bearer ${canary}`],
  ['Cookie', 'Cookie', `session=${canary}`],
  ['Proxy-Authorization', 'Proxy-Authorization', `Basic ${canary}`],
  ['an API key', 'X-API-Key', canary],
  ['a lower-case token', 'x-auth-token', canary],
  ['a header of its own name', 'Acme-Secret', canary],
];
const targets: [name: string, address: () => string][] = [
  ['another port', () => `${sink.url}/landing`],
  ['another host name', () => `http://localhost:${sink.port}/landing`],
  ['an address without a scheme', () => `//127.0.0.1:${sink.port}/landing`],
  ['another origin and back again', () => `${sink.url}/redirect/302/${encodeURIComponent(`${home.url}/landing`)}`],
];

describe('S19 a secret goes only to its own hosts', () => {
  describe.each(statuses)('after a redirect with %d', (status) => {
    describe.each(targets)('to %s', (_, address) => {
      it.each(headerKinds)('%s that the connection added is dropped', async (__, name, value) => {
        home.received.length = 0;
        sink.received.length = 0;
        const { port } = openGateway({ transport });
        const url = `${home.url}/redirect/${status}/${encodeURIComponent(address())}`;
        const answer = await port.http(
          {
            method: 'POST',
            url,
            headers: { accept: 'application/json' },
            connectionHeaders: { [name]: value },
            connectionQuery: { api_key: canary },
            body: '{}',
            effect: 'write',
          },
          never,
        );
        expect(answer.status).toBe(200);
        const [first, ...later] = [...home.received.slice(0, 1), ...sink.received, ...home.received.slice(1)];
        expect(first?.headers[name.toLowerCase()]).toBe(value);
        expect(first?.url).toContain(`api_key=${canary}`);
        expect(later.length).toBeGreaterThan(0);
        expect(JSON.stringify(later)).not.toContain(canary);
        expect(later[0]?.headers.accept).toBe('application/json');
      });
    });
  });

  it('keeps what the connection added on its own origin', async () => {
    home.received.length = 0;
    const { port } = openGateway({ transport });
    const url = `${home.url}/redirect/307/${encodeURIComponent('/landing')}`;
    await port.http(
      {
        method: 'GET',
        url,
        connectionHeaders: { 'X-API-Key': canary },
        connectionQuery: { k: canary },
        effect: 'read',
      },
      never,
    );
    expect(home.received[1]).toMatchObject({ url: `/landing?k=${canary}`, headers: { 'x-api-key': canary } });
  });

  it('drops credentials that the step itself sends, and a key that the server copied into the new address', async () => {
    sink.received.length = 0;
    const { port } = openGateway({ transport });
    const target = encodeURIComponent(`${sink.url}/landing?q=1&api_key=${canary}`);
    await port.http(
      {
        method: 'GET',
        url: `${home.url}/redirect/302/${target}`,
        headers: { Authorization: `Bearer ${canary}`, cookie: canary, 'X-Api-Key': canary, 'x-plain': 'kept' },
        connectionQuery: { api_key: canary },
        effect: 'read',
      },
      never,
    );
    expect(JSON.stringify(sink.received)).not.toContain(canary);
    expect(sink.received[0]).toMatchObject({ url: '/landing?q=1', headers: { 'x-plain': 'kept' } });
  });

  it('hands a redirect back where it mustn’t be followed', async () => {
    const { port } = openGateway({ transport });
    const url = `${home.url}/redirect/307/${encodeURIComponent(`${sink.url}/landing`)}`;
    sink.received.length = 0;
    const answer = await port.http(
      { method: 'POST', url, body: canary, effect: 'read', redirects: 'refuse', purpose: 'sign-in' },
      never,
    );
    expect(answer.status).toBe(307);
    expect(sink.received).toEqual([]);
  });
});

describe('following redirects', () => {
  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [301, 'PUT', 'PUT'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('turns %s of a %s into a %s', async (status, method, then) => {
    home.received.length = 0;
    const { port, records } = openGateway({ transport });
    const url = `${home.url}/redirect/${status}/${encodeURIComponent('/landing')}`;
    const body = method === 'HEAD' ? {} : { body: '{"a":1}', headers: { 'content-type': 'application/json' } };
    await port.http({ method, url, effect: 'write', ...body }, never);
    const landed = home.received[1];
    expect(landed?.method).toBe(then);
    const keepsBody = then === method && method !== 'HEAD';
    expect(landed?.body).toBe(keepsBody ? '{"a":1}' : '');
    expect(landed?.headers['content-type']).toBe(keepsBody ? 'application/json' : undefined);
    expect(records[1]?.effect).toBe(then === 'GET' ? 'read' : 'write');
  });

  it('gives up after ten', async () => {
    const server = await startServer((_, response) => response.writeHead(302, { location: '/again' }).end());
    const { port } = openGateway({ transport });
    await expect(port.http({ method: 'GET', url: server.url, effect: 'read' }, never)).rejects.toMatchObject({
      code: 'REDIRECT_LIMIT',
      data: { count: 10 },
    });
    expect(server.received.length).toBe(11);
    await server.close();
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'javascript:alert(1)', 'http://'])(
    'never leads to %s',
    async (location) => {
      const { port } = openGateway({ transport });
      const url = `${home.url}/redirect/302/${encodeURIComponent(location)}`;
      await expect(port.http({ method: 'GET', url, effect: 'read' }, never)).rejects.toMatchObject({
        code: 'ADDRESS_FORBIDDEN',
      });
    },
  );

  it('S20 never leads to a control port', async () => {
    sink.received.length = 0;
    const guarded = createHttpTransport({ controlPorts: () => [sink.port] });
    const { port } = openGateway({ transport: guarded });
    const url = `${home.url}/redirect/302/${encodeURIComponent(`http://localhost:${sink.port}/`)}`;
    await expect(port.http({ method: 'GET', url, effect: 'read' }, never)).rejects.toMatchObject({
      code: 'ADDRESS_FORBIDDEN',
    });
    expect(sink.received).toEqual([]);
    await guarded.close();
  });
});
