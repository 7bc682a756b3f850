import { Connection, type SaveResult } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let connection: Connection;

beforeAll(async () => {
  test = await startTestOrg();
  connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
});
afterAll(() => test.org.close());

const idOf = (result: SaveResult | undefined): string => {
  if (!result?.success) throw new Error(`Not saved: ${JSON.stringify(result)}`);
  return result.id;
};
const codes = (results: readonly SaveResult[]) =>
  results.map((result) => (result.success ? 'ok' : (result.errors[0] as unknown as { statusCode: string }).statusCode));

describe('an independent client', () => {
  it('creates, reads, changes and deletes one record', async () => {
    const id = idOf(await connection.sobject('Account').create({ Name: 'One' }));
    expect(await connection.sobject('Account').retrieve(id)).toMatchObject({ Id: id, Name: 'One' });
    expect(await connection.sobject('Account').update({ Id: id, Name: 'Two' })).toEqual({
      id,
      success: true,
      errors: [],
    });
    expect(await connection.sobject('Account').destroy(id)).toEqual({ id, success: true, errors: [] });
    await expect(connection.sobject('Account').retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
    await expect(connection.sobject('Account').create({ Site: 'x' })).rejects.toMatchObject({
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Name]',
    });
  });

  it('creates, reads, changes and deletes many, also more than one call takes', async () => {
    const accounts = Array.from({ length: 450 }, (_, index) => ({ Name: `Many ${index}` }));
    const made = await connection.sobject('Account').create(accounts, { allowRecursive: true });
    const ids = made.map(idOf);
    expect(ids).toHaveLength(450);
    const [first = '', second = ''] = ids;
    const some = await connection.sobject('Account').retrieve([first, '001000000000001', second], { fields: ['Name'] });
    expect(some).toMatchObject([{ Name: 'Many 0' }, null, { Name: 'Many 1' }]);
    const changed = await connection.sobject('Account').update([
      { Id: first, Name: 'Changed' },
      { Id: 'nonsense', Name: 'x' },
      { Id: second, Name: '' },
    ]);
    expect(codes(changed)).toEqual(['ok', 'MALFORMED_ID', 'REQUIRED_FIELD_MISSING']);
    const gone = await connection.sobject('Account').destroy(ids, { allowRecursive: true });
    expect(codes(gone).every((code) => code === 'ok')).toBe(true);
  });

  it('does all or nothing when it asks for it', async () => {
    const bills = [
      { ExternalId__c: 'J-1', Total__c: 1 },
      { ExternalId__c: 'J-2', Total__c: -1 },
    ];
    const created = await connection.sobject('Bill__c').create(bills, { allOrNone: true });
    expect(codes(created)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    const upserted = await connection.sobject('Bill__c').upsert(bills, 'ExternalId__c', { allOrNone: true });
    expect(upserted).toMatchObject([
      { success: false, created: true, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, created: true, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }] },
    ]);
    expect(await connection.sobject('Bill__c').count({ ExternalId__c: { $in: ['J-1', 'J-2'] } })).toBe(0);
  });

  it('upserts one record and many by an external id', async () => {
    const one = { ExternalId__c: 'J-3', Total__c: 3 };
    expect(await connection.sobject('Bill__c').upsert(one, 'ExternalId__c')).toMatchObject({
      success: true,
      created: true,
    });
    expect(await connection.sobject('Bill__c').upsert(one, 'ExternalId__c')).toMatchObject({
      success: true,
      created: false,
    });
    const many = await connection.sobject('Bill__c').upsert([one, { ExternalId__c: 'J-4' }], 'ExternalId__c');
    expect(many).toMatchObject([
      { success: true, created: false },
      { success: true, created: true },
    ]);
    const twins = [
      { LastName: 'T', Email: 't@example.com' },
      { LastName: 'U', Email: 't@example.com' },
    ];
    await connection.sobject('Contact').create(twins);
    await expect(
      connection.sobject('Contact').upsert({ LastName: 'V', Email: 't@example.com' }, 'Email'),
    ).rejects.toMatchObject({
      name: 'MULTIPLE_CHOICES',
      data: [expect.stringContaining('/sobjects/Contact/003'), expect.any(String)],
    });
  });

  it('describes, and lists what is recent, updated, deleted and limited', async () => {
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Account', 'ProcessInstance', 'Attachment']),
    );
    const { fields, recordTypeInfos } = await connection.sobject('Account').describe();
    expect(fields.length).toBeGreaterThan(20);
    expect(recordTypeInfos[0]?.recordTypeId).toBe('012000000000000AAA');
    expect((await connection.sobject('Account').layouts()).layouts).toHaveLength(1);
    expect((await connection.sobject('Account').compactLayouts()).compactLayouts).toHaveLength(1);
    const id = idOf(await connection.sobject('Account').create({ Name: 'Recent' }));
    expect((await connection.recent(1))[0]).toMatchObject({ Id: id });
    expect((await connection.sobject('Account').recent())[0]).toMatchObject({ Id: id });
    const start = new Date(Date.now() - 3_600_000);
    const end = new Date(Date.now() + 120_000);
    const updated = await connection.sobject('Account').updated(start, end);
    expect([updated.ids.includes(id), typeof updated.latestDateCovered]).toEqual([true, 'string']);
    await connection.sobject('Account').destroy(id);
    const deleted = await connection.sobject('Account').deleted(start, end);
    expect(deleted.deletedRecords.map((record) => record.id)).toContain(id);
    const limits = await connection.limits();
    expect(Object.keys(limits).length).toBeGreaterThan(50);
    for (const name of ['DataStorageMB', 'FileStorageMB', 'DailyApiRequests'])
      expect(limits[name]?.Max).toBeGreaterThan(0);
    expect(connection.limitInfo.apiUsage?.used).toBeGreaterThan(0);
  });

  it('sends files in a multipart body', async () => {
    const parent = idOf(await connection.sobject('Account').create({ Name: 'With file' }));
    const content = Buffer.from('Grüße\r\n--');
    const id = idOf(
      await connection
        .sobject('Attachment')
        .create(
          { ParentId: parent, Name: 'f.txt', Body: content.toString('base64') },
          { multipartFileFields: { Body: { filename: 'f.txt', contentType: 'text/plain' } } },
        ),
    );
    const parts: Buffer[] = [];
    for await (const part of connection.sobject('Attachment').record(id).blob('Body')) parts.push(Buffer.from(part));
    expect(Buffer.concat(parts)).toEqual(content);
  });

  it('makes composite calls', async () => {
    const result = await connection.requestPost<{ compositeResponse: { httpStatusCode: number }[] }>('/composite', {
      compositeRequest: [
        { method: 'POST', url: '/services/data/v64.0/sobjects/Account', referenceId: 'a', body: { Name: 'C' } },
        { method: 'DELETE', url: '/services/data/v64.0/sobjects/Account/@{a.id}', referenceId: 'b' },
      ],
    });
    expect(result.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 204]);
  });
});
