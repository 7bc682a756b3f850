import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../../testing/client.ts';
import { type BulkCaller, bulkCaller } from '../testing/jobs.ts';

let test: TestOrg;
let bulk: BulkCaller;
beforeAll(async () => {
  test = await startTestOrg();
  bulk = bulkCaller(test);
});
afterAll(() => test.org.close());

const xml = { 'content-type': 'application/xml; charset=utf-8' };
const csv = { 'content-type': 'text/csv' };
const json = { 'content-type': 'application/json' };

function tag(text: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
}

const jobInfo = (members: Readonly<Record<string, string>>) =>
  `<?xml version="1.0" encoding="UTF-8"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${Object.entries(
    members,
  )
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</jobInfo>`;

async function makeJob(members: Readonly<Record<string, string>> = {}): Promise<string> {
  const all = { operation: 'insert', object: 'Account', contentType: 'CSV', ...members };
  const { status, text } = await bulk.classic('POST', '/job', jobInfo(all), xml);
  expect([status, text]).toEqual([201, expect.stringContaining('<state>Open</state>')]);
  return tag(text, 'id');
}

async function finish(job: string, batch: string): Promise<Answer> {
  for (;;) {
    const answer = await bulk.classic('GET', `/job/${job}/batch/${batch}`);
    if (!['Queued', 'InProgress'].includes(tag(answer.text, 'state'))) return answer;
  }
}

async function load(job: string, body: string, headers: Record<string, string> = csv): Promise<string> {
  const { status, text, json: parsed } = await bulk.classic('POST', `/job/${job}/batch`, body, headers);
  expect(status).toBe(201);
  const batch = parsed?.id ?? tag(text, 'id');
  await finish(job, batch);
  return batch;
}

const result = async (job: string, batch: string) =>
  (await bulk.classic('GET', `/job/${job}/batch/${batch}/result`)).text;

const setState = (job: string, state: string) => bulk.classic('POST', `/job/${job}`, jobInfo({ state }), xml);

describe('a job of Bulk API v1', () => {
  it('counts its batches and records, and gives the results in the order sent', async () => {
    const job = await makeJob({ concurrencyMode: 'Serial', assignmentRuleId: '01Q000000000001' });
    const batch = await load(job, 'Name,Phone\r\nOne,1\r\n,2\r\nThree,3\r\n');
    expect(await result(job, batch)).toMatch(
      /^"Id","Success","Created","Error"\n"001.{15}","true","true",""\n"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: \[Name\]:Name --"\n"001.{15}","true","true",""\n$/,
    );
    const { text } = await bulk.classic('GET', `/job/${job}`);
    expect(text).toContain('<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">');
    const numbers = ['numberBatchesCompleted', 'numberBatchesTotal', 'numberRecordsProcessed', 'numberRecordsFailed'];
    expect(numbers.map((name) => tag(text, name))).toEqual(['1', '1', '3', '1']);
    expect(tag(text, 'apiVersion')).toBe('64.0');
    expect(tag(text, 'concurrencyMode')).toBe('Serial');
    const list = (await bulk.classic('GET', `/job/${job}/batch`)).text;
    expect(list).toContain(
      `<batchInfoList xmlns="http://www.force.com/2009/06/asyncapi/dataload"><batchInfo><id>${batch}`,
    );
    expect((await bulk.classic('GET', `/job/${job}/batch/${batch}/request`)).text).toBe(
      'Name,Phone\r\nOne,1\r\n,2\r\nThree,3\r\n',
    );
  });

  it('takes batches as XML, with nil for null and parents by a key', async () => {
    const job = await makeJob({ contentType: 'XML' });
    const records =
      '<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      '<sObject><Name>A &amp; B</Name><Phone xsi:nil="true"/><Owner><sObject><Username>sales@practice.example</Username></sObject></Owner></sObject>' +
      '<sObject><Phone>1</Phone></sObject></sObjects>';
    const batch = await load(job, records, xml);
    const text = await result(job, batch);
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><results xmlns="[^"]+"><result><id>001.{15}<\/id><success>true<\/success><created>true<\/created><\/result><result><errors><fields>Name<\/fields><message>Required fields are missing: \[Name\]<\/message><statusCode>REQUIRED_FIELD_MISSING<\/statusCode><\/errors><success>false<\/success><created>false<\/created><\/result><\/results>$/,
    );
    const saved = await test.query(`SELECT Name, Owner.Username FROM Account WHERE Id = '${tag(text, 'id')}'`);
    expect(saved.json.records[0]).toMatchObject({ Name: 'A & B', Owner: { Username: 'sales@practice.example' } });
  });

  it('speaks JSON', async () => {
    const settings = JSON.stringify({ operation: 'insert', object: 'Account', contentType: 'JSON' });
    const made = await bulk.classic('POST', '/job', settings, json);
    expect([made.status, made.json]).toMatchObject([201, { state: 'Open', numberBatchesTotal: 0 }]);
    const records = JSON.stringify([
      {
        attributes: { type: 'Account' },
        Name: 'J',
        NumberOfEmployees: 5,
        Owner: { Username: 'sales@practice.example' },
      },
      { Phone: null },
    ]);
    const batch = await load(made.json.id, records, json);
    expect(JSON.parse(await result(made.json.id, batch))).toEqual([
      { success: true, created: true, id: expect.stringMatching(/^001/), errors: [] },
      {
        success: false,
        created: false,
        id: null,
        errors: [
          { fields: ['Name'], message: 'Required fields are missing: [Name]', statusCode: 'REQUIRED_FIELD_MISSING' },
        ],
      },
    ]);
    const wrong = await bulk.classic('POST', '/job', '{"operation":"insert"', json);
    expect([wrong.status, wrong.json]).toEqual([
      400,
      { exceptionCode: 'ClientInputError', exceptionMessage: expect.any(String) },
    ]);
  });

  it.each([
    ['CSV', csv, '"Name","Owner.Username"\n"Found","admin@practice.example"\n'],
    [
      'XML',
      xml,
      /<queryResult [^>]+><records xsi:type="sObject"><type>Account<\/type><Name>Found<\/Name><Owner><Username>admin@practice.example<\/Username><\/Owner><\/records><\/queryResult>$/,
    ],
    ['JSON', json, '[{"attributes":{"type":"Account"},"Name":"Found","Owner":{"Username":"admin@practice.example"}}]'],
  ])('queries with results as %s', async (contentType, headers, expected) => {
    if (contentType === 'CSV') await test.call('POST', '/sobjects/Account', { Name: 'Found' });
    const job = await makeJob({ operation: 'query', contentType });
    const batch = await load(job, "SELECT Name, Owner.Username FROM Account WHERE Name = 'Found'", headers);
    const list = await result(job, batch);
    const id = /752\w{15}/.exec(list)?.[0] ?? '';
    if (contentType !== 'JSON')
      expect(list).toContain(`<result-list xmlns="http://www.force.com/2009/06/asyncapi/dataload"><result>${id}`);
    const { text } = await bulk.classic('GET', `/job/${job}/batch/${batch}/result/${id}`);
    if (typeof expected === 'string') expect(text).toBe(expected);
    else expect(text).toMatch(expected);
    expect((await bulk.classic('GET', `/job/${job}/batch/${batch}/result/752000000000001`)).status).toBe(400);
  });

  it.each([
    ['an unknown field', {}, 'Colour\nred\n', csv, 'InvalidBatch : Field name not found : Colour'],
    ['text that is no CSV', {}, 'Name\n"x', csv, 'InvalidBatch : Failed to parse CSV'],
    ['text that is no JSON', { contentType: 'JSON' }, '[{', json, 'InvalidBatch : Failed to parse JSON'],
    ['JSON of other things', { contentType: 'JSON' }, '[1]', json, 'InvalidBatch : Failed to parse JSON'],
    ['a value that is a list', { contentType: 'JSON' }, '[{"Name":[]}]', json, 'InvalidBatch : Failed to parse JSON'],
    ['text that is no XML', { contentType: 'XML' }, '<sObjects><a></sObjects>', xml, 'ClientInputError : The XML'],
    ['another root element', { contentType: 'XML' }, '<records/>', xml, 'InvalidBatch : Failed to parse XML'],
    [
      'a DOCTYPE',
      { contentType: 'XML' },
      '<!DOCTYPE x [<!ENTITY a "b">]><sObjects/>',
      xml,
      'ClientInputError : DOCTYPE is not allowed',
    ],
    ['deep XML', { contentType: 'XML' }, '<a>'.repeat(100_000), xml, 'ClientInputError : The XML'],
    ['too many records', {}, `Name\n${'A\n'.repeat(10_001)}`, csv, 'InvalidBatch : Records not processed'],
    [
      'a query that is none',
      { operation: 'query' },
      'hello',
      csv,
      'InvalidBatch : Failed to process query: MALFORMED_QUERY',
    ],
    [
      'a query of another object',
      { operation: 'query' },
      'SELECT Id FROM Contact',
      csv,
      'InvalidBatch : Failed to process query: INVALID_TYPE_FOR_OPERATION: The root entity of the requested query (Contact)',
    ],
    [
      'a query with children',
      { operation: 'query' },
      'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
      csv,
      'FeatureNotEnabled : Aggregate Relationships not supported in Bulk',
    ],
  ])('fails a batch of %s alone', async (_case, members, body, headers, message) => {
    const job = await makeJob(members as Record<string, string>);
    const { text } = await bulk.classic('POST', `/job/${job}/batch`, body, headers as Record<string, string>);
    const batch = tag(text, 'id') || /751\w{15}/.exec(text)?.[0] || '';
    const info = (await finish(job, batch)).text;
    expect([tag(info, 'state'), tag(info, 'stateMessage').replaceAll('&apos;', "'")]).toEqual([
      'Failed',
      expect.stringContaining(message),
    ]);
    expect(await result(job, batch)).toContain('<exceptionCode>InvalidBatch</exceptionCode>');
  });

  it('takes no batch once it is closed, and no other form', async () => {
    const job = await makeJob();
    expect((await bulk.classic('POST', `/job/${job}/batch`, '[]', json)).json).toMatchObject({
      exceptionCode: 'ClientInputError',
    });
    expect(tag((await setState(job, 'Closed')).text, 'state')).toBe('Closed');
    const late = await bulk.classic('POST', `/job/${job}/batch`, 'Name\nA\n', csv);
    expect([late.status, tag(late.text, 'exceptionCode')]).toEqual([400, 'InvalidJobState']);
    expect(tag((await setState(job, 'Closed')).text, 'exceptionMessage')).toBe(
      'Closing already Closed Job not allowed',
    );
    expect(tag((await setState(job, 'Open')).text, 'exceptionCode')).toBe('InvalidJob');
  });

  it('processes nothing more once it is aborted', async () => {
    const job = await makeJob();
    const rows = Array.from({ length: 9_000 }, (_, index) => `Aborted ${index}`).join('\n');
    for (let batch = 0; batch < 3; batch += 1) await bulk.classic('POST', `/job/${job}/batch`, `Name\n${rows}`, csv);
    expect(tag((await setState(job, 'Aborted')).text, 'state')).toBe('Aborted');
    const { text } = await bulk.classic('GET', `/job/${job}/batch`);
    const states = [...text.matchAll(/<state>(\w+)<\/state>/g)].map((match) => match[1]);
    expect(states).toHaveLength(3);
    expect(states).toContain('NotProcessed');
    expect(states.every((state) => state !== 'Queued' && state !== 'InProgress')).toBe(true);
    const count = async () =>
      (await test.query("SELECT count() FROM Account WHERE Name LIKE 'Aborted %'")).json.totalSize;
    const before = await count();
    expect(await count()).toBe(before);
    expect((await setState(job, 'Aborted')).status).toBe(400);
  });
});

describe('Bulk API v1', () => {
  const refused = async (answer: Promise<Answer>) => {
    const { status, text, headers } = await answer;
    expect(headers.get('content-type')).toContain('application/xml');
    expect(text).toContain('<error xmlns="http://www.force.com/2009/06/asyncapi/dataload">');
    return [status, tag(text, 'exceptionCode'), tag(text, 'exceptionMessage')];
  };

  it('wants the session in its own header', async () => {
    const call = (headers: Record<string, string>) =>
      refused(send(`${test.org.instanceUrl}/services/async/64.0/job/750000000000001`, { headers }));
    const bearer = { authorization: `Bearer ${test.token}` };
    expect(await call(bearer)).toEqual([400, 'InvalidSessionId', 'Unable to find session id']);
    expect(await call({ 'x-sfdc-session': 'wrong' })).toEqual([400, 'InvalidSessionId', 'Invalid session id']);
  });

  it('refuses versions that are retired or not there, and paths that lead nowhere', async () => {
    const call = (path: string, method = 'GET') =>
      refused(
        send(`${test.org.instanceUrl}/services/async/${path}`, { method, headers: { 'x-sfdc-session': test.token } }),
      );
    for (const version of ['30.0', '99.0', 'x', '64']) {
      expect((await call(`${version}/job/750000000000001`)).slice(0, 2)).toEqual([400, 'InvalidVersion']);
    }
    expect((await call('64.0/spaceship')).slice(0, 2)).toEqual([400, 'InvalidUrl']);
    expect((await call('64.0/job')).slice(0, 2)).toEqual([400, 'InvalidUrl']);
    expect((await call('64.0/job/750000000000001', 'DELETE')).slice(0, 2)).toEqual([400, 'InvalidUrl']);
    expect((await call('64.0/job/750000000000001')).slice(0, 2)).toEqual([400, 'InvalidJob']);
  });

  it.each([
    ['nothing', ''],
    ['no XML', '<jobInfo'],
    ['another element', '<job/>'],
    ['a DOCTYPE', `<!DOCTYPE a>${jobInfo({ operation: 'insert', object: 'Account' })}`],
    ['an unknown object', jobInfo({ operation: 'insert', object: 'Spaceship' })],
    ['an unknown operation', jobInfo({ operation: 'merge', object: 'Account' })],
    ['an unknown form', jobInfo({ operation: 'insert', object: 'Account', contentType: 'ZIP_CSV' })],
    ['an unknown mode', jobInfo({ operation: 'insert', object: 'Account', concurrencyMode: 'Random' })],
    ['an upsert without key', jobInfo({ operation: 'upsert', object: 'Account' })],
  ])('makes no job of %s', async (_case, body) => {
    expect(await refused(bulk.classic('POST', '/job', body, xml))).toEqual([
      400,
      expect.any(String),
      expect.any(String),
    ]);
  });

  it('keeps jobs from other users, and lists them beside those of version 2.0', async () => {
    const job = await makeJob();
    const { username = '', password = '', securityToken = '' } = test.org.users[1] ?? {};
    const form = { ...passwordForm(test.org), username, password: password + securityToken };
    const other = bulkCaller(test, (await requestToken(test.org.loginUrl, form)).json.access_token);
    expect((await refused(other.classic('GET', `/job/${job}`))).slice(0, 2)).toEqual([400, 'InvalidJob']);
    const { json: list } = await test.call('GET', '/jobs/query?jobType=Classic');
    expect(list.records[0]).toMatchObject({
      id: job,
      jobType: 'Classic',
      contentType: 'CSV',
      concurrencyMode: 'Parallel',
    });
  });
});
