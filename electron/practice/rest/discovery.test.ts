import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkCaller } from '../bulk/testing/jobs.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

describe('discovery', () => {
  it('lists the versions in ascending order without sign-in, also with a trailing slash', async () => {
    const { json } = await send(`${test.org.instanceUrl}/services/data`);
    expect(json[0]).toEqual({ label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    expect(json.at(-1)).toEqual({ label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
    expect(json.map((entry: { version: string }) => entry.version)).toContain('45.0');
    expect((await send(`${test.org.loginUrl}/services/data/`)).json).toEqual(json);
  });

  it('lists only versions that answer', async () => {
    const first = async () => (await send(`${test.org.instanceUrl}/services/data`)).json[0];
    await test.control('switches', { versionFloor: 60 });
    expect(await first()).toMatchObject({ label: "Spring '24", version: '60.0' });
    await test.control('switches', { versionFloor: 20 });
    expect(await first()).toMatchObject({ label: "Winter '11", version: '20.0' });
    await test.control('switches', { versionFloor: 31 });
  });

  it('maps the resources of a version', async () => {
    const { json } = await test.call('GET', '');
    expect(json).toMatchObject({ sobjects: '/services/data/v64.0/sobjects', query: '/services/data/v64.0/query' });
    expect((await send(json.identity, { headers: { authorization: `Bearer ${test.token}` } })).status).toBe(200);
  });

  it('lists no resource that is not there', async () => {
    const { json } = await test.call('GET', '');
    const paths = Object.entries(json).filter(([name]) => name !== 'identity' && name !== 'jobs');
    expect(paths.length).toBeGreaterThan(8);
    for (const [name, path] of paths as unknown as [string, string][]) {
      const { status } = await test.call('GET', path.replace('/services/data/v64.0', ''));
      expect([200, 400, 405], name).toContain(status);
    }
    const inner = (await test.call('GET', '/composite')).json;
    expect(inner).toMatchObject({ tree: '/services/data/v64.0/composite/tree' });
  });

  it('tells the storage that records and files take', async () => {
    const limit = async (name: string) =>
      ((await test.call('GET', '/limits')).json as unknown as Record<string, { Max: number; Remaining: number }>)[name];
    const before = (await limit('FileStorageMB'))?.Remaining ?? 0;
    const body = { FolderId: '005gL0000000001', Name: 'd', Body: Buffer.alloc(3 * 1024 * 1024).toString('base64') };
    expect((await test.call('POST', '/sobjects/Document', body)).status).toBe(201);
    expect((await limit('FileStorageMB'))?.Remaining).toBe(before - 3);
    expect((await limit('DataStorageMB'))?.Remaining).toBeLessThan(1024);
  });

  it('tells what bulk work and streaming clients take, until a reset', async () => {
    const left = async (name: string) => {
      const limits = (await test.call('GET', '/limits')).json as unknown as Record<string, { Remaining: number }>;
      return limits[name]?.Remaining ?? Number.NaN;
    };
    const names = ['DailyBulkApiBatches', 'DailyBulkV2QueryJobs', 'DailyBulkV2QueryFileStorageMB'];
    const both = ['StreamingApiConcurrentClients', 'DurableStreamingApiConcurrentClients'];
    const read = () => Promise.all([...names, ...both].map(left));
    const before = await read();
    const bulk = bulkCaller(test);
    await bulk.load({ object: 'Account', operation: 'insert' }, 'Name\nOne\nTwo\n');
    const job = await bulk.classic('POST', '/job', '{"operation":"insert","object":"Account","contentType":"CSV"}', {
      'content-type': 'application/json',
    });
    const headers = { 'content-type': 'text/csv' };
    await bulk.classic('POST', `/job/${job.json.id}/batch`, 'Name\nThree\n', headers);
    const query = await bulk.make('query', { operation: 'query', query: 'SELECT Id FROM Account' });
    await bulk.finish('query', query.job.id);
    await send(`${test.org.instanceUrl}/cometd/64.0`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.token}`, 'content-type': 'application/json' },
      body: '[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]',
    });
    const used = [2, 1, 1, 1, 1];
    expect(await read()).toEqual(before.map((number, index) => number - (used[index] ?? 0)));
    test.org.reset();
    expect(await read()).toEqual(before);
  });

  it('answers 410 for retired versions and 404 for those it does not know', async () => {
    const headers = { authorization: `Bearer ${test.token}` };
    const status = async (version: string) =>
      (await send(`${test.org.instanceUrl}/services/data/${version}/limits`, { headers })).status;
    expect(await status('v30.0')).toBe(410);
    expect(await status('v67.0')).toBe(200);
    expect(await status('v68.0')).toBe(404);
    expect(await status('v064.0')).toBe(404);
    expect(await status('latest')).toBe(404);
    expect(await status('v31.0')).toBe(200);
  });

  it('counts calls in Sforce-Limit-Info and limits, on failures too', async () => {
    const used = (answer: { headers: Headers }) =>
      Number(/^api-usage=(\d+)\/\d+$/.exec(answer.headers.get('sforce-limit-info') ?? '')?.[1]);
    const first = await test.call('GET', '/limits');
    const second = await test.call('GET', '/sobjects/Nothing/describe');
    expect(second.status).toBe(404);
    expect(used(second)).toBe(used(first) + 1);
    expect(first.json.DailyApiRequests.Max - first.json.DailyApiRequests.Remaining).toBe(used(first));
  });

  it('refuses calls without a token in force', async () => {
    const url = `${test.org.instanceUrl}/services/data/v64.0/limits`;
    const invalid = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
    const bad = await send(url, { headers: { authorization: 'Bearer 00D!no' } });
    expect([bad.status, bad.json]).toEqual([401, invalid]);
    expect((await send(url)).status).toBe(401);
    const basic = await send(url, { headers: { authorization: 'Basic eDp5' } });
    expect(basic.json[0].errorCode).toBe('INVALID_AUTH_HEADER');
    expect((await send(url, { headers: { authorization: `OAuth ${test.token}` } })).status).toBe(200);
  });
});
