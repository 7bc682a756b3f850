import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../../testing/client.ts';
import { type BulkCaller, bulkCaller } from '../testing/jobs.ts';

let test: TestOrg;
let bulk: BulkCaller;
beforeAll(async () => {
  test = await startTestOrg();
  bulk = bulkCaller(test);
  await bulk.load(
    { object: 'Account', operation: 'insert' },
    `Name,NumberOfEmployees,Description\n${Array.from({ length: 25 }, (_, index) => `Page ${String(index).padStart(2, '0')},${index},"a ""b""\nc, d"`).join('\n')}\n`,
  );
});
afterAll(() => test.org.close());

const paged = "SELECT Name, NumberOfEmployees FROM Account WHERE Name LIKE 'Page %' ORDER BY Name";

async function run(query: string, settings: object = {}): Promise<string> {
  const { status, job } = await bulk.make('query', { operation: 'query', query, ...settings });
  expect([status, job.state]).toEqual([200, 'UploadComplete']);
  expect((await bulk.finish('query', job.id)).state).toBe('JobComplete');
  return job.id;
}

const results = (id: string, query = ''): Promise<Answer> => test.call('GET', `/jobs/query/${id}/results${query}`);

describe('a query job', () => {
  it('is answered as documented', async () => {
    const { job } = await bulk.make('query', { operation: 'query', query: paged });
    expect(job).toEqual({
      id: expect.stringMatching(/^750.{15}$/),
      operation: 'query',
      object: 'Account',
      createdById: expect.stringMatching(/^005/),
      createdDate: expect.stringMatching(/\+0000$/),
      systemModstamp: expect.stringMatching(/\+0000$/),
      state: 'UploadComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 64,
      jobType: 'V2Query',
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
    expect(await bulk.finish('query', job.id)).toMatchObject({
      jobType: 'V2Query',
      state: 'JobComplete',
      numberRecordsProcessed: 25,
      retries: 0,
      totalProcessingTime: expect.any(Number),
    });
  });

  it('gives its rows in pages: the header row on each, and `null` for a locator on the last', async () => {
    const id = await run(paged);
    let locator: string | null = '';
    const counts: string[] = [];
    const names: string[] = [];
    while (locator !== 'null') {
      const page: Answer = await results(id, `?maxRecords=10${locator === '' ? '' : `&locator=${locator}`}`);
      expect(page.headers.get('content-type')).toBe('text/csv');
      const [header, ...rows] = page.text.trimEnd().split('\n');
      expect(header).toBe('"Name","NumberOfEmployees"');
      counts.push(page.headers.get('sforce-numberofrecords') ?? '');
      names.push(...rows);
      locator = page.headers.get('sforce-locator');
      expect(locator).toMatch(/^(?:null|[A-Za-z0-9+/]+)$/);
    }
    expect(counts).toEqual(['10', '10', '5']);
    expect(names).toHaveLength(25);
    expect([names[0], names[24]]).toEqual(['"Page 00","0"', '"Page 24","24"']);
  });

  it('keeps to the page size of the org, and tells where its pages are', async () => {
    const id = await run(paged);
    await test.control('switches', { bulkPageSize: 4 });
    const first = await results(id, '?maxRecords=1000');
    expect(first.headers.get('sforce-numberofrecords')).toBe('4');
    const pages = (await test.call('GET', `/jobs/query/${id}/resultPages`)).json as unknown as {
      resultPages: { resultUrl: string }[];
      nextRecordsUrl: string;
      done: boolean;
    };
    expect([pages.resultPages.length, pages.done]).toEqual([5, false]);
    const at = (path: string) =>
      send(test.org.instanceUrl + path, { headers: { authorization: `Bearer ${test.token}` } });
    expect((await at(pages.resultPages[4]?.resultUrl ?? '')).text).toContain('"Page 16"');
    expect((await at(pages.nextRecordsUrl)).json).toMatchObject({ resultPages: [{}, {}], done: true });
    await test.control('switches', { bulkPageSize: 50_000 });
  });

  it('writes quotes, line breaks, parents, moments and nothing at all as CSV', async () => {
    const id = await run(
      "SELECT Name, Description, Phone, Owner.Username, CreatedDate FROM Account WHERE Name = 'Page 00'",
      { columnDelimiter: 'PIPE', lineEnding: 'CRLF' },
    );
    const { text } = await results(id);
    expect(text).toMatch(
      /^"Name"\|"Description"\|"Phone"\|"Owner\.Username"\|"CreatedDate"\r\n"Page 00"\|"a ""b""\nc, d"\|""\|"admin@practice\.example"\|"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\r\n$/,
    );
  });

  it('finds nothing, and deleted records only as queryAll', async () => {
    const id = await run("SELECT Id FROM Account WHERE Name = 'nobody'");
    const { text, headers } = await results(id);
    expect([text, headers.get('sforce-numberofrecords'), headers.get('sforce-locator')]).toEqual([
      '"Id"\n',
      '0',
      'null',
    ]);
    const made = (await test.call('POST', '/sobjects/Account', { Name: 'Binned' })).json.id;
    await test.call('DELETE', `/sobjects/Account/${made}`);
    const soql = "SELECT Id FROM Account WHERE Name = 'Binned'";
    expect((await results(await run(soql))).headers.get('sforce-numberofrecords')).toBe('0');
    expect((await results(await run(soql, { operation: 'queryAll' }))).text).toContain(made);
  });

  it.each([
    ['a list of children', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'FEATURENOTENABLED'],
    ['count()', 'SELECT count() FROM Account', 'FEATURENOTENABLED'],
    ['an aggregate', 'SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry', 'FEATURENOTENABLED'],
    ['OFFSET', 'SELECT Id FROM Account LIMIT 5 OFFSET 5', 'FEATURENOTENABLED'],
    ['a query that is none', 'SELECT FROM Account', 'MALFORMED_QUERY'],
    ['an unknown field', 'SELECT Colour FROM Account', 'INVALID_FIELD'],
    ['an unknown object', 'SELECT Id FROM Spaceship', 'INVALID_TYPE'],
    ['blank text', '  ', 'MALFORMED_QUERY'],
  ])('is refused for %s', async (_case, query, errorCode) => {
    const { status, json } = await bulk.make('query', { operation: 'query', query });
    expect([status, json[0].errorCode]).toEqual([400, errorCode]);
  });

  it('is refused without a query, for other operations and unknown members', async () => {
    const code = async (settings: unknown) => {
      const { status, json } = await bulk.make('query', settings);
      return [status, json[0].errorCode];
    };
    expect(await code({ operation: 'query' })).toEqual([400, 'API_ERROR']);
    expect(await code({ operation: 'insert', query: paged })).toEqual([400, 'INVALIDOPERATION']);
    expect(await code({ operation: 'query', query: paged, object: 'Account' })).toEqual([400, 'API_ERROR']);
    expect(await code({ operation: 'query', query: {} })).toEqual([400, 'API_ERROR']);
  });

  it('answers 409 under another version, and 400 for places that are none', async () => {
    const id = await run(paged);
    const other = await send(`${test.org.instanceUrl}/services/data/v63.0/jobs/query/${id}/results`, {
      headers: { authorization: `Bearer ${test.token}` },
    });
    expect(other.status).toBe(409);
    for (const query of ['?locator=null', '?locator=MTAwMDA', '?maxRecords=0', '?maxRecords=-1', '?maxRecords=x']) {
      expect((await results(id, query)).status).toBe(400);
    }
    expect((await test.call('GET', `/jobs/ingest/${id}`)).status).toBe(404);
  });

  it('can be aborted while it runs, then deleted; nobody else sees it', async () => {
    const { job } = await bulk.make('query', { operation: 'query', query: paged });
    const aborted = await bulk.setState('query', job.id, 'Aborted');
    const message = aborted.json[0]?.message;
    // The job may be done before it can be stopped.
    expect([aborted.status, message ?? (aborted.json as unknown as { state: string }).state]).toEqual(
      message === undefined ? [200, 'Aborted'] : [400, 'Aborting already Completed Job not allowed'],
    );
    const { username = '', password = '', securityToken = '' } = test.org.users[1] ?? {};
    const form = { ...passwordForm(test.org), username, password: password + securityToken };
    const token = (await requestToken(test.org.loginUrl, form)).json.access_token;
    const seen = await send(`${test.org.instanceUrl}/services/data/v64.0/jobs/query/${job.id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(seen.status).toBe(404);
    expect((await test.call('DELETE', `/jobs/query/${job.id}`)).status).toBe(204);
    expect((await results(job.id)).status).toBe(404);
  });
});
