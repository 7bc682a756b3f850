import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Schema } from '../schema/schema.ts';
import { standardObjects } from '../schema/standard-objects.ts';
import { Store } from '../store/store.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';
import { compileCondition } from './condition.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

const rule = (settings: object) =>
  test.control('validationRules', {
    object: 'account',
    name: 'Needs_site',
    condition: "Site = null AND Rating = 'Hot'",
    message: 'A hot account needs a site.',
    field: 'site',
    ...settings,
  });

describe('validation rules', () => {
  it('refuse records through every way of writing, all failing rules at once', async () => {
    await rule({});
    await rule({
      name: 'Not_cold',
      condition: "Rating IN ('Hot', 'Cold')",
      message: 'Too warm or too cold.',
      field: undefined,
    });
    const made = await test.call('POST', '/sobjects/Account', { Name: 'x', Rating: 'Hot' });
    expect([made.status, made.json]).toEqual([
      400,
      [
        { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'A hot account needs a site.', fields: ['Site'] },
        { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Too warm or too cold.', fields: [] },
      ],
    ]);
    const records = [{ attributes: { type: 'Account' }, Name: 'x', Rating: 'Cold' }];
    const { json } = await test.call('POST', '/composite/sobjects', { records });
    expect(json[0].errors[0].statusCode).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION');
    const id = (await test.call('POST', '/sobjects/Account', { Name: 'x' })).json.id;
    expect((await test.call('PATCH', `/sobjects/Account/${id}`, { Rating: 'Cold' })).status).toBe(400);
    expect((await test.call('DELETE', `/sobjects/Account/${id}`)).status).toBe(204);
  });

  it('can be replaced, listed and taken away; a reset brings the usual ones back', async () => {
    await rule({});
    await rule({ condition: "Name = 'Never'" });
    const { json } = await send(`${test.org.controlUrl}/validationRules`);
    const names = (json as unknown as { name: string }[]).map(({ name }) => name);
    expect(names.filter((name) => name === 'Needs_site')).toHaveLength(1);
    expect((await test.call('POST', '/sobjects/Account', { Name: 'x', Rating: 'Hot' })).status).toBe(201);
    expect((await test.call('POST', '/sobjects/Account', { Name: 'Never' })).status).toBe(400);
    const url = `${test.org.controlUrl}/validationRules?object=Account&name=needs_site`;
    expect((await send(url, { method: 'DELETE' })).status).toBe(200);
    expect((await send(url, { method: 'DELETE' })).status).toBe(400);
    expect((await test.call('POST', '/sobjects/Account', { Name: 'Never' })).status).toBe(201);
    await send(`${test.org.controlUrl}/validationRules?object=Opportunity&name=Amount_not_negative`, {
      method: 'DELETE',
    });
    test.org.reset();
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2030-01-01', Amount: -1 };
    expect((await test.call('POST', '/sobjects/Opportunity', deal)).json[0].errorCode).toBe(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    );
  });

  it.each([
    [{ object: 'Nothing' }],
    [{ field: 'Nothing' }],
    [{ condition: 'Nothing = 1' }],
    [{ condition: '' }],
    [{ condition: "Name = 'x' LIMIT 1" }],
    [{ condition: "Name = 'x' ORDER BY Name" }],
    [{ condition: 'Id IN (SELECT AccountId FROM Contact)' }],
    [{ condition: '((((' }],
    [{ condition: 7 }],
    [{ message: undefined }],
    [{ name: '' }],
    [{ other: 1 }],
  ])('are refused for %j', async (settings) => {
    expect((await rule(settings)).status).toBe(400);
  });

  it('mean by TODAY the day they are asked on', () => {
    const store = new Store(new Schema(standardObjects));
    let now = new Date('2026-11-22T10:00:00Z');
    const holds = compileCondition(store, () => now, store.schema.need('Opportunity'), 'CloseDate < TODAY');
    const row = { Id: '006000000000001AAA', CloseDate: '2026-11-22' };
    expect(holds(row)).toBe(false);
    now = new Date('2026-11-23T00:00:00Z');
    expect(holds(row)).toBe(true);
  });
});
