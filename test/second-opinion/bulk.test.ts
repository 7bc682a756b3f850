import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
  opinion.connection.bulk2.pollInterval = 20;
  opinion.connection.bulk2.pollTimeout = 25_000;
  opinion.connection.bulk.pollInterval = 20;
  opinion.connection.bulk.pollTimeout = 25_000;
});

afterAll(() => opinion.org.close());

describe('an independent client loading in bulk', () => {
  it('loads 5,000 records and gets a result for each', async () => {
    const input = Array.from({ length: 5000 }, (_, index) =>
      index % 100 === 0 ? { Name: '', Site: `Bulk ${index}` } : { Name: `Bulk ${index}`, Site: 'Bulk' },
    );
    const result = await opinion.connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input,
    });
    expect([result.successfulResults.length, result.failedResults.length]).toEqual([4950, 50]);
    expect(result.failedResults[0]?.sf__Error).toMatch(/^REQUIRED_FIELD_MISSING:/);
    const { totalSize } = await opinion.connection.query("SELECT count() FROM Account WHERE Site = 'Bulk'");
    expect(totalSize).toBe(4950);
  });

  it('completes a job without records', async () => {
    const result = await opinion.connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: [],
    });
    expect(result).toMatchObject({ successfulResults: [], failedResults: [] });
  });

  it('upserts and deletes', async () => {
    const bulk = opinion.connection.bulk2;
    const input = [
      { ExternalId__c: 'B-1', Total__c: '10' },
      { ExternalId__c: 'B-2', Total__c: '20' },
    ];
    const loaded = await bulk.loadAndWaitForResults({
      object: 'Bill__c',
      operation: 'upsert',
      externalIdFieldName: 'ExternalId__c',
      input,
    });
    expect(loaded.successfulResults.map(({ sf__Created }) => sf__Created)).toEqual(['true', 'true']);
    const again = await bulk.loadAndWaitForResults({
      object: 'Bill__c',
      operation: 'upsert',
      externalIdFieldName: 'ExternalId__c',
      input,
    });
    expect(again.successfulResults.map(({ sf__Created }) => sf__Created)).toEqual(['false', 'false']);
    const ids = again.successfulResults.map(({ sf__Id }) => ({ Id: sf__Id }));
    const gone = await bulk.loadAndWaitForResults({ object: 'Bill__c', operation: 'delete', input: ids });
    expect(gone.successfulResults).toHaveLength(2);
  });

  it('reads by a query job', async () => {
    const stream = await opinion.connection.bulk2.query('SELECT Id, Name FROM Lead');
    const records = await stream.toArray();
    expect(records).toHaveLength(300);
    expect(records[0]).toMatchObject({ Id: expect.stringMatching(/^00Q/), Name: expect.any(String) });
  });

  it('loads and reads by the older bulk interface', async () => {
    const results = await opinion.connection.bulk.load('Contact', 'insert', [
      { LastName: 'Older', FirstName: 'One' },
      { LastName: '', FirstName: 'Nobody' },
    ]);
    expect(results.map(({ success }) => success)).toEqual([true, false]);
    const stream = await opinion.connection.bulk.query("SELECT LastName FROM Contact WHERE LastName = 'Older'");
    expect(await stream.toArray()).toMatchObject([{ LastName: 'Older' }]);
  });
});
