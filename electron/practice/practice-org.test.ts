import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeOrg } from './practice-org.ts';
import { send, startTestOrg, type TestOrg } from './testing/client.ts';

/** Sends bytes as they are and returns what comes back until the connection ends. */
function sendBytes(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('a practice org', () => {
  it('listens on two ports of 127.0.0.1 and can be stopped twice', async () => {
    const org = await startPracticeOrg();
    expect(org.loginUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(org.instanceUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(org.instanceUrl).not.toBe(org.loginUrl);
    await org.close();
    await org.close();
    await expect(fetch(org.loginUrl)).rejects.toThrow();
    await expect(fetch(org.instanceUrl)).rejects.toThrow();
  });

  it('takes the ports it is given, and leaves none open when one is taken', async () => {
    const first = await startPracticeOrg();
    const taken = Number(new URL(first.instanceUrl).port);
    const freed = Number(new URL(first.loginUrl).port);
    await first.close();
    const second = await startPracticeOrg({ port: freed, instancePort: taken });
    expect(second.instanceUrl).toBe(first.instanceUrl);
    await expect(startPracticeOrg({ port: 0, instancePort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });

  it('is ready within 300 ms', async () => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const started = performance.now();
      const org = await startPracticeOrg();
      times.push(performance.now() - started);
      await org.close();
    }
    expect(Math.min(...times)).toBeLessThan(300);
  });

  it('refuses a token two hours after sign-in', async () => {
    let now = new Date('2026-11-22T10:00:00Z');
    const test = await startTestOrg({ now: () => now });
    now = new Date('2026-11-22T11:59:59Z');
    expect((await test.call('GET', '/limits')).status).toBe(200);
    now = new Date('2026-11-22T12:00:00Z');
    expect((await test.call('GET', '/limits')).status).toBe(401);
    await test.org.close();
  });
});

describe('hostile input', () => {
  let test: TestOrg;
  beforeAll(async () => {
    test = await startTestOrg();
  });
  afterAll(() => test.org.close());

  it('larger than 10 MB is refused, announced or not', async () => {
    const large = 'x'.repeat(10 * 1024 * 1024 + 1);
    const announced = await test.call('POST', '/sobjects/Account', large);
    expect([announced.status, announced.json[0].errorCode]).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE']);
    const chunk = new TextEncoder().encode('x'.repeat(1024 * 1024));
    let sent = 0;
    const stream = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        if (sent > 20) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = { authorization: `Bearer ${test.token}`, 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body: stream, duplex: 'half' };
    const url = `${test.org.instanceUrl}/services/data/v64.0/sobjects/Account`;
    const streamed = await send(url, init).then(
      (answer) => answer.status,
      () => 413, // The server may end the connection while the client is still sending.
    );
    expect(streamed).toBe(413);
    expect((await test.call('GET', '/limits')).status).toBe(200);
  });

  it.each([
    ['deep JSON', 'POST', '/sobjects/Account', '['.repeat(200_000), 400],
    ['JSON with the names of built-ins', 'POST', '/sobjects/Account', '{"__proto__":{"x":1},"constructor":1}', 400],
    ['an object named like a built-in', 'GET', '/sobjects/__proto__/describe', undefined, 404],
    ['a field named like a built-in', 'GET', '/sobjects/Account/001000000000001?fields=__proto__', undefined, 404],
    ['a broken escape in the path', 'GET', '/sobjects/%E0%A4%A/describe', undefined, 400],
    ['a broken escape in the query', 'GET', '/query?q=%E0%A4%A', undefined, 400],
    [
      'deep parentheses',
      'GET',
      `/query?q=${encodeURIComponent(`SELECT Id FROM Account WHERE ${'('.repeat(4_000)}`)}`,
      undefined,
      400,
    ],
    ['an address too long', 'GET', `/query?q=${'x'.repeat(17_000)}`, undefined, 414],
    ['an unknown path', 'GET', '/../../etc/passwd', undefined, 404],
  ])('as %s gets an error array and harms nothing', async (_case, method, path, body, status) => {
    const answer = await test.call(method, path, body);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.json[0]).toMatchObject({ errorCode: expect.any(String), message: expect.any(String) });
    expect((await test.call('GET', '/limits')).status).toBe(200);
  });

  it('that breaks off while it is sent ends its connection only', async () => {
    const head = `POST /services/data/v64.0/sobjects/Account HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${test.token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"Name":`;
    const before = test.org.requests().length;
    const socket = connect(Number(new URL(test.org.instanceUrl).port), '127.0.0.1', () => socket.write(head));
    await expect.poll(() => test.org.requests().length).toBe(before + 1);
    socket.resetAndDestroy();
    await expect.poll(() => test.org.requests()[before]?.status).not.toBeNull();
    expect((await test.call('GET', '/limits')).status).toBe(200);
  });

  it('that is not HTTP ends its connection only', async () => {
    expect(await sendBytes(test.org.instanceUrl, '\u0000\u0001garbage\r\n\r\n')).toContain('400');
    expect(
      await sendBytes(test.org.instanceUrl, 'GET /services/data HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 400/);
    expect((await test.call('GET', '/limits')).status).toBe(200);
  });
});
