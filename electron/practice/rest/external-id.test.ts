import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../ids.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const path = (value: string, object = 'Bill__c', field = 'ExternalId__c') =>
  `/sobjects/${object}/${field}/${encodeURIComponent(value)}`;

describe('a record named by its external id', () => {
  it('is created, then updated, read and deleted', async () => {
    const made = await test.call('PATCH', path('X-1'), { Total__c: 12 });
    expect([made.status, made.json]).toEqual([
      201,
      { id: expect.stringMatching(/^a00/), success: true, errors: [], created: true },
    ]);
    expect(made.headers.get('location')).toBe(`/services/data/v64.0/sobjects/Bill__c/${made.json.id}`);
    const changed = await test.call('PATCH', path('X-1', 'bILL__C', 'externalid__c'), { Total__c: 13 });
    expect([changed.status, changed.json]).toEqual([
      200,
      { id: made.json.id, success: true, errors: [], created: false },
    ]);
    const read = await test.call('GET', `${path('x-1')}?fields=Total__c`);
    expect(read.json).toMatchObject({ attributes: { type: 'Bill__c' }, Total__c: 13 });
    expect((await test.call('DELETE', path('X-1'))).status).toBe(204);
    const gone = await test.call('GET', path('X-1'));
    expect([gone.status, gone.json]).toEqual([
      404,
      [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
    ]);
  });

  it('is updated without a body before version 46', async () => {
    await test.call('PATCH', path('X-45'), {});
    const answer = await send(`${test.org.instanceUrl}/services/data/v45.0${path('X-45')}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${test.token}`, 'content-type': 'application/json' },
      body: '{"Total__c": 1}',
    });
    expect([answer.status, answer.text]).toEqual([204, '']);
  });

  it('S8 is one of several when the field is not unique: 300 with the address of each', async () => {
    const twins = ['A', 'B'].map((LastName) => ({
      attributes: { type: 'Contact' },
      LastName,
      Email: 'twin@example.com',
    }));
    const made = await test.call('POST', '/composite/sobjects', { records: twins });
    const urls = made.json.map(
      (result) => `/services/data/v64.0/sobjects/Contact/${(result as unknown as { id: string }).id}`,
    );
    for (const [method, body] of [['GET'], ['PATCH', { Title: 'x' }], ['DELETE']] as const) {
      const answer = await test.call(method, path('twin@example.com', 'Contact', 'Email'), body);
      expect([answer.status, answer.json]).toEqual([300, urls.toSorted()]);
    }
  });

  it('may be named by Id as well', async () => {
    const { id } = (await test.call('POST', '/sobjects/Account', { Name: 'By id' })).json;
    expect((await test.call('GET', path(id, 'Account', 'Id'))).json).toMatchObject({ Id: id });
    const changed = await test.call('PATCH', path(id, 'Account', 'id'), { Site: 'S' });
    expect([changed.status, changed.json]).toEqual([200, { id, success: true, errors: [], created: false }]);
    expect((await test.call('PATCH', path('nonsense', 'Account', 'Id'), {})).json[0].errorCode).toBe('MALFORMED_ID');
    expect((await test.call('DELETE', path(id.slice(0, 15), 'Account', 'Id'))).status).toBe(204);
  });

  it('is refused when the body holds the key too, and under a field that finds nothing', async () => {
    const doubled = await test.call('PATCH', path('X-2'), { externalid__c: 'X-2' });
    expect([doubled.status, doubled.json[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
    expect((await test.call('PATCH', path('X-2'), { Id: 'a00000000000001' })).json[0].errorCode).toBe('INVALID_FIELD');
    for (const field of ['Notes__c', 'Nothing__c', 'rid']) {
      const answer = await test.call('GET', path('x', 'Bill__c', field));
      expect([answer.status, answer.json[0].message]).toEqual([
        404,
        `Provided external ID field does not exist or is not accessible: ${field}`,
      ]);
    }
    expect((await test.call('PATCH', path('y'.repeat(41)), {})).json[0].errorCode).toBe('STRING_TOO_LONG');
  });

  it('holds any line of text that fits the field', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter((value) => value.trim() !== '' && !/^\.+$|[\n\r\u2028\u2029]/.test(value));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, fc.constantFrom('a/b', '100%', '%2F', "O'Brien", 'ä + b?c#d', '..;')),
        async (value) => {
          const made = await test.call('PATCH', path(value), {});
          expect([200, 201], made.text).toContain(made.status);
          expect((await test.call('GET', `${path(value)}?fields=Id`)).json).toMatchObject({ Id: made.json.id });
          expect((await test.call('DELETE', path(value))).status).toBe(204);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a parent named by its external id', () => {
  const bill = async (id: string) => (await test.call('GET', `/sobjects/Bill__c/${id}`)).json;

  it('is looked up on create, update and upsert, one record or many', async () => {
    await test.call('POST', '/sobjects/Contact', { LastName: 'Boss', Email: 'boss@example.com' });
    const boss = (await test.query("SELECT Id FROM Contact WHERE Email = 'boss@example.com'")).json.records[0].Id;
    const made = await test.call('POST', '/sobjects/Contact', {
      LastName: 'W',
      reportsto: { Email: 'boss@example.com' },
    });
    expect((await test.call('GET', `/sobjects/Contact/${made.json.id}`)).json).toMatchObject({ ReportsToId: boss });
    const owner = { Owner: { Username: 'sales@practice.example' } };
    const upserted = await test.call('PATCH', path('X-P'), owner);
    expect(await bill(upserted.json.id)).toMatchObject({ OwnerId: makeId('005', 2) });
    const many = await test.call('POST', '/composite/sobjects', {
      records: [
        { attributes: { type: 'Bill__c' }, ...owner },
        { attributes: { type: 'Bill__c' }, Owner: { Username: 'nobody' } },
      ],
    });
    expect(many.json).toMatchObject([{ success: true }, { success: false, errors: [{ statusCode: 'INVALID_FIELD' }] }]);
  });

  it.each([
    [{ Owner: { Username: 'nobody' } }, 'Foreign key external ID: nobody for field Username in entity User not found'],
    [{ Owner: { LastName: 'x' } }, 'Field name provided, LastName is not an External ID or indexed field for User'],
    [{ Owner: {} }, 'The reference Owner needs one external id of its object.'],
    [{ Owner: { Username: 'a', Email: 'b' } }, 'The reference Owner needs one external id of its object.'],
    [
      { Owner: { attributes: { type: 'Account' }, Id: 'x' } },
      'The reference Owner needs one external id of its object.',
    ],
  ])('is refused for %j', async (fields, message) => {
    const answer = await test.call('POST', '/sobjects/Bill__c', fields);
    expect([answer.status, answer.json]).toEqual([400, [{ errorCode: 'INVALID_FIELD', message, fields: [] }]]);
  });
});
