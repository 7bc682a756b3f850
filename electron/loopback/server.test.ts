import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel } from '../host/serve.ts';
import { type LoopbackServer, startLoopbackServer } from './server.ts';

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: string };

let folder: string;
let server: LoopbackServer;
const channels: Channel[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-loopback-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Millrace</title>');
  writeFileSync(join(folder, 'secret.txt'), 'not in the list');
  writeFileSync(
    join(folder, 'files.json'),
    JSON.stringify({ '/index.html': { file: 'index.html', type: 'text/html; charset=utf-8' } }),
  );
  server = await startLoopbackServer({ pageFolder: folder, serve: (channel) => channels.push(channel) });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A request with exactly these headers: fetch would not let us forge Host and Origin. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: server.port, method, path, headers: { host: `127.0.0.1:${server.port}`, ...headers } },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function exchange(code: string, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { origin: server.origin, 'content-type': 'application/json', ...headers };
  return send('POST', '/session', own, JSON.stringify({ code }));
}

function newCode(): string {
  return new URL(server.issueUrl()).hash.replace('#code=', '');
}

async function newToken(): Promise<string> {
  return (JSON.parse((await exchange(newCode())).body) as { token: string }).token;
}

/** Resolves with `open`, or with the HTTP status that refused the socket. */
function openSocket(
  protocols: string[],
  headers: Record<string, string> = {},
  path = '/rpc',
): Promise<string | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, {
      headers: { origin: server.origin, ...headers },
    });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, incoming) => resolve(incoming.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

describe('browser mode', () => {
  it('serves the page with a policy that allows no foreign script', async () => {
    const answer = await send('GET', '/');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('S9 serves nothing that isn’t in the list of files, however the path is spelt', async () => {
    const paths = [
      '/secret.txt',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '//etc/passwd',
      '/index.html%00',
      '/..%5csecret.txt',
    ];
    for (const path of paths) {
      const answer = await send('GET', path);
      expect(answer.status, path).toBe(404);
      expect(answer.body).not.toContain('not in the list');
    }
  });

  it('S21 refuses every Host but its own, on every route', async () => {
    const hosts = ['evil.test', `localhost:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port}.evil.test`];
    for (const host of hosts) {
      for (const [method, path] of [
        ['GET', '/'],
        ['POST', '/session'],
        ['GET', '/assets/x.js'],
      ] as const) {
        expect((await send(method, path, { host })).status, `${host} ${path}`).toBe(421);
      }
      expect(await openSocket(['millrace.v1', `token.${await newToken()}`], { host }), host).toBe(421);
    }
  });

  it('S21 refuses every Origin but its own, and none at all where state could change', async () => {
    const code = newCode();
    const token = await newToken();
    const origins = [
      'https://evil.test',
      'null',
      `http://localhost:${server.port}`,
      `https://127.0.0.1:${server.port}`,
    ];
    for (const origin of origins) {
      expect((await exchange(code, { origin })).status, origin).toBe(403);
      expect((await send('GET', '/', { origin })).status, origin).toBe(403);
      expect(await openSocket(['millrace.v1', `token.${token}`], { origin }), origin).toBe(403);
    }
    const bare = await send('POST', '/session', { 'content-type': 'application/json' }, JSON.stringify({ code }));
    expect(bare.status).toBe(403);
    // None of the refused posts spent the code.
    expect((await exchange(code)).status).toBe(200);
  });

  it('S21 sends no CORS header and sets no cookie', async () => {
    for (const answer of [await send('GET', '/'), await exchange(newCode()), await send('OPTIONS', '/session')]) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('S21 listens on 127.0.0.1 only', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && address.family === 'IPv4' && !address.internal);
    for (const address of others) {
      const outcome = await new Promise((resolve) => {
        const socket = createConnection({ host: address?.address ?? '', port: server.port });
        socket.on('connect', () => resolve('connected'));
        socket.on('error', () => resolve('refused'));
      });
      expect(outcome).toBe('refused');
    }
  });

  it('S22 exchanges a code once for a token of at least 256 bits', async () => {
    const code = newCode();
    const first = await exchange(code);
    expect(Buffer.from((JSON.parse(first.body) as { token: string }).token, 'base64url').length).toBeGreaterThanOrEqual(
      32,
    );
    expect((await exchange(code)).status).toBe(401);
  });

  it('S22 opens a socket for a valid token only', async () => {
    const token = await newToken();
    expect(await openSocket(['millrace.v1', `token.${token}`])).toBe('open');
    for (const wrong of ['', 'x', token.slice(0, -1), `${token}A`, token.toUpperCase()]) {
      expect(await openSocket(['millrace.v1', `token.${wrong || '-'}`]), wrong).toBe(401);
    }
    expect(await openSocket(['millrace.v1'])).toBe(401);
    expect(await openSocket([`token.${token}`])).toBe(401);
    expect(await openSocket(['millrace.v1', `token.${token}`], {}, '/other')).toBe(404);
  });

  it('S22 refuses a code that isn’t a code', async () => {
    for (const body of ['', '{', '[]', '{"code":5}', `{"code":"${'x'.repeat(2000)}"}`]) {
      const answer = await send(
        'POST',
        '/session',
        { origin: server.origin, 'content-type': 'application/json' },
        body,
      );
      expect(answer.status, body.slice(0, 20)).toBe(401);
    }
    const asForm = await exchange(newCode(), { 'content-type': 'text/plain' });
    expect(asForm.status).toBe(401);
  });
});
