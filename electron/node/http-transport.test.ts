import { getActiveResourcesInfo } from 'node:process';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { HttpRequest, HttpTransport } from '../ports/http.ts';
import { findClosedPort, startRawServer, startServer, type TestServer } from './http-server.fixture.ts';
import { createHttpTransport, type HttpTransportOptions } from './http-transport.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function transport(options?: HttpTransportOptions): HttpTransport {
  const made = createHttpTransport(options);
  open.push(made);
  return made;
}

function keep(server: TestServer): TestServer {
  open.push(server);
  return server;
}

function request(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const signal = new AbortController().signal;
  return { method: 'GET', url, headers: {}, timeoutMs: 2_000, maximumBytes: 1_000_000, signal, ...more };
}

async function failure(work: Promise<unknown>): Promise<MillraceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('It succeeded.');
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('the HTTP transport', () => {
  it('sends method, path, query, headers and body as they are, and adds no header of its own', async () => {
    const server = keep(await startServer((_, response) => response.writeHead(201, { 'x-a': ['1', '2'] }).end('done')));
    const sent = request(`${server.url}/a%20b?c=d`, {
      method: 'POST',
      headers: { 'X-Mine': 'yes', 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    const answer = await transport().exchange(sent);
    expect(answer).toMatchObject({ status: 201, headers: { 'x-a': '1, 2' } });
    expect(text(answer.body)).toBe('done');
    const [got] = server.received;
    expect(got).toMatchObject({ method: 'POST', url: '/a%20b?c=d', body: '{"a":1}' });
    expect(Object.keys(got?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-mine',
    ]);
  });

  it('gives a POST without a content type none', async () => {
    const server = keep(await startServer((_, response) => response.end()));
    await transport().exchange(request(server.url, { method: 'POST', body: new Uint8Array([0, 255]) }));
    expect(server.received[0]?.headers['content-type']).toBeUndefined();
    expect(server.received[0]?.headers['content-length']).toBe('2');
  });

  it('hands redirects back and keeps no cookies', async () => {
    const server = keep(
      await startServer((_, response) => response.writeHead(302, { location: '/next', 'set-cookie': 'a=b' }).end()),
    );
    const shared = transport();
    expect(await shared.exchange(request(server.url))).toMatchObject({ status: 302, headers: { location: '/next' } });
    await shared.exchange(request(server.url));
    expect(server.received.map(({ url }) => url)).toEqual(['/', '/']);
    expect(server.received[1]?.headers.cookie).toBeUndefined();
  });

  it('ignores the proxies of the environment', async () => {
    const server = keep(await startServer((_, response) => response.end('direct')));
    process.env.http_proxy = 'http://127.0.0.1:9';
    try {
      expect(text((await transport().exchange(request(server.url))).body)).toBe('direct');
    } finally {
      delete process.env.http_proxy;
    }
  });

  it('keeps connections open for the next requests', async () => {
    const ports = new Set<number>();
    const shared = transport();
    const counting = keep(
      await startRawServer((socket) => {
        ports.add(socket.remotePort ?? 0);
        socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
      }),
    );
    for (let turn = 0; turn < 20; turn++) await shared.exchange(request(counting.url));
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it.each([
    ['gzip', gzipSync('hello')],
    ['br', brotliCompressSync('hello')],
  ])('unpacks %s', async (encoding, body) => {
    const server = keep(
      await startServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body)),
    );
    const answer = await transport().exchange(request(server.url));
    expect(text(answer.body)).toBe('hello');
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('gives a packed answer up when it would grow past the bound', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const server = keep(
      await startServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    );
    expect(bomb.length).toBeLessThan(10_000);
    expect((await failure(transport().exchange(request(server.url)))).code).toBe('ANSWER_TOO_LARGE');
  });

  it.each([
    ['announced', { 'content-length': '2000000' }],
    ['not announced', {}],
  ])('gives an answer up that is larger than the bound (%s)', async (_, headers) => {
    const server = keep(
      await startServer((__, response) => response.writeHead(200, headers).end(Buffer.alloc(2_000_000))),
    );
    const error = await failure(transport().exchange(request(server.url)));
    expect(error).toMatchObject({ code: 'ANSWER_TOO_LARGE', data: { limit: '1 MB' } });
  });

  it('leaves nothing behind when a request is aborted, whatever it waits for', async () => {
    const silent = keep(await startRawServer(() => undefined));
    const shared = transport();
    await shared.exchange(request(`http://127.0.0.1:${await findClosedPort()}`)).catch(() => undefined);
    const before = getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const controller = new AbortController();
    const reason = new MillraceError('RUN_CANCELLED');
    const waiting = shared.exchange(request(silent.url, { signal: controller.signal }));
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBeLessThanOrEqual(before);
  });

  it('refuses at once when its signal is aborted already', async () => {
    const server = keep(await startServer((_, response) => response.end()));
    const reason = new Error('over');
    await expect(transport().exchange(request(server.url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(server.received).toEqual([]);
  });
});

describe('R26 network faults', () => {
  it('says that nothing accepts the connection', async () => {
    const error = await failure(transport().exchange(request(`http://127.0.0.1:${await findClosedPort()}`)));
    expect(error).toMatchObject({
      code: 'CONNECTION_ERROR',
      retryable: true,
      data: { reason: 'refused', sent: false },
    });
    expect(error.message).toContain('127.0.0.1');
  });

  it('says that a name has no address', async () => {
    const lookup: HttpTransportOptions['lookup'] = (_, __, callback) =>
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '', 0);
    const error = await failure(transport({ lookup }).exchange(request('http://no-such-host.test/')));
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', data: { reason: 'dns', host: 'no-such-host.test' } });
  });

  const head = 'HTTP/1.1 200 OK\r\n';
  const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;
  const cuts: [name: string, sent: string, ending: 'end' | 'reset' | undefined, reason: string][] = [
    ['resets the connection before it answers', '', 'reset', 'reset'],
    ['closes without an answer', '', 'end', 'reset'],
    ['resets within the body', `${head}content-length: 50\r\n\r\nab`, 'reset', 'reset'],
    ['cuts the body short', `${head}content-length: 50\r\n\r\nab`, 'end', 'reset'],
    ['sends a damaged chunk', `${chunked}zz\r\nab\r\n`, undefined, 'garbage'],
    ['ends within a chunk', `${chunked}5\r\nab`, 'end', 'reset'],
    ['doesn’t speak HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', undefined, 'garbage'],
    ['sends endless headers', `${head}x: ${'a'.repeat(40_000)}\r\n`, undefined, 'garbage'],
  ];
  it.each(cuts)('gives one clear error when the server %s', async (_, sent, ending, reason) => {
    const server = keep(
      await startRawServer((socket) => {
        socket.once('data', () => {
          socket.write(sent);
          if (ending === 'end') socket.end();
          if (ending === 'reset') socket.resetAndDestroy();
        });
      }),
    );
    const error = await failure(transport().exchange(request(server.url)));
    expect(error.code).toBe('CONNECTION_ERROR');
    expect(error.data).toMatchObject({ host: `127.0.0.1:${server.port}`, reason, sent: true });
    expect(error.why).not.toContain('?');
  });

  it.each([
    ['headers', () => undefined],
    ['body', (write: (bytes: string) => void) => write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nab')],
  ])('R13 gives a server up that goes silent before its %s', async (phase, act) => {
    const server = keep(
      await startRawServer((socket) => socket.once('data', () => act((bytes) => socket.write(bytes)))),
    );
    const error = await failure(transport().exchange(request(server.url, { timeoutMs: 120 })));
    expect(error).toMatchObject({ code: 'REQUEST_TIMEOUT', data: { phase, seconds: 0.12 } });
  });

  it('R13 gives a flood of informational answers up in time', async () => {
    const server = keep(
      await startRawServer((socket) => {
        const flood = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
        socket.on('close', () => clearInterval(flood));
      }),
    );
    const error = await failure(transport().exchange(request(server.url, { timeoutMs: 200 })));
    expect(error).toMatchObject({ code: 'REQUEST_TIMEOUT', data: { phase: 'headers' } });
  });

  it('waits for a slow answer as long as it keeps coming', async () => {
    const server = keep(
      await startServer((_, response) => {
        let left = 6;
        const drip = setInterval(() => {
          response.write('x');
          if (--left === 0) {
            clearInterval(drip);
            response.end();
          }
        }, 60);
      }),
    );
    const answer = await transport().exchange(request(server.url, { timeoutMs: 250 }));
    expect(answer.body.length).toBe(6);
  });

  it('R13 gives up opening a connection that nobody answers', async () => {
    // An address of documentation (RFC 5737) that the system sends nowhere, or refuses to send to: both are said.
    const error = await failure(transport({ connectTimeoutMs: 150 }).exchange(request('http://192.0.2.1:81/')));
    expect(['REQUEST_TIMEOUT', 'CONNECTION_ERROR']).toContain(error.code);
    expect(error.data.sent).toBe(false);
  });
});

describe('S34 headers', () => {
  it.each([
    ['a line break in a value', { 'x-a': 'one\r\nx-b: two' }, 'x-a'],
    ['a line break in a name', { 'x-a\r\nx-b': 'one' }, 'x-a··x-b'],
    ['a character outside Latin-1', { 'x-a': 'snow ☃' }, 'x-a'],
    ['a zero byte', { 'x-a': 'a\0b' }, 'x-a'],
    ['framing', { 'Transfer-Encoding': 'chunked' }, 'Transfer-Encoding'],
    ['a length', { 'content-length': '5' }, 'content-length'],
    ['a hop-by-hop header', { Connection: 'close' }, 'Connection'],
    ['another host', { host: 'elsewhere.test' }, 'host'],
  ])('with %s are refused before anything is connected', async (_, headers, name) => {
    const server = keep(await startServer((__, response) => response.end()));
    const error = await failure(transport().exchange(request(server.url, { headers })));
    expect(error).toMatchObject({ code: 'HEADER_WRONG', data: { name } });
    expect(server.received).toEqual([]);
  });

  it.each(['CONNECT', 'TRACE', 'GET /x HTTP/1.1\r\nx: y', ''])('refuse the method %j', async (method) => {
    expect((await failure(transport().exchange(request('http://127.0.0.1:9/', { method })))).code).toBe('HEADER_WRONG');
  });
});

describe('S20 control ports and link-local addresses', () => {
  const spellings = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
    'localhost',
  ];
  it.each(spellings)('refuses its own control port as %s', async (host) => {
    const server = keep(await startServer((_, response) => response.end('secret')));
    const guarded = transport({ controlPorts: () => [server.port] });
    const error = await failure(guarded.exchange(request(`http://${host}:${server.port}/`)));
    expect(error.code).toBe('ADDRESS_FORBIDDEN');
    expect(server.received).toEqual([]);
  });

  it('lets other ports of this computer be called, where the practice org lives', async () => {
    const server = keep(await startServer((_, response) => response.end('hello')));
    const guarded = transport({ controlPorts: () => [server.port + 1] });
    expect((await guarded.exchange(request(server.url))).status).toBe(200);
  });

  it.each(['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]'])(
    'refuses the link-local address %s',
    async (host) => {
      const error = await failure(transport().exchange(request(`http://${host}/latest/meta-data`)));
      expect(error).toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    },
  );

  it('checks the very address that it connects to, so that a name that changes its meaning gains nothing', async () => {
    const server = keep(await startServer((_, response) => response.end('secret')));
    for (let trial = 0; trial < 100; trial++) {
      let asked = trial % 2;
      const lookup: HttpTransportOptions['lookup'] = (_, options, callback) => {
        const address = asked++ % 2 === 0 ? '192.0.2.7' : '127.0.0.1';
        if (options.all) callback(null, [{ address, family: 4 }]);
        else callback(null, address, 4);
      };
      const guarded = createHttpTransport({ controlPorts: () => [server.port], lookup, connectTimeoutMs: 40 });
      const error = await failure(guarded.exchange(request(`http://rebind.test:${server.port}/`, { timeoutMs: 40 })));
      expect(['ADDRESS_FORBIDDEN', 'CONNECTION_ERROR', 'REQUEST_TIMEOUT']).toContain(error.code);
      await guarded.close();
    }
    expect(server.received).toEqual([]);
  });
});
