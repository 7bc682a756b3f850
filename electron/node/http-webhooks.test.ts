import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OpenWebhookServer, WebhookAnswer, WebhookCall } from '../ports/webhook-server.ts';
import { createWebhookServer } from './http-webhooks.ts';

const limits = { bodyBytes: 1_000, headerBytes: 2_000, slowestMs: 300, callsAtOnce: 3, connections: 50 };
let server: OpenWebhookServer | undefined;
afterEach(() => server?.close());

const taken: WebhookAnswer = { status: 202, body: { accepted: true } };

async function listen(answer: (call: WebhookCall) => Promise<WebhookAnswer> = async () => taken) {
  server = await createWebhookServer(limits).listen(0, answer);
  return `http://127.0.0.1:${server.port}`;
}

/** What a raw text on a connection of its own is answered with. */
function send(text: string, end = true): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server?.port ?? 0, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    socket.write(text);
    if (end) socket.end();
  });
}

const statusOf = (answer: string) => answer.split(' ')[1];

describe('the server of webhooks', () => {
  it('hands on a call as it came, and answers with JSON that nobody keeps', async () => {
    const calls: WebhookCall[] = [];
    const address = await listen(async (call) => {
      calls.push(call);
      return { status: 200, body: { a: 'ä' } };
    });
    const response = await fetch(`${address}/a%20b/c?x=%31&y`, { method: 'PUT', headers: { 'X-A': '1' }, body: 'ü' });
    expect(await response.json()).toEqual({ a: 'ä' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(calls).toMatchObject([{ method: 'PUT', path: '/a%20b/c', query: 'x=%31&y', headers: { 'x-a': '1' } }]);
    expect(new TextDecoder().decode(calls[0]?.body)).toBe('ü');
  });

  it('listens on this computer only, and says when its port is taken', async () => {
    await listen();
    await expect(createWebhookServer().listen(server?.port ?? 0, async () => taken)).rejects.toMatchObject({
      code: 'WEBHOOK_PORT_IN_USE',
      data: { port: server?.port },
    });
  });

  it('refuses what is too large before it is read to its end, however it comes', async () => {
    const answer = vi.fn(async () => taken);
    await listen(answer);
    const announced = await send('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n', false);
    expect(statusOf(announced)).toBe('413');
    const chunk = `200\r\n${'x'.repeat(512)}\r\n`;
    const inPieces = await send(
      `POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
      false,
    );
    expect(statusOf(inPieces)).toBe('413');
    expect(statusOf(await send(`GET /a HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(3_000)}\r\n\r\n`))).toBe('431');
    expect(answer).not.toHaveBeenCalled();
    const exact = await fetch(`http://127.0.0.1:${server?.port}/`, { method: 'POST', body: 'x'.repeat(1_000) });
    expect(exact.status).toBe(202);
  });

  it('R13 gives up on a call that is sent too slowly', async () => {
    const answer = vi.fn(async () => taken);
    await listen(answer);
    const begun = performance.now();
    const slow = await send('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc', false);
    expect(['408', undefined]).toContain(statusOf(slow));
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(answer).not.toHaveBeenCalled();
  });

  it('R16 asks callers to come again once too many are being answered, and takes calls again after', async () => {
    const gate = Promise.withResolvers<void>();
    const address = await listen(async () => {
      await gate.promise;
      return taken;
    });
    const waiting = [1, 2, 3].map(() => fetch(address));
    await vi.waitFor(async () => {
      const further = await fetch(address);
      expect(further.status).toBe(503);
      expect(further.headers.get('retry-after')).toBe('1');
    });
    gate.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await fetch(address)).status).toBe(202);
  });

  it('R26 lives on after garbage, cut calls and failures of its own', async () => {
    let fails = true;
    const address = await listen(async () => {
      if (fails) throw new Error('a defect');
      return taken;
    });
    expect(statusOf(await send('\u0000\u0001 nonsense\r\n\r\n'))).toBe('400');
    expect(statusOf(await send('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'))).not.toBe('202');
    expect(await (await fetch(address)).json()).toEqual({ error: 'The call could not be handled.' });
    fails = false;
    expect((await fetch(address)).status).toBe(202);
  });

  it('closes within a second although callers keep their connections', async () => {
    const address = await listen();
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      request(address, { agent }, (response) => response.resume().on('end', resolve)).end(),
    );
    await server?.close();
    await expect(fetch(address)).rejects.toThrow();
    agent.destroy();
  });
});
