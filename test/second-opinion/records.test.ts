import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
});

afterAll(() => opinion.org.close());

describe('an independent client working with records', () => {
  it('creates, reads, changes and deletes one', async () => {
    const accounts = opinion.connection.sobject('Account');
    const created = await accounts.create({ Name: 'Second opinion' });
    expect(created).toMatchObject({ success: true, errors: [] });
    const id = created.id ?? '';
    expect(await accounts.update({ Id: id, Site: 'North' })).toMatchObject({ success: true, id });
    expect(await accounts.retrieve(id)).toMatchObject({ Id: id, Name: 'Second opinion', Site: 'North' });
    expect(await accounts.destroy(id)).toMatchObject({ success: true, id });
    await expect(accounts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  it('is told by code what is wrong with a record', async () => {
    await expect(opinion.connection.sobject('Account').create({ Site: 'No name' })).rejects.toMatchObject({
      errorCode: 'REQUIRED_FIELD_MISSING',
    });
    await expect(
      opinion.connection
        .sobject('Opportunity')
        .create({ Name: 'x', StageName: 'Prospecting', CloseDate: '2026-01-01', Amount: -1 }),
    ).rejects.toMatchObject({ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' });
  });

  it('writes and reads many in one call, with a result for each', async () => {
    const accounts = opinion.connection.sobject('Account');
    const results = await accounts.create([{ Name: 'One' }, { Site: 'No name' }, { Name: 'Three' }]);
    expect(results.map(({ success }) => success)).toEqual([true, false, true]);
    const ids = results.flatMap(({ id }) => (id ? [id] : []));
    const read = await accounts.retrieve(ids);
    expect(read.map((record) => record?.Name)).toEqual(['One', 'Three']);
    const gone = await accounts.destroy(ids);
    expect(gone.every(({ success }) => success)).toBe(true);
  });

  it('has all undone when all or none was asked for', async () => {
    const results = await opinion.connection
      .sobject('Account')
      .create([{ Name: 'Undone' }, { Site: 'No name' }], { allOrNone: true });
    expect(results.map(({ success }) => success)).toEqual([false, false]);
    const found = await opinion.connection.query("SELECT count() FROM Account WHERE Name = 'Undone'");
    expect(found.totalSize).toBe(0);
  });

  it('upserts by an external id, and is told whether the record is new', async () => {
    const bills = opinion.connection.sobject('Bill__c');
    const first = await bills.upsert({ ExternalId__c: 'SO-1', Total__c: 12.5 }, 'ExternalId__c');
    expect(first).toMatchObject({ success: true, created: true });
    const second = await bills.upsert({ ExternalId__c: 'SO-1', Total__c: 20 }, 'ExternalId__c');
    expect(second).toMatchObject({ success: true, created: false, id: first.id });
    const many = await bills.upsert(
      [
        { ExternalId__c: 'SO-1', Total__c: 1 },
        { ExternalId__c: 'SO-2', Total__c: 2 },
      ],
      'ExternalId__c',
    );
    expect(many.map(({ created }) => created)).toEqual([false, true]);
  });

  it('describes objects and lists them', async () => {
    const description = await opinion.connection.describe('Bill__c');
    expect(description.fields.find(({ name }) => name === 'ExternalId__c')).toMatchObject({
      externalId: true,
      unique: true,
    });
    const all = await opinion.connection.describeGlobal();
    expect(all.sobjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['Account', 'Bill__c', 'Lead']));
  });

  it('fetches all of a result that comes in several pages', async () => {
    const names = Array.from({ length: 2200 }, (_, index) => ({ Name: `Paged ${index}` }));
    for (let start = 0; start < names.length; start += 200) {
      await opinion.connection.sobject('Account').create(names.slice(start, start + 200));
    }
    const first = await opinion.connection.query("SELECT Id FROM Account WHERE Name LIKE 'Paged %'");
    expect([first.totalSize, first.done, first.records.length]).toEqual([2200, false, 2000]);
    const all = await opinion.connection.query("SELECT Id, Name FROM Account WHERE Name LIKE 'Paged %'", {
      autoFetch: true,
      maxFetch: 10_000,
    });
    expect(new Set(all.records.map(({ Id }) => Id)).size).toBe(2200);
  });

  it('reads parents, children and aggregates', async () => {
    const { connection } = opinion;
    const children = await connection.query(
      'SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 3',
    );
    expect(children.records[0]?.Contacts).toMatchObject({ totalSize: expect.any(Number), done: true });
    const grouped = await connection.query('SELECT StageName, COUNT(Id) deals FROM Opportunity GROUP BY StageName');
    expect(grouped.records[0]).toMatchObject({ attributes: { type: 'AggregateResult' }, deals: expect.any(Number) });
    const found = await connection.search('FIND {example*} IN EMAIL FIELDS RETURNING Contact(Id, Email)');
    expect(found.searchRecords.length).toBeGreaterThan(0);
  });

  it('sees recent, updated and deleted records', async () => {
    const accounts = opinion.connection.sobject('Account');
    const from = new Date(Date.now() - 60 * 60_000);
    const until = new Date(Date.now() + 60_000);
    const { id = '' } = await accounts.create({ Name: 'Tracked' });
    expect((await accounts.updated(from, until)).ids).toContain(id);
    await accounts.destroy(id ?? '');
    expect((await accounts.deleted(from, until)).deletedRecords.map((record) => record.id)).toContain(id);
    expect((await accounts.recent()).length).toBeGreaterThan(0);
  });

  it('knows how much of the limits is used', async () => {
    const limits = await opinion.connection.limits();
    for (const name of ['DataStorageMB', 'FileStorageMB', 'DailyApiRequests'] as const) {
      expect(limits[name]?.Max).toBeGreaterThan(0);
    }
    expect(opinion.connection.limitInfo.apiUsage?.used).toBeGreaterThan(0);
  });
});
