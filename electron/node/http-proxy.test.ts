import { getActiveResourcesInfo } from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate } from '../../test/support/certificates.ts';
import { type ProxyOptions, startProxyServer } from '../../test/support/proxy-server.ts';
import { startTlsServer, trustAuthorities } from '../../test/support/tls-server.ts';
import type { HttpRequest, HttpRoute } from '../ports/http.ts';
import { findClosedPort, startRawServer, startServer } from './http-server.fixture.ts';
import { createHttpTransport, type HttpTransportOptions } from './http-transport.ts';

const open: { close(): Promise<void> }[] = [];
const undo: (() => void)[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
  for (const step of undo.splice(0)) step();
});

function keep<Thing extends { close(): Promise<void> }>(thing: Thing): Thing {
  open.push(thing);
  return thing;
}

function transport(options?: HttpTransportOptions) {
  return keep(createHttpTransport(options));
}

async function startProxy(options?: ProxyOptions) {
  const server = keep(await startProxyServer(options));
  const route = (more: Partial<NonNullable<HttpRoute['proxy']>> = {}): HttpRoute => ({
    proxy: { host: '127.0.0.1', port: server.port, ...more },
  });
  return { server, route };
}

/** An https server whose authority this process trusts for the length of the test. */
async function startTrusted(
  ...more: Parameters<typeof startTlsServer> extends [unknown, ...infer Rest] ? Rest : never
) {
  const authority = await makeAuthority('Test authority');
  undo.push(trustAuthorities(authority.certificate));
  return keep(await startTlsServer(await makeCertificate({ issuer: authority }), ...more));
}

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 5_000,
  maximumBytes: 10_000,
  signal: new AbortController().signal,
  ...more,
});

const text = (body: Uint8Array) => Buffer.from(body).toString();

describe('a proxy', () => {
  it('S19 carries https in a tunnel and learns the host only: neither headers, nor body, nor the path', async () => {
    const target = await startTrusted((incoming, response) => {
      incoming.resume().on('end', () => response.end(`${incoming.method} ${incoming.headers.authorization}`));
    });
    const { server, route } = await startProxy({ username: 'ada', password: 'p:w' });
    const answer = await transport().exchange(
      request(`${target.url}/path-canary`, {
        method: 'POST',
        headers: { authorization: 'Bearer token-canary' },
        body: 'body-canary',
        route: route({ username: 'ada', password: 'p:w' }),
      }),
    );
    expect(text(answer.body)).toBe('POST Bearer token-canary');
    expect(server.asked.map(({ method, target: asked }) => `${method} ${asked}`)).toEqual([
      `CONNECT localhost:${target.port}`,
    ]);
    expect(server.seen()).toContain('CONNECT');
    expect(server.seen()).not.toMatch(/canary/);
  });

  it('S19 never passes its own user name and password on to the host', async () => {
    const target = keep(await startServer((_, response) => response.end('plain')));
    const { server, route } = await startProxy({ username: 'ada', password: 'secret' });
    const shared = transport();
    const sent = request(`${target.url}/a?b=c`, {
      headers: { 'proxy-authorization': 'Basic own' },
      route: route({ username: 'ada', password: 'secret' }),
    });
    expect(text((await shared.exchange(sent)).body)).toBe('plain');
    expect(server.asked[0]).toMatchObject({ method: 'GET', target: `${target.url}/a?b=c` });
    expect(target.received[0]?.headers.host).toBe(`127.0.0.1:${target.port}`);
    expect(JSON.stringify(target.received[0]?.headers)).not.toContain('Basic');
  });

  it('keeps its tunnels open for the next requests of the same route, and shares them with no other', async () => {
    const target = await startTrusted();
    const { server, route } = await startProxy();
    const shared = transport();
    for (let turn = 0; turn < 5; turn++) await shared.exchange(request(target.url, { route: route() }));
    const opened = server.asked.length;
    expect(opened).toBeLessThanOrEqual(2);
    await shared.exchange(request(target.url, { route: route({ username: 'ada' }) }));
    expect(server.asked).toHaveLength(opened + 1);
    expect((await shared.exchange(request(target.url))).status).toBe(200);
    expect(server.asked).toHaveLength(opened + 1);
  });

  it('stays usable when more routes were used than are kept', async () => {
    const target = await startTrusted();
    const { server, route } = await startProxy();
    const shared = transport();
    for (let turn = 0; turn < 40; turn++) {
      expect((await shared.exchange(request(target.url, { route: route({ username: `u${turn}` }) }))).status).toBe(200);
    }
    expect((await shared.exchange(request(target.url, { route: route({ username: 'u0' }) }))).status).toBe(200);
    expect(server.asked).toHaveLength(41);
  });

  it.each(['https', 'http'])('says that it refused the password, or asks for one (%s)', async (scheme) => {
    const target = scheme === 'https' ? await startTrusted() : keep(await startServer((_, answer) => answer.end()));
    const { route } = await startProxy({ username: 'ada', password: 'right' });
    const shared = transport();
    const url = 'url' in target ? target.url : '';
    const wrong = await shared
      .exchange(request(url, { route: route({ username: 'ada', password: 'wrong-canary' }) }))
      .catch((error: unknown) => error);
    expect(wrong).toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringMatching(/^The proxy 127\.0\.0\.1:\d+ refused its user name or password\.$/),
      fix: 'Correct them under Advanced ▸ Proxy.',
      retryable: false,
      data: { reason: 'proxy-refused', sent: false },
    });
    expect(JSON.stringify(wrong)).not.toContain('canary');
    await expect(shared.exchange(request(url, { route: route() }))).rejects.toMatchObject({
      message: expect.stringContaining('asks for a user name and a password'),
      data: { reason: 'proxy-refused' },
    });
  });

  it.each(['https://example.test/', 'http://example.test/'])('says that it can’t be reached (%s)', async (url) => {
    const port = await findClosedPort();
    await expect(
      transport().exchange(request(url, { route: { proxy: { host: '127.0.0.1', port } } })),
    ).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: `Can’t reach the proxy 127.0.0.1:${port}.`,
      why: 'Nothing accepts connections there.',
      data: { reason: 'proxy-unreachable', sent: false },
    });
  });

  it.each([
    ['hangs up', (end: () => void) => end()],
    ['speaks something else', (end: () => void, write: (bytes: string) => void) => [write('SSH-2.0-x\r\n'), end()]],
  ])('that %s is named', async (_, act) => {
    const server = keep(
      await startRawServer((socket) =>
        socket.once('data', () =>
          act(
            () => socket.end(),
            (bytes) => socket.write(bytes),
          ),
        ),
      ),
    );
    await expect(
      transport().exchange(
        request('https://example.test/', { route: { proxy: { host: '127.0.0.1', port: server.port } } }),
      ),
    ).rejects.toMatchObject({ code: 'CONNECTION_ERROR', data: { reason: 'proxy-unreachable' } });
  });

  it.each([
    [403, false],
    [502, true],
  ])('says that it opens no connection to the host (%i)', async (status, retryable) => {
    const { route } = await startProxy({ refuseWith: status });
    await expect(transport().exchange(request('https://example.test/', { route: route() }))).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining('can’t or mustn’t open a connection to example.test:443'),
      retryable,
    });
  });

  it('S35 doesn’t make a certificate trusted', async () => {
    const target = keep(await startTlsServer(await makeCertificate()));
    const { route } = await startProxy();
    await expect(transport().exchange(request(target.url, { route: route() }))).rejects.toMatchObject({
      data: { reason: 'certificate', host: `localhost:${target.port}` },
    });
    expect(target.answered()).toBe(0);
  });

  it('R13 gives up in the time that the connection has, naming the host that didn’t answer', async () => {
    const { route } = await startProxy({ silent: true });
    const began = performance.now();
    await expect(
      transport().exchange(request('https://example.test/', { route: { ...route(), connectTimeoutMs: 300 } })),
    ).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', message: 'example.test didn’t answer in 0.3 seconds.' });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('leaves nothing behind when the request is cancelled while the tunnel is being opened', async () => {
    const { server, route } = await startProxy({ silent: true });
    const shared = transport();
    const before = getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const controller = new AbortController();
    const waiting = shared.exchange(request('https://example.test/', { route: route(), signal: controller.signal }));
    await expect.poll(() => server.seen()).toContain('CONNECT');
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await expect
      .poll(() => getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length)
      .toBeLessThanOrEqual(before);
  });
});

describe('S20 a proxy', () => {
  it.each(['169.254.169.254', '[fe80::1]', '100.100.100.200'])('isn’t asked for the link-local %s', async (host) => {
    const { server, route } = await startProxy();
    for (const scheme of ['https', 'http']) {
      await expect(transport().exchange(request(`${scheme}://${host}/`, { route: route() }))).rejects.toMatchObject({
        code: 'ADDRESS_FORBIDDEN',
      });
    }
    expect(server.asked).toEqual([]);
  });

  it.each(['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', 'rebinding.test', '2130706433'])(
    'isn’t asked for a control port as %s',
    async (host) => {
      const control = keep(await startServer((_, response) => response.end('secret')));
      const { server, route } = await startProxy();
      const guarded = transport({ controlPorts: () => [control.port] });
      for (const scheme of ['https', 'http']) {
        await expect(
          guarded.exchange(request(`${scheme}://${host}:${control.port}/`, { route: route() })),
        ).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
      }
      expect(server.asked).toEqual([]);
      expect(control.received).toEqual([]);
    },
  );

  it('can’t itself be a control port or a link-local address', async () => {
    const control = keep(await startServer((_, response) => response.end('secret')));
    const guarded = transport({ controlPorts: () => [control.port] });
    for (const proxy of [
      { host: '127.0.0.1', port: control.port },
      { host: 'localhost', port: control.port },
      { host: '169.254.169.254', port: 80 },
    ]) {
      for (const url of ['https://example.test/', 'http://example.test/']) {
        await expect(guarded.exchange(request(url, { route: { proxy } }))).rejects.toMatchObject({
          code: 'ADDRESS_FORBIDDEN',
        });
      }
    }
    expect(control.received).toEqual([]);
  });
});
