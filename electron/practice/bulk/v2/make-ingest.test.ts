import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, startTestOrg, type TestOrg } from '../../testing/client.ts';
import { type BulkCaller, bulkCaller } from '../testing/jobs.ts';

let test: TestOrg;
let bulk: BulkCaller;
let other: BulkCaller;
beforeAll(async () => {
  test = await startTestOrg();
  bulk = bulkCaller(test);
  const { username = '', password = '', securityToken = '' } = test.org.users[1] ?? {};
  const form = { ...passwordForm(test.org), username, password: password + securityToken };
  other = bulkCaller(test, (await requestToken(test.org.loginUrl, form)).json.access_token);
});
afterAll(() => test.org.close());

const insert = { object: 'Account', operation: 'insert' };

describe('making a job', () => {
  it.each([
    [
      'an unknown object',
      { object: 'Spaceship', operation: 'insert' },
      'INVALIDENTITY',
      'Unable to find object: Spaceship',
    ],
    [
      'an unknown operation',
      { object: 'Account', operation: 'merge' },
      'INVALIDOPERATION',
      'Unsupported operation: merge',
    ],
    ['a query', { object: 'Account', operation: 'query' }, 'INVALIDOPERATION', 'Unsupported operation: query'],
    ['an object that takes no such change', { object: 'Organization', operation: 'insert' }, 'INVALIDOPERATION', null],
    ['an upsert without key', { object: 'Account', operation: 'upsert' }, 'INVALIDJOB', null],
    [
      'a key that is none',
      { object: 'Account', operation: 'upsert', externalIdFieldName: 'Phone' },
      'INVALIDJOB',
      'Field name provided, Phone does not match an External ID, Salesforce Id, or indexed field for Account',
    ],
    ['another content type', { ...insert, contentType: 'XML' }, 'INVALIDJOB', 'Unsupported content type: XML'],
    ['an unknown delimiter', { ...insert, columnDelimiter: 'toString' }, 'INVALIDJOB', null],
    ['an unknown line ending', { ...insert, lineEnding: 'CR' }, 'INVALIDJOB', null],
    [
      'an unknown member',
      { ...insert, colour: 'red' },
      'API_ERROR',
      'Unrecognized field "colour" at [line:1, column:2]',
    ],
    ['a member of another kind', { ...insert, object: 5 }, 'API_ERROR', null],
    ['a list', [insert], 'API_ERROR', null],
  ])('is refused for %s', async (_case, settings, errorCode, message) => {
    const { status, json } = await bulk.make('ingest', settings);
    expect([status, json]).toEqual([400, [{ errorCode, message: message ?? expect.any(String) }]]);
  });

  it('needs the permission to delete for good', async () => {
    const { status, json } = await other.make('ingest', { object: 'Account', operation: 'hardDelete' });
    expect([status, json[0].errorCode]).toEqual([400, 'FEATURENOTENABLED']);
  });

  it('can bring the data along in one multipart request', async () => {
    const send = (body: string) =>
      test.call('POST', '/jobs/ingest', body, { 'content-type': 'multipart/form-data; boundary=XX' });
    const head = '--XX\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name="job"\r\n\r\n';
    const next =
      '\r\n--XX\r\nContent-Type: text/csv\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\n';
    const { status, json } = await send(`${head}${JSON.stringify(insert)}${next}Name\nIn one\n\r\n--XX--\r\n`);
    expect([status, json]).toMatchObject([200, { state: 'UploadComplete' }]);
    expect(await bulk.finish('ingest', json.id)).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
    expect((await send('--XX\r\n\r\n')).status).toBe(400);
    expect((await send(`${head}${JSON.stringify(insert)}\r\n--XX--`)).status).toBe(400);
    expect((await send(`${head}{"a"${next}Name\r\n--XX--`)).json[0].errorCode).toBe('JSON_PARSER_ERROR');
    expect((await send(`${head}${JSON.stringify(insert)}${next}${'x'.repeat(100_001)}\r\n--XX--`)).status).toBe(400);
  });
});
