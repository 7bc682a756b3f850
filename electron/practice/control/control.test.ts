import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const firstLead = async () => (await test.query('SELECT Name, Email FROM Lead LIMIT 1')).json.records[0].Email;

describe('control calls', () => {
  it('exist only under the secret of the control address', async () => {
    const guessed = test.org.controlUrl.replace(/[^/]+$/, 'x'.repeat(48));
    expect((await send(`${guessed}/reset`, { method: 'POST' })).status).toBe(404);
    expect((await send(`${guessed}/journal`)).status).toBe(404);
    expect((await send(`${test.org.instanceUrl}${new URL(test.org.controlUrl).pathname}/journal`)).status).toBe(404);
    expect((await test.control('nonsense')).status).toBe(404);
  });

  it('put back the sample data of a seed and keep sign-ins', async () => {
    const before = await firstLead();
    expect((await test.control('reset', { seed: 2 })).json).toEqual({ seed: 2 });
    expect(await firstLead()).not.toBe(before);
    await test.control('reset', { seed: 1 });
    expect(await firstLead()).toBe(before);
  });

  it('show every request without credentials', async () => {
    const form = passwordForm(test.org);
    await requestToken(test.org.loginUrl, form);
    await test.call('GET', '/limits?access_token=secret&x=1');
    const journal = await send(`${test.org.controlUrl}/journal`);
    expect(journal.json).toEqual(test.org.requests());
    expect(journal.json).toMatchObject([
      { number: 1, host: 'login', method: 'POST', path: '/services/oauth2/token', authorization: null, status: 200 },
      {
        number: 2,
        host: 'instance',
        path: '/services/data/v64.0/limits',
        query: 'access_token=***&x=1',
        authorization: 'Bearer ***',
      },
    ]);
    for (const secret of [test.token, form.password ?? '', form.client_secret ?? '', '=secret']) {
      expect(journal.text).not.toContain(secret);
    }
  });

  it('play a failure for as many requests as asked, then answer as usual', async () => {
    const body = [{ message: 'unable to obtain exclusive access to this record', errorCode: 'UNABLE_TO_LOCK_ROW' }];
    await test.control('fault', {
      method: 'post',
      path: '/services/data/*/sobjects/*',
      status: 400,
      body,
      times: 2,
      headers: { 'x-note': 'played' },
    });
    const create = () => test.call('POST', '/sobjects/Account', { Name: 'x' });
    const first = await create();
    expect([first.status, first.json, first.headers.get('x-note')]).toEqual([400, body, 'played']);
    expect((await test.call('GET', '/sobjects/Account')).status).toBe(200);
    expect([(await create()).status, (await create()).status]).toEqual([400, 201]);
    expect((await test.query("SELECT count() FROM Account WHERE Name = 'x'")).json.totalSize).toBe(1);
  });

  it('play pages of text, delays, and failures of the token endpoint', async () => {
    await test.control('fault', { path: '/services/oauth2/token', status: 503, body: '<html>Maintenance</html>' });
    const down = await requestToken(test.org.loginUrl, passwordForm(test.org));
    expect([down.status, down.headers.get('content-type'), down.text]).toEqual([
      503,
      'text/html;charset=UTF-8',
      '<html>Maintenance</html>',
    ]);
    await test.control('fault', { path: '*/limits', delayMs: 60 });
    const started = performance.now();
    expect((await test.call('GET', '/limits')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(50);
  });

  it('refuse settings that make no sense, saying which', async () => {
    for (const [settings, named] of [
      [{}, 'path'],
      [{ path: '/x' }, 'status'],
      [{ path: '/x', status: 99 }, 'status'],
      [{ path: '/x', status: 500, times: 0 }, 'times'],
      [{ path: '/x', status: 500, headers: { 'bad name': 'x' } }, 'headers'],
    ] as const) {
      const { status, json } = await test.control('fault', settings);
      expect(status).toBe(400);
      expect(json[0].message).toContain(named);
    }
    expect((await test.control('reset', { seed: -1 })).status).toBe(400);
    expect((await send(`${test.org.controlUrl}/reset`, { method: 'POST', body: '[' })).status).toBe(400);
  });

  it('use up the daily limit', async () => {
    await test.control('limits', { remaining: 1 });
    expect((await test.call('GET', '/limits')).status).toBe(200);
    const over = await test.call('GET', '/limits');
    expect([over.status, over.json]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
  });

  it('end every sign-in', async () => {
    await test.control('expireTokens');
    const refused = await test.call('GET', '/limits');
    expect([refused.status, refused.json[0].errorCode]).toEqual([401, 'INVALID_SESSION_ID']);
    const again = (await requestToken(test.org.loginUrl, passwordForm(test.org))).json.access_token;
    expect((await test.call('GET', '/limits', undefined, { authorization: `Bearer ${again}` })).status).toBe(200);
  });
});
