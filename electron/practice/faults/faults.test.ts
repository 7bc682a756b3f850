import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const create = (name: string) => test.call('POST', '/sobjects/Account', { Name: name });
const count = async (name: string) =>
  (await test.query(`SELECT Id FROM Account WHERE Name = '${name}'`)).json.totalSize;
const listFaults = async () => (await send(`${test.org.controlUrl}/faults`)).json;

/** How the pieces of an answer arrive: the bytes of each and the milliseconds from the first to the last. */
function watchPieces(
  path: string,
): Promise<{ pieces: number[]; text: string; took: number; length: string | undefined }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${test.token}` };
    request(`${test.org.instanceUrl}${path}`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      let first = 0;
      answer.on('data', (chunk: Buffer) => {
        if (chunks.length === 0) first = performance.now();
        chunks.push(chunk);
      });
      answer.on('end', () =>
        resolve({
          pieces: chunks.map(({ length }) => length),
          text: Buffer.concat(chunks).toString(),
          took: performance.now() - first,
          length: answer.headers['content-length'],
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('failures on demand', () => {
  it('cut the connection before anything is done', async () => {
    await test.control('fault', { path: '*/sobjects/Account', method: 'POST', cut: 'before' });
    await expect(create('Cut before')).rejects.toThrow('fetch failed');
    expect(await count('Cut before')).toBe(0);
    expect(test.org.requests({ method: 'POST' })).toMatchObject([
      { status: null, failure: 'cut the connection before doing anything' },
    ]);
  });

  it('cut the connection after a write was applied in full', async () => {
    await test.control('fault', { path: '*/sobjects/Account', method: 'POST', cut: 'after' });
    await expect(create('Cut after')).rejects.toThrow('fetch failed');
    expect(await count('Cut after')).toBe(1);
    expect((await create('Cut after')).status).toBe(201);
    expect(test.org.requests({ method: 'POST' })).toMatchObject([
      { status: null, failure: expect.stringContaining('cut the connection without an answer') },
      { status: 201, failure: null },
    ]);
  });

  it('send the real answer in drops', async () => {
    await test.control('fault', { path: '*/limits', drip: { bytes: 10, everyMs: 15 } });
    const { pieces, text, took, length } = await watchPieces('/services/data/v64.0/limits');
    expect(JSON.parse(text)).toHaveProperty('DailyApiRequests');
    expect(Number(length)).toBe(Buffer.byteLength(text));
    expect(pieces.length).toBeGreaterThan(2);
    expect(took).toBeGreaterThan((Math.ceil(text.length / 10) - 5) * 15);
  });

  it('answer a maintenance page where JSON is expected', async () => {
    await test.control('fault', { path: '/services/data/*', html: true });
    const down = await test.call('GET', '/limits');
    expect([down.status, down.headers.get('content-type')]).toEqual([503, 'text/html;charset=UTF-8']);
    expect(down.text).toContain('down for maintenance');
    await test.control('fault', { path: '/services/data/*', html: true, status: 404 });
    expect((await test.call('GET', '/limits')).status).toBe(404);
  });

  it('let requests pass before they begin, without standing in the way of others', async () => {
    await test.control('fault', { path: '*/limits', status: 500, skip: 2 });
    await test.control('fault', { path: '*/limits', status: 502 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await test.call('GET', '/limits')).status);
    expect(statuses).toEqual([502, 200, 500, 200]);
  });

  it('add headers to the real answer', async () => {
    await test.control('fault', { path: '*/limits', headers: { 'Retry-After': '7' } });
    const answer = await test.call('GET', '/limits');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([200, '7']);
  });

  it('are listed, and forgotten one by one or all at once', async () => {
    await test.control('fault', { path: '/a', status: 500, times: 3 });
    await test.control('fault', { path: '/b', delayMs: 5, method: 'get' });
    expect(await listFaults()).toMatchObject([
      { path: '/a', method: null, left: 3, status: 500, what: 'answer 500' },
      { path: '/b', method: 'GET', left: 1, delayMs: 5, what: 'wait 5 ms' },
    ]);
    const [{ id }] = (await listFaults()) as unknown as [{ id: number }];
    expect((await send(`${test.org.controlUrl}/faults?id=${id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await send(`${test.org.controlUrl}/faults?id=${id}`, { method: 'DELETE' })).status).toBe(404);
    expect(await listFaults()).toMatchObject([{ path: '/b' }]);
    await send(`${test.org.controlUrl}/faults`, { method: 'DELETE' });
    expect(await listFaults()).toEqual([]);
    await test.control('fault', { path: '/a', status: 500 });
    await test.control('clearFaults');
    expect(await listFaults()).toEqual([]);
  });

  it.each([
    [{ path: '/x', cut: 'sometimes' }, 'cut'],
    [{ path: '/x', cut: 'after', status: 500 }, 'cut'],
    [{ path: '/x', drip: 5 }, 'drip'],
    [{ path: '/x', drip: { bytes: 0 } }, 'bytes'],
    [{ path: '/x', drip: { bits: 1 } }, 'bits'],
    [{ path: '/x', html: 'yes' }, 'html'],
    [{ path: '/x', body: 'x' }, 'body'],
    [{ path: '/x', status: 500, skip: -1 }, 'skip'],
    [{ path: '/x', status: 500, delay: 100 }, 'delay'],
    [{ path: '', status: 500 }, 'path'],
    [{ path: '/x', status: 500, headers: { a: 'b\r\nc: d' } }, 'headers'],
  ])('refuse %j, naming %s', async (settings, named) => {
    const { status, json } = await test.control('fault', settings);
    expect([status, json[0].errorCode]).toEqual([400, 'INVALID_CONTROL']);
    expect(json[0].message).toContain(named);
    expect(await listFaults()).toEqual([]);
  });
});
