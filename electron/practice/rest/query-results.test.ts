import jsforce from '@jsforce/jsforce-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let salesToken: string;

beforeAll(async () => {
  test = await startTestOrg({ now: () => new Date('2026-11-22T10:00:00Z') });
  const [, sales] = test.org.users;
  const form = { ...passwordForm(test.org), username: sales?.username ?? '' };
  const password = (sales?.password ?? '') + (sales?.securityToken ?? '');
  salesToken = (await requestToken(test.org.loginUrl, { ...form, password })).json.access_token;
});
afterAll(() => test.org.close());

const asSales = (path: string) => test.call('GET', path, undefined, { authorization: `Bearer ${salesToken}` });
const query = (soql: string) => `/query?q=${encodeURIComponent(soql)}`;
const search = (sosl: string) => `/search?q=${encodeURIComponent(sosl)}`;

describe('a query by someone who may not see everything', () => {
  it('knows no column that is hidden from them, wherever it is named', async () => {
    const refused = async (soql: string) => {
      const { status, json } = await asSales(query(soql));
      return [status, json[0].errorCode, json[0].message.includes("No such column 'AnnualRevenue'")];
    };
    const hidden = [400, 'INVALID_FIELD', true];
    expect(await refused('SELECT AnnualRevenue FROM Account')).toEqual(hidden);
    expect(await refused('SELECT Id FROM Account WHERE AnnualRevenue > 5')).toEqual(hidden);
    expect(await refused('SELECT Id FROM Account ORDER BY AnnualRevenue')).toEqual(hidden);
    expect(await refused('SELECT SUM(AnnualRevenue) FROM Account')).toEqual(hidden);
    expect(await refused('SELECT Account.AnnualRevenue FROM Contact')).toEqual(hidden);
    expect(await refused('SELECT Id, (SELECT AnnualRevenue FROM ChildAccounts) FROM Account')).toEqual(hidden);
    const all = (await asSales(query('SELECT FIELDS(STANDARD) FROM Account LIMIT 1'))).json.records[0];
    expect(all).toHaveProperty('Name');
    expect(all).not.toHaveProperty('AnnualRevenue');
  });

  it('cannot read on a result of another user', async () => {
    const { json } = await test.call('GET', query('SELECT Id FROM Contact'), undefined, {
      'sforce-query-options': 'batchSize=200',
    });
    const path = json.nextRecordsUrl.replace('/services/data/v64.0', '');
    expect((await asSales(path)).json[0].errorCode).toBe('INVALID_QUERY_LOCATOR');
    expect((await test.call('GET', path)).status).toBe(200);
  });
});

describe('pages', () => {
  it('are as small as the org allows, for lists of children too, and read on by a client we did not write', async () => {
    await test.control('switches', { queryPageSize: 2 });
    const soql = 'SELECT Name, (SELECT Id FROM Contacts) FROM Account ORDER BY Name LIMIT 5';
    const first = (await test.query(soql)).json;
    expect([first.totalSize, first.done, first.records.length]).toEqual([5, false, 2]);
    const all = await test.call('GET', first.nextRecordsUrl.replace('/services/data/v64.0/query', '/queryAll'));
    expect(all.json.records).toHaveLength(2);

    const connection = new jsforce.Connection({
      instanceUrl: test.org.instanceUrl,
      accessToken: test.token,
      version: '64.0',
    });
    const names: string[] = [];
    await connection.query(soql, { autoFetch: true }).on('record', (record) => names.push(String(record.Name)));
    expect(names).toHaveLength(5);
    await test.control('switches', { queryPageSize: 2000 });
  });
});

describe('query?explain=', () => {
  it('tells the ways to run a query, the cheapest first, with counted numbers', async () => {
    const soql = "SELECT Id FROM Contact WHERE Account.Name != 'x' AND Email = 'nobody@example.com'";
    const { status, json } = await test.call('GET', `/query/?explain=${encodeURIComponent(soql)}`);
    const total = (await test.query('SELECT COUNT() FROM Contact')).json.totalSize;
    const unindexed = 'Not considering filter for optimization because unindexed';
    const note = (field: string) => ({ description: unindexed, fields: [field], tableEnumOrId: 'Contact' });
    expect([status, json]).toEqual([
      200,
      {
        plans: [
          {
            cardinality: 0,
            fields: ['Email'],
            leadingOperationType: 'Index',
            notes: [],
            relativeCost: 0,
            sobjectCardinality: total,
            sobjectType: 'Contact',
          },
          {
            cardinality: 0,
            fields: [],
            leadingOperationType: 'TableScan',
            notes: [note('IsDeleted')],
            relativeCost: 1,
            sobjectCardinality: total,
            sobjectType: 'Contact',
          },
        ],
        sourceQuery: soql,
      },
    ]);
  });

  it('refuses queries that do not run and ids of reports the org does not have', async () => {
    const explain = async (text: string) =>
      (await test.call('GET', `/query?explain=${encodeURIComponent(text)}`)).json[0].errorCode;
    expect(await explain('SELECT Foo FROM Contact')).toBe('INVALID_FIELD');
    expect(await explain('SELECT')).toBe('MALFORMED_QUERY');
    expect(await explain('00O000000000001')).toBe('INVALID_ID');
  });
});

describe('search', () => {
  it('answers with an object from version 37 on, with the list alone before', async () => {
    const path = search('FIND {energy} IN NAME FIELDS RETURNING Account(Name LIMIT 2)');
    const found = (await test.call('GET', path)).json as unknown as { searchRecords: { Name: string }[] };
    expect(found.searchRecords).toHaveLength(2);
    const headers = { authorization: `Bearer ${test.token}` };
    const before = await send(`${test.org.instanceUrl}/services/data/v36.0${path}`, { headers });
    expect(before.json).toHaveLength(2);
  });

  it('works for a client we did not write', async () => {
    const connection = new jsforce.Connection({
      instanceUrl: test.org.instanceUrl,
      accessToken: test.token,
      version: '64.0',
    });
    const { searchRecords } = await connection.search('FIND {energ*} RETURNING Account(Id, Name), Lead LIMIT 4');
    expect(searchRecords).toHaveLength(4);
    expect(new Set(searchRecords.map((record) => record.attributes?.type))).toEqual(new Set(['Account', 'Lead']));
  });

  it('finds nothing by fields that are hidden, and refuses to show them', async () => {
    const refused = await asSales(search('FIND {energy} RETURNING Account(AnnualRevenue)'));
    expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  });

  it('takes parameters in the address and in a body', async () => {
    const address = await test.call(
      'GET',
      '/parameterizedSearch?q=energy&sobject=Account&Account.fields=id,name&Account.limit=2',
    );
    const body = { q: 'energy', sobjects: [{ name: 'Account', fields: ['id', 'name'], limit: 2 }] };
    const posted = await test.call('POST', '/parameterizedSearch', body);
    expect(address.status).toBe(200);
    expect(posted.json).toEqual(address.json);
    expect(
      (await test.call('POST', '/parameterizedSearch', 'null', { 'content-type': 'application/json' })).status,
    ).toBe(400);
  });

  it('tells its wording of a mistake, the order of objects and the columns of results', async () => {
    const message = 'No search term found. The search term must be enclosed in braces.';
    expect((await test.call('GET', search("FIND 'energy'"))).json).toEqual([
      { message, errorCode: 'MALFORMED_SEARCH' },
    ]);
    const order = (await test.call('GET', '/search/scopeOrder')).json as unknown as { type: string }[];
    expect(order.map(({ type }) => type)).toEqual(expect.arrayContaining(['Account', 'Contact', 'User']));
    const [layout] = (await test.call('GET', '/search/layout?q=Contact')).json as unknown as {
      searchColumns: { name: string }[];
    }[];
    expect(layout?.searchColumns.map(({ name }) => name)).toEqual([
      'Name',
      'Phone',
      'MobilePhone',
      'Email',
      'Owner.Alias',
    ]);
    expect((await test.call('GET', '/search/layout?q=Nothing')).json[0].errorCode).toBe('INVALID_TYPE');
  });
});
