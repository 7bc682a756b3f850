import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import { findClosedPort, startRawServer, startServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import { openGateway } from './gateway.fixture.ts';
import type { OutgoingCall } from './record.ts';

const never = new AbortController().signal;
const transport = createHttpTransport();
afterAll(() => transport.close());

const read = async (chunks: AsyncIterable<Uint8Array>) => {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return length;
};

describe('the gateway', () => {
  it('records each call with run, step, connection, effect and outcome, and nothing that could be secret', async () => {
    const server = await startServer((_, response) => response.writeHead(418).end('body-canary'));
    const gateway = openGateway({ transport });
    await gateway.port.http(
      {
        method: 'POST',
        url: `${server.url}/path-canary?q=canary`,
        headers: { 'x-a': 'canary' },
        connectionHeaders: { authorization: 'canary' },
        body: 'canary',
        effect: 'write',
      },
      never,
    );
    expect(gateway.records).toEqual([
      {
        runId: 'run-1',
        step: 'send',
        connectionId: 'connection-1',
        connector: 'http',
        kind: 'http',
        effect: 'write',
        purpose: 'work',
        method: 'POST',
        target: `127.0.0.1:${server.port}`,
        startedAt: expect.any(Number),
        durationMs: expect.any(Number),
        status: 418,
      },
    ]);
    expect(JSON.stringify(gateway.records)).not.toContain('canary');
    expect(gateway.calls).toBe(1);
    await server.close();
  });

  it('counts every request of a chain of redirects, but no sign-in', async () => {
    const server = await startServer((request, response) =>
      request.url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.end(),
    );
    const gateway = openGateway({ transport });
    await gateway.port.http({ method: 'GET', url: `${server.url}/a`, effect: 'read' }, never);
    expect(gateway.calls).toBe(2);
    await gateway.port.http({ method: 'POST', url: server.url, effect: 'read', purpose: 'sign-in' }, never);
    expect(gateway.calls).toBe(2);
    expect(gateway.records.map(({ purpose }) => purpose)).toEqual(['work', 'work', 'sign-in']);
    await server.close();
  });

  it('asks the policy before anything leaves, and records what it refused', async () => {
    const server = await startServer((_, response) => response.end());
    const asked: OutgoingCall[] = [];
    const refusal = new MillraceError('PERMISSION_MISSING', { system: 'A dry run' });
    const gateway = openGateway({
      transport,
      policy: {
        decide: (call) => {
          asked.push(call);
          return call.effect === 'write' ? refusal : undefined;
        },
      },
    });
    const url = `${server.url}/x`;
    await gateway.port.http({ method: 'GET', url, effect: 'read' }, never);
    await expect(gateway.port.http({ method: 'POST', url, effect: 'write' }, never)).rejects.toBe(refusal);
    await expect(gateway.port.files.create('out.csv', 'replace')).rejects.toBe(refusal);
    expect(server.received.length).toBe(1);
    expect(asked.map(({ kind, effect, url: address }) => [kind, effect, address])).toEqual([
      ['http', 'read', url],
      ['http', 'write', url],
      ['file', 'write', undefined],
    ]);
    expect(gateway.records.map(({ refused }) => refused === true)).toEqual([false, true, true]);
    expect(gateway.calls).toBe(1);
    await server.close();
  });

  it('records files as effects that aren’t calls', async () => {
    const gateway = openGateway({ transport });
    const writer = await gateway.port.files.create('a.txt', 'replace');
    await writer.write(new TextEncoder().encode('abc'));
    await writer.commit();
    expect(await read(gateway.port.files.read('a.txt', never))).toBe(3);
    expect(await readFile(join(gateway.folder, 'a.txt'), 'utf8')).toBe('abc');
    expect(gateway.records.map(({ kind, effect, target }) => [kind, effect, target])).toEqual([
      ['file', 'write', join(gateway.folder, 'a.txt')],
      ['file', 'read', join(gateway.folder, 'a.txt')],
    ]);
    expect(gateway.calls).toBe(0);
  });

  it('says that a failed call had no answer', async () => {
    const gateway = openGateway({ transport });
    const url = `http://127.0.0.1:${await findClosedPort()}/`;
    await expect(gateway.port.http({ method: 'GET', url, effect: 'read' }, never)).rejects.toThrow();
    expect(gateway.records).toMatchObject([{ error: 'CONNECTION_ERROR' }]);
  });

  it.each(['ftp://127.0.0.1/', 'not an address', 'file:///etc/passwd'])('refuses the address %s', async (url) => {
    const gateway = openGateway({ transport });
    await expect(gateway.port.http({ method: 'GET', url, effect: 'read' }, never)).rejects.toMatchObject({
      code: 'ADDRESS_FORBIDDEN',
    });
    expect(gateway.calls).toBe(0);
  });

  it('ends with the signal’s reason', async () => {
    const server = await startRawServer(() => undefined);
    const controller = new AbortController();
    const gateway = openGateway({ transport });
    const calling = gateway.port.http({ method: 'GET', url: server.url, effect: 'read' }, controller.signal);
    const reason = new MillraceError('RUN_CANCELLED');
    controller.abort(reason);
    await expect(calling).rejects.toBe(reason);
    expect(gateway.records).toMatchObject([{ error: 'RUN_CANCELLED' }]);
    await server.close();
  });
});

describe('R10 what may be tried again', () => {
  const cut = () => startRawServer((socket) => socket.once('data', () => socket.resetAndDestroy()));

  it.each([
    ['GET', 'read', true],
    ['POST', 'read', true],
    ['PUT', 'write', true],
    ['DELETE', 'write', true],
    ['POST', 'write', false],
    ['PATCH', 'write', false],
  ] as const)('after a %s (%s) that was sent and not answered: %s', async (method, effect, retryable) => {
    const server = await cut();
    const { port } = openGateway({ transport });
    await expect(port.http({ method, url: server.url, effect }, never)).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      retryable,
    });
    await server.close();
  });

  it('a write that never left may be', async () => {
    const { port } = openGateway({ transport });
    const url = `http://127.0.0.1:${await findClosedPort()}/`;
    await expect(port.http({ method: 'POST', url, effect: 'write' }, never)).rejects.toMatchObject({ retryable: true });
  });
});
