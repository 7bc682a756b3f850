import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let connection: Connection;
beforeAll(async () => {
  test = await startTestOrg();
  connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
  connection.bulk2.pollInterval = 20;
  connection.bulk.pollInterval = 20;
});
afterAll(() => test.org.close());

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

/** The client cleans up without waiting; the org must not be gone before. */
function sent(method: string, path: RegExp): Promise<void> {
  return expect
    .poll(() =>
      test.org.requests().some((entry) => entry.method === method && path.test(entry.path) && entry.status !== null),
    )
    .toBe(true);
}

async function countOf(where: string): Promise<number> {
  return (await test.query(`SELECT count() FROM Account WHERE ${where}`)).json.totalSize;
}

describe('an independent client of Bulk API 2.0', () => {
  it('inserts 5,000 records, updates and deletes them', async () => {
    const load = (operation: 'insert' | 'update' | 'delete', input: Record<string, string | number>[]) =>
      connection.bulk2.loadAndWaitForResults({ object: 'Account', operation, input });
    const inserted = await load(
      'insert',
      names('Bulk', 5000).map((Name, index) => ({ Name, NumberOfEmployees: index })),
    );
    expect(inserted.successfulResults).toHaveLength(5000);
    expect(inserted.failedResults).toEqual([]);
    expect(inserted.unprocessedRecords).toEqual([]);
    expect(inserted.successfulResults[0]).toMatchObject({
      sf__Created: 'true',
      Name: 'Bulk 0',
      NumberOfEmployees: '0',
    });
    const ids = inserted.successfulResults.map(({ sf__Id }) => sf__Id);
    const updated = await load(
      'update',
      ids.map((Id) => ({ Id, Phone: '123' })),
    );
    expect(updated.successfulResults[0]).toMatchObject({ sf__Created: 'false' });
    expect(await countOf("Name LIKE 'Bulk %' AND Phone = '123'")).toBe(5000);
    const removed = await load(
      'delete',
      ids.map((Id) => ({ Id })),
    );
    expect(removed.successfulResults).toHaveLength(5000);
    expect(await countOf("Name LIKE 'Bulk %'")).toBe(0);
  });

  it('is told of rows that were refused', async () => {
    const { successfulResults, failedResults } = await connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: [
        { Name: 'Fine', Phone: '1' },
        { Name: '', Phone: '2' },
      ],
    });
    expect(successfulResults).toHaveLength(1);
    expect(failedResults).toEqual([
      {
        sf__Id: '',
        sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
        Name: '',
        Phone: '2',
      },
    ]);
  });

  it('upserts by an external id: the second load updates what the first one made', async () => {
    const load = () =>
      connection.bulk2.loadAndWaitForResults({
        object: 'Bill__c',
        operation: 'upsert',
        externalIdFieldName: 'ExternalId__c',
        input: [{ ExternalId__c: 'UP-1' }, { ExternalId__c: 'UP-2' }],
      });
    expect((await load()).successfulResults.map(({ sf__Created }) => sf__Created)).toEqual(['true', 'true']);
    expect((await load()).successfulResults.map(({ sf__Created }) => sf__Created)).toEqual(['false', 'false']);
  });

  it('loads nothing and gets three empty results', async () => {
    const results = await connection.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: [] });
    expect(results).toEqual({ successfulResults: [], failedResults: [], unprocessedRecords: [] });
  });

  it('is told why a whole job failed', async () => {
    const load = connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: [{ Name: 'X', Colour: 'red' }],
    });
    await expect(load).rejects.toThrow('InvalidBatch : Field name not found : Colour');
    await sent('DELETE', /jobs\/ingest/);
  });

  it('queries', async () => {
    const total = await countOf("Name != ''");
    const records = await (await connection.bulk2.query('SELECT Id, Name, Owner.Name FROM Account')).toArray();
    expect(records).toHaveLength(total);
    expect(records[0]).toEqual({
      Id: expect.stringMatching(/^001/),
      Name: expect.any(String),
      'Owner.Name': expect.any(String),
    });
  });

  it('queries nothing', async () => {
    const records = await (await connection.bulk2.query("SELECT Id FROM Account WHERE Name = 'nobody'")).toArray();
    expect(records).toEqual([]);
  });
});

describe('an independent client of Bulk API v1', () => {
  it('inserts, updates and deletes', async () => {
    const inserted = await connection.bulk.load('Account', 'insert', [
      { Name: 'Classic 1', Phone: '1' },
      { Name: '', Phone: '2' },
    ]);
    expect(inserted).toEqual([
      { id: expect.stringMatching(/^001/), success: true, created: true, errors: [] },
      {
        id: null,
        success: false,
        created: false,
        errors: ['REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --'],
      },
    ]);
    const id = String(inserted[0]?.id);
    const updated = await connection.bulk.load('Account', 'update', [{ Id: id, Phone: '42' }]);
    expect(updated).toEqual([{ id, success: true, created: false, errors: [] }]);
    const removed = await connection.bulk.load('Account', 'delete', [{ Id: id }]);
    expect(removed).toEqual([{ id, success: true, created: false, errors: [] }]);
  });

  it('queries', async () => {
    const total = await countOf("Name != ''");
    const records = await (await connection.bulk.query('SELECT Id, Name FROM Account')).toArray();
    expect(records).toHaveLength(total);
    const none = await (await connection.bulk.query("SELECT Id FROM Account WHERE Name = 'nobody'")).toArray();
    expect(none).toEqual([]);
  });

  it('is told why a batch failed', async () => {
    await expect(connection.bulk.load('Account', 'insert', [{ Colour: 'red' }])).rejects.toThrow(
      'InvalidBatch : Field name not found : Colour',
    );
    const made = () =>
      test.org.requests().filter(({ method, path }) => method === 'POST' && /\/job$/.test(path)).length;
    const closed = () =>
      test.org.requests().filter(({ method, path }) => method === 'POST' && /\/job\/\w+$/.test(path)).length;
    await expect.poll(closed).toBe(made());
  });
});
