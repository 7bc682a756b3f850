import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from './testing/client.ts';

let one: TestOrg;
let other: TestOrg;

beforeAll(async () => {
  one = await startTestOrg();
  other = await startTestOrg({ seed: 7, tls: true });
});
afterAll(() => Promise.all([one.org.close(), other.org.close()]));

const count = async (test: TestOrg, soql: string) => (await test.query(`SELECT count() FROM ${soql}`)).json.totalSize;
const signIn = ({ org }: TestOrg): Promise<Answer> => requestToken(org.loginUrl, passwordForm(org));

describe('two orgs in one process', () => {
  it('know neither the tokens nor the control secret of the other', async () => {
    const headers = { authorization: `Bearer ${one.token}` };
    expect((await send(`${other.org.instanceUrl}/services/data/v64.0/limits`, { headers })).status).toBe(401);
    const secret = new URL(one.org.controlUrl).pathname;
    expect((await send(`${other.org.loginUrl}${secret}/switches`)).status).toBe(404);
  });

  it('have records, objects, switches and limits of their own', async () => {
    await one.call('POST', '/sobjects/Account', { Name: 'Only here' });
    const here = "Account WHERE Name = 'Only here'";
    expect([await count(one, here), await count(other, here)]).toEqual([1, 0]);
    await other.control('switches', { passwordFlow: false });
    expect([(await signIn(one)).status, (await signIn(other)).status]).toEqual([200, 400]);
    await other.control('limits', { remaining: 0 });
    expect((await one.call('GET', '/limits')).status).toBe(200);
    expect((await other.call('GET', '/limits')).status).toBe(403);
  });

  it('are reset one by one', async () => {
    other.org.reset();
    expect((await signIn(other)).status).toBe(200);
    expect(await count(one, "Account WHERE Name = 'Only here'")).toBe(1);
    expect(one.org.requests({ path: '*/query' }).length).toBeGreaterThan(0);
  });
});
