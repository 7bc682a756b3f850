import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../ids.ts';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let token: string;

beforeAll(async () => {
  test = await startTestOrg();
  const [, sales] = test.org.users;
  const password = `${sales?.password}${sales?.securityToken}`;
  const form = { ...passwordForm(test.org), username: sales?.username ?? '', password };
  token = (await requestToken(test.org.loginUrl, form)).json.access_token;
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

const as = (method: string, path: string, body?: unknown) =>
  test.call(method, path, body, { authorization: `Bearer ${token}` });
const problem = ({ status, json }: Answer) => [status, json[0].errorCode];
const account = async () => (await test.query('SELECT Id FROM Account LIMIT 1')).json.records[0].Id;

describe('a user whose profile lacks a field', () => {
  it('does not see it in records, descriptions and queries', async () => {
    const id = await account();
    const read = (await as('GET', `/sobjects/Account/${id}`)).json;
    expect(read).not.toHaveProperty('AnnualRevenue');
    expect((await test.call('GET', `/sobjects/Account/${id}`)).json).toHaveProperty('AnnualRevenue');
    expect(problem(await as('GET', `/sobjects/Account/${id}?fields=AnnualRevenue`))).toEqual([400, 'INVALID_FIELD']);
    const names = (await as('GET', '/sobjects/Account/describe')).json.fields.map(({ name }) => name);
    expect(names).not.toContain('AnnualRevenue');
    const q = encodeURIComponent('SELECT AnnualRevenue FROM Account');
    expect(problem(await as('GET', `/query?q=${q}`))).toEqual([400, 'INVALID_FIELD']);
    const list = { ids: [id], fields: ['AnnualRevenue'] };
    expect(problem(await as('POST', '/composite/sobjects/Account', list))).toEqual([400, 'INVALID_FIELD']);
    const layout = (await as('GET', '/sobjects/Account/describe/layouts')).text;
    expect(layout).not.toContain('AnnualRevenue');
  });

  it('cannot write it, alone, in collections, trees and upserts', async () => {
    const id = await account();
    const fields = { Name: 'x', AnnualRevenue: 1 };
    expect(problem(await as('POST', '/sobjects/Account', fields))).toEqual([400, 'INVALID_FIELD']);
    expect(problem(await as('PATCH', `/sobjects/Account/${id}`, { AnnualRevenue: 1 }))).toEqual([400, 'INVALID_FIELD']);
    const records = [{ attributes: { type: 'Account', referenceId: 'a' }, ...fields }];
    expect(problem(await as('POST', '/composite/sobjects', { records }))).toEqual([400, 'INVALID_FIELD']);
    expect((await as('POST', '/composite/tree/Account', { records })).status).toBe(400);
    expect(problem(await as('PATCH', `/sobjects/Account/Id/${id}`, { annualrevenue: 1 }))).toEqual([
      400,
      'INVALID_FIELD',
    ]);
  });

  it('leaves it as it is when changing other fields', async () => {
    const id = (await test.call('POST', '/sobjects/Account', { Name: 'A', AnnualRevenue: 77 })).json.id;
    expect((await as('PATCH', `/sobjects/Account/${id}`, { Site: 'S' })).status).toBe(204);
    expect((await test.call('GET', `/sobjects/Account/${id}`)).json).toMatchObject({ Site: 'S', AnnualRevenue: 77 });
  });

  it('sees a read-only field and is told when writing it', async () => {
    const { json } = await as('POST', '/sobjects/Bill__c', { Tax_Rate__c: 7 });
    expect(json[0]).toMatchObject({ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Tax_Rate__c'] });
    const made = (await as('POST', '/sobjects/Bill__c', {})).json.id;
    expect((await as('GET', `/sobjects/Bill__c/${made}`)).json).toMatchObject({ Tax_Rate__c: 19 });
    const described = (await as('GET', '/sobjects/Bill__c/describe')).json.fields;
    const field = described.find(({ name }) => name === 'Tax_Rate__c');
    expect(field).toMatchObject({ createable: false, updateable: false });
  });
});

describe('a user whose profile lacks rights to an object', () => {
  it('is refused what the profile does not allow', async () => {
    const bill = (await as('POST', '/sobjects/Bill__c', {})).json.id;
    expect(problem(await as('DELETE', `/sobjects/Bill__c/${bill}`))).toEqual([400, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    const user = await as('PATCH', `/sobjects/User/${makeId('005', 3)}`, { Title: 'x' });
    expect(problem(user)).toEqual([400, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    expect((await test.call('PATCH', `/sobjects/User/${makeId('005', 3)}`, { Title: 'x' })).status).toBe(204);
  });

  it('does not see an object that was hidden, until it is shown again', async () => {
    await test.control('permissions', { profile: 'standard user', object: 'lead', read: false });
    const lead = (await test.query('SELECT Id FROM Lead LIMIT 1')).json.records[0].Id;
    for (const path of [
      '/sobjects/Lead',
      '/sobjects/Lead/describe',
      `/sobjects/Lead/${lead}`,
      '/sobjects/Lead/Email/x',
    ]) {
      expect((await as('GET', path)).status, path).toBe(404);
    }
    expect((await as('GET', '/sobjects')).json.sobjects.map(({ name }) => name)).not.toContain('Lead');
    expect(problem(await as('GET', '/query?q=SELECT+Id+FROM+Lead'))).toEqual([400, 'INVALID_TYPE']);
    const removed = await as('DELETE', `/composite/sobjects?ids=${lead}`);
    expect(removed.json[0]).toMatchObject({ success: false });
    expect((await test.call('GET', `/sobjects/Lead/${lead}`)).status).toBe(200);
    await send(`${test.org.controlUrl}/permissions`, { method: 'DELETE' });
    expect((await as('GET', `/sobjects/Lead/${lead}`)).status).toBe(200);
  });
});

describe('the control over permissions', () => {
  it('changes fields and system permissions, and a reset puts them back', async () => {
    const id = await account();
    await test.control('permissions', { profile: 'Standard User', field: 'account.annualrevenue', readable: true });
    expect((await as('GET', `/sobjects/Account/${id}`)).json).toHaveProperty('AnnualRevenue');
    await test.control('permissions', { profile: 'Standard User', permission: 'ApiEnabled', granted: false });
    expect(problem(await as('GET', '/limits'))).toEqual([403, 'API_DISABLED_FOR_ORG']);
    test.org.reset();
    expect((await as('GET', `/sobjects/Account/${id}`)).json).not.toHaveProperty('AnnualRevenue');
  });

  it.each([
    [{ profile: 'Nobody', object: 'Lead' }],
    [{ object: 'Lead' }],
    [{ profile: 'Standard User', object: 'Nothing' }],
    [{ profile: 'Standard User', field: 'Account.Nothing' }],
    [{ profile: 'Standard User', field: 'Account' }],
    [{ profile: 'Standard User', field: 7 }],
    [{ profile: 'Standard User', permission: 'Fly', granted: true }],
    [{ profile: 'Standard User', permission: 'ApiEnabled' }],
    [{ profile: 'Standard User', object: 'Lead', read: 'maybe' }],
    [{ profile: 'Standard User', object: 'Lead', other: 1 }],
    [{}],
  ])('refuses %j', async (settings) => {
    const { status, json } = await test.control('permissions', settings);
    expect([status, json[0].errorCode]).toEqual([400, 'INVALID_CONTROL']);
  });
});

describe('a password', () => {
  const sales = makeId('005', 2);

  it('is changed by its user and by administrators only', async () => {
    expect((await as('GET', `/sobjects/User/${sales}/password`)).json).toEqual({ isExpired: false });
    expect((await as('POST', `/sobjects/User/${sales}/password`, { NewPassword: 'a-new-password' })).status).toBe(204);
    const [, user] = test.org.users;
    const form = { ...passwordForm(test.org), username: user?.username ?? '' };
    const old = await requestToken(test.org.loginUrl, { ...form, password: `${user?.password}${user?.securityToken}` });
    expect(old.json.error).toBe('invalid_grant');
    const changed = await requestToken(test.org.loginUrl, {
      ...form,
      password: `a-new-password${user?.securityToken}`,
    });
    expect(changed.status).toBe(200);
    const chosen = await test.call('DELETE', `/sobjects/user/${sales}/password`);
    expect(chosen.json).toEqual({ NewPassword: expect.stringMatching(/^\w{12}$/) });
    expect(
      problem(await as('POST', `/sobjects/User/${makeId('005', 1)}/password`, { NewPassword: 'mine-now-mine' })),
    ).toEqual([403, 'INSUFFICIENT_ACCESS']);
    expect(problem(await as('POST', `/sobjects/User/${sales}/password`, { NewPassword: 'short' }))).toEqual([
      400,
      'INVALID_NEW_PASSWORD',
    ]);
    expect((await test.call('GET', `/sobjects/User/${makeId('005', 999)}/password`)).status).toBe(404);
  });
});
