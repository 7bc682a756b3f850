import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
const base = new Date('2026-11-22T10:00:00.000Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => base });
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

describe('the clock', () => {
  it('is moved on, set and put back', async () => {
    expect((await test.control('setClock', { advanceMs: 3_600_000 })).json).toEqual({
      now: '2026-11-22T11:00:00.000Z',
      offsetMs: 3_600_000,
    });
    expect((await test.control('setClock', { at: '2027-01-01T00:00:00Z', advanceMs: 1 })).json).toMatchObject({
      now: '2027-01-01T00:00:00.001Z',
    });
    expect((await test.control('setClock', { at: null })).json).toMatchObject({ offsetMs: 0 });
    await test.control('setClock', { advanceMs: -5 });
    await send(`${test.org.controlUrl}/setClock`, { method: 'DELETE' });
    expect((await send(`${test.org.controlUrl}/setClock`)).json).toMatchObject({ offsetMs: 0 });
  });

  it('is what tokens, records and the journal go by', async () => {
    const { access_token: token } = (await requestToken(test.org.loginUrl, passwordForm(test.org))).json;
    const status = async () =>
      (await test.call('GET', '/limits', undefined, { authorization: `Bearer ${token}` })).status;
    expect(await status()).toBe(200);
    await test.control('setClock', { advanceMs: 2 * 3_600_000 });
    expect(await status()).toBe(401);
    expect(test.org.requests().at(-1)?.at).toBe('2026-11-22T12:00:00.000Z');
    test.org.reset(1);
    expect(await status()).toBe(200);
  });

  it.each([
    [{}],
    [{ at: 'tomorrow' }],
    [{ at: '2026-02-30T00:00:00Z' }],
    [{ at: '9999-01-01T00:00:00Z' }],
    [{ advanceMs: 1.5 }],
    [{ to: 1 }],
  ])('refuses %j', async (settings) => {
    const { status, json } = await test.control('setClock', settings);
    expect([status, json[0].errorCode]).toEqual([400, 'INVALID_CONTROL']);
    expect((await send(`${test.org.controlUrl}/setClock`)).json).toMatchObject({ offsetMs: 0 });
  });
});
