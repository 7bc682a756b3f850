import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

const lead = (LastName: string, Company?: string) => ({ attributes: { type: 'Lead' }, LastName, Company });
const count = async (object: string): Promise<number> =>
  (await test.query(`SELECT count() FROM ${object}`)).json.totalSize;

describe('collections', () => {
  it('create what is valid and report the rest by statusCode, in the order sent', async () => {
    const records = [lead('A', 'One'), { ...lead('B'), Company: null }, lead('C', 'Two')];
    const { status, json } = await test.call('POST', '/composite/sobjects', { allOrNone: false, records });
    expect(status).toBe(200);
    expect(json).toEqual([
      { id: expect.stringMatching(/^00Q/), success: true, errors: [] },
      {
        success: false,
        errors: [
          {
            statusCode: 'REQUIRED_FIELD_MISSING',
            message: 'Required fields are missing: [Company]',
            fields: ['Company'],
          },
        ],
      },
      { id: expect.stringMatching(/^00Q/), success: true, errors: [] },
    ]);
    expect(await count('Lead')).toBe(302);
  });

  it('undo everything with allOrNone when one record fails', async () => {
    const records = [lead('A', 'One'), { ...lead('B'), Company: null }];
    const { json } = await test.call('POST', '/composite/sobjects', { allOrNone: true, records });
    expect(json[0]).toEqual({
      success: false,
      errors: [
        {
          statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
          message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
          fields: [],
        },
      ],
    });
    expect(json[1].errors[0].statusCode).toBe('REQUIRED_FIELD_MISSING');
    expect(await count('Lead')).toBe(300);
  });

  it('change and delete records of several objects, each by its id', async () => {
    const ids = ['Account', 'Lead'].map(
      async (object) => (await test.query(`SELECT Id FROM ${object} LIMIT 1`)).json.records[0].Id,
    );
    const [account, leadId] = await Promise.all(ids);
    const changed = await test.call('PATCH', '/composite/sobjects', {
      records: [
        { attributes: { type: 'Account' }, id: account, Site: 'North' },
        { attributes: { type: 'Lead' }, Id: leadId, Email: 'wrong' },
        { attributes: { type: 'Lead' }, id: 'nonsense', City: 'Rome' },
        { attributes: { type: 'Lead' }, id: '00Q000000000001', City: 'Rome' },
        { attributes: { type: 'Lead' }, City: 'Rome' },
      ],
    });
    const codes = changed.json.map((result) => result.errors[0]?.statusCode ?? result.success);
    expect(codes).toEqual([
      true,
      'INVALID_EMAIL_ADDRESS',
      'MALFORMED_ID',
      'INVALID_CROSS_REFERENCE_KEY',
      'MISSING_ARGUMENT',
    ]);
    expect((await test.query(`SELECT Site FROM Account WHERE Id = '${account}'`)).json.records[0].Site).toBe('North');
    const deleted = await test.call('DELETE', `/composite/sobjects?ids=${account},${leadId},bad&allOrNone=false`);
    expect(deleted.json.map((result: { success: boolean }) => result.success)).toEqual([true, true, false]);
  });

  it('restore what a failed allOrNone delete took, children included', async () => {
    const account = (await test.query('SELECT AccountId FROM Contact LIMIT 1')).json.records[0].AccountId;
    const before = await count('Contact');
    await test.call('DELETE', `/composite/sobjects?ids=${account},001000000000001&allOrNone=true`);
    expect(await count('Contact')).toBe(before);
    expect(await count('Account')).toBe(200);
  });

  it('read records by id with null for those missing', async () => {
    const id = (await test.query('SELECT Id FROM Account LIMIT 1')).json.records[0].Id;
    const body = { ids: [id, '001000000000001', 'bad'], fields: ['name', 'Id'] };
    const { json } = await test.call('POST', '/composite/sobjects/Account', body);
    expect(json).toEqual([expect.objectContaining({ Id: id, Name: expect.any(String) }), null, null]);
  });

  it('upsert by an external id and tell which records are new, also of those that failed', async () => {
    const bill = (ExternalId__c: string, more: object = {}) => ({
      attributes: { type: 'Bill__c' },
      ExternalId__c,
      ...more,
    });
    const path = '/composite/sobjects/Bill__c/ExternalId__c';
    const first = await test.call('PATCH', path, { records: [bill('N-1'), bill('BILL-1001', { Notes__c: 'n' })] });
    expect(first.json).toEqual([
      { id: expect.any(String), success: true, errors: [], created: true },
      { id: expect.any(String), success: true, errors: [], created: false },
    ]);
    const records = [bill('N-2'), bill('N-3', { Status__c: 'Odd' }), { ...lead('x', 'y'), Company: null }];
    const second = await test.call('PATCH', path, { allOrNone: true, records });
    expect(second.json).toMatchObject([
      { success: false, created: true, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, created: true, errors: [{ statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' }] },
      { success: false, errors: [{ statusCode: 'INVALID_TYPE' }] },
    ]);
    expect(await count('Bill__c')).toBe(121);
    const none = await test.call('PATCH', '/composite/sobjects/Bill__c/Notes__c', { records: [] });
    expect(none.status).toBe(404);
    const account = (await test.query('SELECT Id FROM Account LIMIT 1')).json.records[0].Id;
    const byId = await test.call('PATCH', '/composite/sobjects/Account/Id', {
      records: [
        { attributes: { type: 'Account' }, Id: account, Site: 'I' },
        { attributes: { type: 'Account' }, Name: 'New' },
      ],
    });
    expect(byId.json).toMatchObject([
      { id: account, created: false },
      { success: true, created: true },
    ]);
  });

  it('read records named in the address too', async () => {
    const id = (await test.query('SELECT Id FROM Account LIMIT 1')).json.records[0].Id;
    const { json } = await test.call('GET', `/composite/sobjects/Account?ids=${id},001000000000001&fields=Id,Name`);
    expect(json).toEqual([expect.objectContaining({ Id: id }), null]);
    expect((await test.call('GET', '/composite/sobjects/Account')).json[0].errorCode).toBe('MISSING_ARGUMENT');
  });

  it('take at most 200 records', async () => {
    const records = Array.from({ length: 201 }, () => lead('A', 'One'));
    const { status, json } = await test.call('POST', '/composite/sobjects', { records });
    expect(status).toBe(400);
    expect(json[0]).toEqual({
      errorCode: 'EXCEEDED_ID_LIMIT',
      message: 'record limit reached. cannot submit more than 200 records into this call',
    });
  });

  it('refuse a request as a whole for an unknown field, object or shape', async () => {
    const code = async (body: unknown) => (await test.call('POST', '/composite/sobjects', body)).json[0].errorCode;
    expect(await code({ records: [lead('A', 'One'), { ...lead('B', 'Two'), Foo: 1 }] })).toBe('INVALID_FIELD');
    expect(await code({ records: [{ attributes: { type: 'Ship' } }] })).toBe('INVALID_TYPE');
    expect(await code({ records: [{ LastName: 'A' }] })).toBe('INVALID_TYPE');
    expect(await code([])).toBe('JSON_PARSER_ERROR');
    expect(await code({ records: [1] })).toBe('JSON_PARSER_ERROR');
    expect(await count('Lead')).toBe(300);
  });

  it('store 10,000 records in 50 calls', async () => {
    for (let call = 0; call < 50; call += 1) {
      const records = Array.from({ length: 200 }, (_, index) => lead(`L${call}-${index}`, 'Bulk'));
      expect((await test.call('POST', '/composite/sobjects', { records })).json).toHaveLength(200);
    }
    expect(await count('Lead')).toBe(10_300);
    expect(test.org.requests().filter((entry) => entry.path.endsWith('/composite/sobjects'))).toHaveLength(50);
  });
});
