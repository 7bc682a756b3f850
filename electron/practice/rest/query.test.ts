import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type BodyItem, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

const accounts = [
  { Name: 'Alpha', Industry: 'Energy', AnnualRevenue: 100, Rating: 'Hot', Site: 'q' },
  { Name: "O'Brien \\ Sons", Industry: 'Banking', AnnualRevenue: 250.4, Rating: null, Site: 'q' },
  { Name: 'beta 100%', Industry: null, AnnualRevenue: null, Rating: 'Cold', Site: 'q' },
  { Name: 'Gamma', Industry: 'energy', AnnualRevenue: 300, Rating: 'Warm', Site: 'q' },
];

beforeAll(async () => {
  test = await startTestOrg({ now: () => new Date('2026-11-22T10:00:00Z') });
  const records = accounts.map((account) => ({ attributes: { type: 'Account' }, ...account }));
  await test.call('POST', '/composite/sobjects', { allOrNone: true, records });
});
afterAll(() => test.org.close());

function onlyRecord({ json, text }: Answer): BodyItem {
  const [record] = json.records;
  if (!record || json.records.length > 1) throw new Error(`Not one record: ${text}`);
  return record;
}

async function names(where: string): Promise<string[]> {
  const { json, text } = await test.query(`SELECT Name FROM Account WHERE Site = 'q' AND ${where}`);
  expect(json.records, text).toBeDefined();
  return json.records.map((record: { Name: string }) => record.Name.replace(/ .*/, ''));
}

describe('WHERE', () => {
  it.each([
    ["Industry = 'ENERGY'", ['Alpha', 'Gamma']],
    ["Industry != 'energy'", ["O'Brien", 'beta']],
    ['Industry = null', ['beta']],
    ["Industry != ''", ['Alpha', "O'Brien", 'Gamma']],
    ["Name LIKE '%A'", ['Alpha', 'Gamma']],
    ["(NOT Name LIKE '%a')", ["O'Brien", 'beta']],
    [String.raw`Name LIKE '%100\%'`, ['beta']],
    ["Name LIKE '_amma'", ['Gamma']],
    [String.raw`Name = 'O\'Brien \\ Sons'`, ["O'Brien"]],
    ['AnnualRevenue > 100', ["O'Brien", 'Gamma']],
    ['AnnualRevenue <= 250', ['Alpha', "O'Brien"]],
    ['AnnualRevenue IN (100, 300)', ['Alpha', 'Gamma']],
    ["Industry IN ('Energy', null)", ['Alpha', 'beta', 'Gamma']],
    ["Industry NOT IN ('Energy')", ["O'Brien", 'beta']],
    ["(Rating = 'Hot' OR (Rating = 'Cold' AND AnnualRevenue = null))", ['Alpha', 'beta']],
    ["NOT (Rating = 'Hot' OR Rating = null)", ['beta', 'Gamma']],
    [
      'IsDeleted = false AND CreatedDate = TODAY AND CreatedDate >= 2026-11-22T09:00:00Z',
      ['Alpha', "O'Brien", 'beta', 'Gamma'],
    ],
    ['CreatedDate < LAST_N_DAYS:2', []],
    ["Owner.Username = 'ADMIN@practice.example' AND Name < 'b'", ['Alpha']],
  ])('%s', async (where, expected) => {
    expect(await names(where)).toEqual(expected);
  });

  it('finds by id in both lengths, and children of found parents', async () => {
    const { Id } = onlyRecord(await test.query("SELECT Id FROM Account WHERE Name = 'Alpha'"));
    const ids = `('${Id.slice(0, 15)}', '${Id}')`;
    expect((await test.query(`SELECT Id FROM Account WHERE Id IN ${ids}`)).json.totalSize).toBe(1);
    expect((await test.query(`SELECT Id FROM Account WHERE Id = '${Id}' AND Name = 'x'`)).json.totalSize).toBe(0);
    const made = await test.call('POST', '/sobjects/Contact', { LastName: 'Child', AccountId: Id });
    const soql = "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'Alpha')";
    expect((await test.query(soql)).json.records).toEqual([expect.objectContaining({ Id: made.json.id })]);
  });

  it('finds any text that was escaped, and nothing else by it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("'", '\\', 'a', ' ', '%', '_', '"'), minLength: 1, maxLength: 12 }),
        async (raw) => {
          const name = `x${raw}x`;
          const made = await test.call('POST', '/sobjects/Account', { Name: name, Site: 'escape' });
          const quoted = name.replace(/[\\']/g, '\\$&');
          const { json } = await test.query(`SELECT Id FROM Account WHERE Site = 'escape' AND Name = '${quoted}'`);
          expect(json.records.map((record: { Id: string }) => record.Id)).toContain(made.json.id);
          await test.call('DELETE', `/sobjects/Account/${made.json.id}`);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('SELECT, ORDER BY and LIMIT', () => {
  const ordered = async (clause: string) =>
    (await test.query(`SELECT Name FROM Account WHERE Site = 'q' ${clause}`)).json.records.map(
      (record: { Name: string }) => record.Name.replace(/ .*/, ''),
    );

  it('sort without regard to case, nulls first unless asked otherwise, picklists by their order', async () => {
    expect(await ordered('ORDER BY Name')).toEqual(['Alpha', 'beta', 'Gamma', "O'Brien"]);
    expect(await ordered('ORDER BY AnnualRevenue DESC')).toEqual(['beta', 'Gamma', "O'Brien", 'Alpha']);
    expect(await ordered('ORDER BY AnnualRevenue DESC NULLS LAST')).toEqual(['Gamma', "O'Brien", 'Alpha', 'beta']);
    expect(await ordered('ORDER BY Rating NULLS LAST, Name')).toEqual(['Alpha', 'Gamma', 'beta', "O'Brien"]);
    expect(await ordered('ORDER BY Name LIMIT 2 OFFSET 1')).toEqual(['beta', 'Gamma']);
    expect(await ordered('LIMIT 0')).toEqual([]);
  });

  it('show fields by their true names in the order asked, parents nested', async () => {
    const { json } = await test.query(
      'select phone, c.Account.NAME, account.owner.name, ID from contact c where AccountId != null limit 1',
    );
    const account = json.records[0]?.Account as Record<string, { readonly attributes: { readonly type: string } }>;
    expect(Object.keys(json.records[0] ?? {})).toEqual(['attributes', 'Phone', 'Account', 'Id']);
    expect(Object.keys(account)).toEqual(['attributes', 'Name', 'Owner']);
    expect(account.Owner?.attributes.type).toBe('User');
  });

  it('show null for a parent that is not set', async () => {
    await test.call('POST', '/sobjects/Contact', { LastName: 'Orphan' });
    const { json } = await test.query("SELECT Account.Name FROM Contact WHERE LastName = 'Orphan'");
    expect(json.records[0].Account).toBeNull();
  });

  it('count without records, and show all fields on request', async () => {
    expect((await test.query('SELECT COUNT() FROM Opportunity')).json).toEqual({
      totalSize: 250,
      done: true,
      records: [],
    });
    const all = (await test.query('SELECT FIELDS(ALL) FROM Lead LIMIT 1')).json.records[0];
    expect(all).toHaveProperty('SystemModstamp');
  });
});

describe('pages', () => {
  it('hold 2,000 records, keep what the query saw, and end without a next address', async () => {
    for (let call = 0; call < 21; call += 1) {
      const records = Array.from({ length: 200 }, (_, index) => ({
        attributes: { type: 'Account' },
        Name: `P${call}-${index}`,
        Site: 'page',
      }));
      await test.call('POST', '/composite/sobjects', { records });
    }
    const first = (await test.query("SELECT Id, Name FROM Account WHERE Site = 'page'")).json;
    expect([first.totalSize, first.done, first.records.length]).toEqual([4200, false, 2000]);
    expect(first.nextRecordsUrl).toMatch(/^\/services\/data\/v64\.0\/query\/01g\w{15}-2000$/);
    const next = (url: string) => test.call('GET', url.replace('/services/data/v64.0', ''));
    const second = (await next(first.nextRecordsUrl)).json;
    const third = (await next(second.nextRecordsUrl)).json;
    expect([third.done, third.records.length, third.nextRecordsUrl]).toEqual([true, 200, undefined]);
    const ids = [first, second, third].flatMap((page) => page.records.map((record: { Id: string }) => record.Id));
    expect(new Set(ids).size).toBe(4200);
  });

  it('follow the batch size asked for, between 200 and 2,000', async () => {
    const path = `/query?q=${encodeURIComponent('SELECT Id FROM Contact')}`;
    const size = async (asked: string) =>
      (await test.call('GET', path, undefined, { 'sforce-query-options': `batchSize=${asked}` })).json.records.length;
    expect(await size('250')).toBe(250);
    expect(await size('1')).toBe(200);
  });

  it('are refused under an unknown locator and past the end', async () => {
    const soql = `/query?q=${encodeURIComponent('SELECT Id FROM Contact')}`;
    const first = await test.call('GET', soql, undefined, { 'sforce-query-options': 'batchSize=200' });
    const past = `${/query\/(\w+)-/.exec(first.json.nextRecordsUrl)?.[1]}-9000`;
    for (const locator of ['01gL00000000001AAA-2000', 'nonsense', past]) {
      const { status, json } = await test.call('GET', `/query/${locator}`);
      expect([status, json]).toEqual([400, [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }]]);
    }
  });

  it('leave out deleted records, which queryAll shows', async () => {
    const { json } = await test.call('POST', '/sobjects/Account', { Name: 'Binned', Site: 'bin' });
    await test.call('DELETE', `/sobjects/Account/${json.id}`);
    const soql = "SELECT Id, IsDeleted FROM Account WHERE Site = 'bin'";
    expect((await test.query(soql)).json.totalSize).toBe(0);
    const all = await test.call('GET', `/queryAll?q=${encodeURIComponent(soql)}`);
    expect(all.json.records).toEqual([expect.objectContaining({ Id: json.id, IsDeleted: true })]);
  });
});

describe('a query that is refused', () => {
  it.each([
    [
      'SELECT Foo FROM Account',
      'INVALID_FIELD',
      "\nSELECT Foo FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'Account'. If you are",
    ],
    [
      'SELECT Id FROM Foo',
      'INVALID_TYPE',
      "\nSELECT Id FROM Foo\n               ^\nERROR at Row:1:Column:16\nsObject type 'Foo' is not supported.",
    ],
    ['SELECT Ship.Name FROM Account', 'INVALID_FIELD', "Didn't understand relationship 'Ship' in field path."],
    [
      'SELECT Id, FROM Account',
      'MALFORMED_QUERY',
      "\nSELECT Id, FROM Account\n           ^\nERROR at Row:1:Column:12\nunexpected token: 'FROM'",
    ],
    [
      'SELECT Id\nFROM Account\nWHERE Name = abc',
      'MALFORMED_QUERY',
      "ERROR at Row:3:Column:14\nunexpected token: 'abc'",
    ],
    ['SELECT Id FROM Account WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    [
      "SELECT Id FROM Account WHERE Name = 'abc",
      'MALFORMED_QUERY',
      "line 1:40 mismatched character '<EOF>' expecting '''",
    ],
    [
      "SELECT Id FROM Account WHERE Name='a' AND Site='b' OR Site='c'",
      'MALFORMED_QUERY',
      "ERROR at Row:1:Column:52\nunexpected token: 'OR'",
    ],
    [
      "SELECT Id FROM Account WHERE AnnualRevenue > '5'",
      'INVALID_FIELD',
      "value of filter criterion for field 'AnnualRevenue' must be of type double and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Account WHERE Name = 5',
      'INVALID_FIELD',
      "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Opportunity WHERE CloseDate > 2026-01-01T00:00:00Z',
      'INVALID_FIELD',
      'must be of type date and should not be enclosed in quotes',
    ],
    ["SELECT Id FROM Account WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    [
      "SELECT Id FROM Account WHERE AnnualRevenue LIKE '1%'",
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on currency field',
    ],
    ['SELECT Id, Id FROM Account', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    ['SELECT Id Nickname FROM Account', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 'must have a LIMIT of at most 200'],
    ['', 'MALFORMED_QUERY', 'A query string has to be specified'],
  ])('%s', async (soql, errorCode, message) => {
    const { status, json } = await test.query(soql);
    expect(status).toBe(400);
    expect(json[0].errorCode).toBe(errorCode);
    expect(json[0].message).toContain(message);
  });
});
