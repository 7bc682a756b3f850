import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const journal = (query = '') => send(`${test.org.controlUrl}/journal${query}`);

describe('the journal control', () => {
  it('tells who asked, how long it took and how much was answered', async () => {
    const { text } = await test.call('GET', '/limits');
    const [entry] = test.org.requests();
    expect(entry).toMatchObject({ user: 'admin@practice.example', status: 200, host: 'instance', failure: null });
    expect(entry?.bytes).toBeGreaterThan(Buffer.byteLength(text));
    expect(entry?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('chooses by path, method, host, status and number, and counts', async () => {
    await requestToken(test.org.loginUrl, passwordForm(test.org));
    await test.call('GET', '/limits');
    await test.call('GET', '/nothing');
    const numbers = async (query: string) =>
      (await journal(query)).json.map((entry) => (entry as unknown as { number: number }).number);
    expect(await numbers('?path=*/limits')).toEqual([2]);
    expect(await numbers('?method=post&host=login')).toEqual([1]);
    expect(await numbers('?status=404')).toEqual([3]);
    expect(await numbers('?since=1')).toEqual([2, 3]);
    expect((await send(`${test.org.controlUrl}/journalCounts`)).json).toEqual({
      total: 3,
      tokenCalls: 1,
      unanswered: 0,
      byStatus: { 200: 2, 404: 1 },
    });
    expect((await journal('?since=x')).status).toBe(400);
    expect((await journal('?nothing=x')).status).toBe(400);
    await send(`${test.org.controlUrl}/journal`, { method: 'DELETE' });
    expect((await journal()).json).toEqual([]);
  });

  it('keeps no secret, wherever a client puts it', async () => {
    const secret = 'S3cr3t-S3cr3t';
    await send(`${test.org.loginUrl}/services/oauth2/revoke?token=${secret}`);
    await send(`${test.org.loginUrl}/x?PASSWORD=${secret}&%63lient_secret=${secret}&refresh_token=${secret}&ok=1`);
    await send(`${test.org.instanceUrl}/services/async/64.0/job`, {
      headers: { 'x-sfdc-session': secret, cookie: `sid=${secret}`, authorization: secret },
    });
    await send(`${test.org.loginUrl}/services/Soap/u/64.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: '""' },
      body: `<sessionId>${secret}</sessionId>`,
    });
    await send(
      `${test.org.loginUrl}/services/oauth2/authorize?code=${secret}&code_verifier=${secret}&SAMLResponse=${secret}`,
    );
    const { json, text } = await journal();
    expect(json).toHaveLength(5);
    expect(text).not.toContain(secret);
    expect(text).toContain('&ok=1');
  });

  it('is listed with every other control and what it takes', async () => {
    const { json } = await send(test.org.controlUrl);
    const { controls } = json as unknown as { controls: { name: string; methods: string[]; description: string }[] };
    const names = controls.map(({ name }) => name);
    for (const name of [
      'reset',
      'fault',
      'faults',
      'recordFailures',
      'expireTokens',
      'revokeRefresh',
      'lockUser',
      'switches',
      'limits',
      'setClock',
      'journal',
    ]) {
      expect(names).toContain(name);
    }
    for (const { methods, description } of controls) {
      expect(methods.length).toBeGreaterThan(0);
      expect(description.length).toBeGreaterThan(20);
    }
  });

  it('answers to its methods only, and to this computer’s own names only', async () => {
    expect((await send(`${test.org.controlUrl}/journal`, { method: 'PUT' })).status).toBe(405);
    expect((await send(`${test.org.controlUrl}/fault`)).status).toBe(405);
    expect((await send(`${test.org.controlUrl}/__proto__`)).status).toBe(404);
    expect((await send(test.org.controlUrl.replace('127.0.0.1', 'localhost'))).status).toBe(200);
  });
});
