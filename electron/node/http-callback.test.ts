import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallbackVerdict, OpenCallback } from '../ports/callback-listener.ts';
import { createCallbackListener } from './http-callback.ts';
import { findClosedPort, startServer } from './http-server.fixture.ts';

let open: OpenCallback | undefined;

afterEach(() => open?.close());

async function listen(verdict: CallbackVerdict = 'approved') {
  const port = await findClosedPort();
  const received: string[] = [];
  open = await createCallbackListener().listen({ port, path: '/callback' }, (query) => {
    received.push(String(query));
    return verdict;
  });
  return { port, received, url: `http://127.0.0.1:${port}` };
}

/** Resolves with whether a connection to this address is accepted. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    for (const event of ['error', 'timeout'] as const) socket.once(event, () => end(false));
  });
}

describe('the callback listener', () => {
  it.each([
    ['approved', 200, 'You can close this window'],
    ['refused', 200, 'You can close this window'],
    ['ignored', 400, 'doesn’t belong'],
  ] as const)('says in the browser that an answer was %s', async (verdict, status, words) => {
    const { url, received } = await listen(verdict);
    const answer = await fetch(`${url}/callback?code=a%2Fb&state=c`);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
    expect(received).toEqual(['code=a%2Fb&state=c']);
  });

  it('S36 gives the code to nobody: no script, no referrer, no cache, nothing of the query in the page', async () => {
    const { url } = await listen();
    const answer = await fetch(`${url}/callback?code=code-canary&state=%3Cscript%3Ealert(1)%3C/script%3E`);
    const page = await answer.text();
    expect(page).not.toMatch(/canary|script|src=|href=/i);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('S36 hears only of GET on its own path and name', async () => {
    const { url, port, received } = await listen();
    const ask = (path: string, options: RequestInit = {}) =>
      fetch(`${url}${path}`, options).then(({ status }) => status);
    expect(await ask('/')).toBe(404);
    expect(await ask('/callback/x?code=a')).toBe(404);
    expect(await ask('/callback?code=a', { method: 'POST', body: 'code=a' })).toBe(404);
    const foreign = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', (data) => resolve(String(data)));
      socket.write('GET /callback?code=a HTTP/1.1\r\nHost: evil.test\r\n\r\n');
    });
    expect(foreign).toMatch(/^HTTP\/1\.1 404/);
    expect(received).toEqual([]);
  });

  it('S36 listens on 127.0.0.1 only', async () => {
    const { port } = await listen();
    expect(await accepts('127.0.0.1', port)).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address }) => address)
      .filter((address) => address !== '127.0.0.1');
    for (const address of others) expect([address, await accepts(address, port)]).toEqual([address, false]);
  });

  it('S36 is closed within a second, though a browser keeps its connection open', async () => {
    const { port } = await listen();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET /callback?co');
    const began = performance.now();
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await open?.close();
    await ended;
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await accepts('127.0.0.1', port)).toBe(false);
  });

  it('says which port is taken', async () => {
    const taken = await startServer((_, response) => response.end());
    const listening = createCallbackListener().listen({ port: taken.port, path: '/callback' }, () => 'ignored');
    await expect(listening).rejects.toMatchObject({
      code: 'CALLBACK_PORT_IN_USE',
      message: `Port ${taken.port} is in use by another program.`,
      fix: expect.stringContaining('Choose another port'),
    });
    await taken.close();
  });
});
