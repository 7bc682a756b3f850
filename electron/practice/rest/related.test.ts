import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soapCaller } from '../soap/soap-client.fixture.ts';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let account: string;
let contact: string;

beforeAll(async () => {
  test = await startTestOrg();
  account = (await test.call('POST', '/sobjects/Account', { Name: 'Parent', Site: 'S' })).json.id;
  const people = Array.from({ length: 3 }, (_, index) => ({
    attributes: { type: 'Contact' },
    LastName: `Child ${index}`,
    AccountId: account,
  }));
  const made = await test.call('POST', '/composite/sobjects', { records: people });
  contact = (made.json[0] as unknown as { id: string }).id;
});
afterAll(() => test.org.close());

describe('records reached through relationships', () => {
  it('are the parent of a record', async () => {
    const { status, json } = await test.call('GET', `/sobjects/contact/${contact}/account?fields=Name`);
    expect([status, json]).toEqual([
      200,
      { attributes: { type: 'Account', url: `/services/data/v64.0/sobjects/Account/${account}` }, Name: 'Parent' },
    ]);
    expect((await test.call('GET', `/sobjects/Contact/${contact}/Account/Owner?fields=Username`)).json).toMatchObject({
      Username: 'admin@practice.example',
    });
    expect((await test.call('PATCH', `/sobjects/Contact/${contact}/Account`, { Site: 'T' })).status).toBe(204);
    expect((await test.call('GET', `/sobjects/Account/${account}?fields=Site`)).json).toMatchObject({ Site: 'T' });
  });

  it('are the children of a record, in pages', async () => {
    const { json } = await test.call('GET', `/sobjects/Account/${account}/Contacts?fields=LastName`);
    expect(json).toMatchObject({ totalSize: 3, done: true });
    expect(json.records.map(({ LastName }) => LastName)).toEqual(['Child 0', 'Child 1', 'Child 2']);
    await test.control('switches', { queryPageSize: 2 });
    const first = (await test.call('GET', `/sobjects/Account/${account}/contacts`)).json;
    expect([first.records.length, first.done]).toEqual([2, false]);
    const next = await test.call('GET', first.nextRecordsUrl.replace('/services/data/v64.0', ''));
    expect([next.json.records.length, next.json.done]).toEqual([1, true]);
    await test.control('switches', { queryPageSize: 2000 });
    const none = await test.call('GET', `/sobjects/Contact/${contact}/Cases`);
    expect(none.json).toEqual({ totalSize: 0, done: true, records: [] });
  });

  it('are not found under unknown names, ids and empty lookups', async () => {
    const alone = (await test.call('POST', '/sobjects/Contact', { LastName: 'Alone' })).json.id;
    for (const path of [
      `Contact/${alone}/Account`,
      `Contact/${contact}/Nothing`,
      `Account/${account}/Contacts/Owner`,
      'Account/001000000000001/Contacts',
      'Account/nonsense/Contacts',
    ]) {
      const answer = await test.call('GET', `/sobjects/${path}`);
      expect([answer.status, answer.json[0].errorCode], path).toEqual([404, 'NOT_FOUND']);
    }
    expect((await test.call('PATCH', `/sobjects/Account/${account}/Contacts`, { LastName: 'x' })).status).toBe(404);
    expect((await test.call('GET', `/sobjects/Contact/${contact}/Account?fields=Nope`)).json[0].errorCode).toBe(
      'INVALID_FIELD',
    );
  });
});

describe('recent records', () => {
  it('are what the caller viewed or changed, the latest first', async () => {
    const lead = (await test.call('POST', '/sobjects/Lead', { LastName: 'New', Company: 'C' })).json.id;
    await test.call('GET', `/sobjects/Account/${account}`);
    const { json } = await test.call('GET', '/recent?limit=2');
    expect(json).toEqual([
      expect.objectContaining({ Id: account, Name: 'Parent' }),
      expect.objectContaining({ Id: lead, Name: 'New' }),
    ]);
    await test.call('DELETE', `/sobjects/Lead/${lead}`);
    expect((await test.call('GET', '/recent?limit=1')).json).toEqual([expect.objectContaining({ Id: account })]);
    expect((await test.call('GET', '/recent?limit=-3')).json.length).toBeGreaterThan(1);
    expect((await test.call('GET', '/sobjects/Account')).json.recentItems[0]).toMatchObject({ Id: account });
  });
});

describe('files', () => {
  it('are sent as base64 text and read as bytes', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
    const made = await test.call('POST', '/sobjects/Attachment', {
      ParentId: account,
      Name: 'a.bin',
      ContentType: 'application/octet-stream',
      Body: bytes.toString('base64'),
    });
    const { id } = made.json;
    expect((await test.call('GET', `/sobjects/Attachment/${id}`)).json).toMatchObject({
      Body: `/services/data/v64.0/sobjects/Attachment/${id}/Body`,
      BodyLength: 6,
      ParentId: account,
    });
    const url = `${test.org.instanceUrl}/services/data/v64.0/sobjects/Attachment/${id}/body`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${test.token}` } });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect((await test.call('GET', `/sobjects/Account/${account}/Attachments`)).json.totalSize).toBe(1);
  });

  it('are found by a query with their address, and over SOAP with their content', async () => {
    const body = { ParentId: account, Name: 'q.txt', Body: Buffer.from('asked for').toString('base64') };
    const { id } = (await test.call('POST', '/sobjects/Attachment', body)).json;
    const address = `/services/data/v64.0/sobjects/Attachment/${id}/Body`;
    const direct = await test.query(`SELECT Body FROM Attachment WHERE Id = '${id}'`);
    expect(direct.json.records[0].Body).toBe(address);
    const all = await test.query(`SELECT FIELDS(ALL) FROM Attachment WHERE Id = '${id}' LIMIT 1`);
    expect(all.json.records[0].Body).toBe(address);
    const within = await test.query(
      `SELECT (SELECT Body FROM Attachments WHERE Id = '${id}') FROM Account WHERE Id = '${account}'`,
    );
    expect(within.json.records[0].Attachments).toMatchObject({ records: [{ Body: address }] });
    const partner = soapCaller(test.org, 'u', test.token);
    const found = await partner(
      `<query><queryString>SELECT Body FROM Attachment WHERE Id = '${id}'</queryString></query>`,
    );
    expect(found.text).toContain(`<sf:Body>${body.Body}</sf:Body>`);
  });

  it('are sent in a multipart body', async () => {
    const form = new FormData();
    form.append(
      'Document',
      new Blob([JSON.stringify({ Name: 'd', FolderId: '005gL0000000001' })], { type: 'application/json' }),
    );
    form.append('Body', new Blob(['--x\r\n\r\n']), 'd.txt');
    const response = await fetch(`${test.org.instanceUrl}/services/data/v64.0/sobjects/Document`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.token}` },
      body: form,
    });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    expect((await test.call('GET', `/sobjects/Document/${id}/Body`)).text).toBe('--x\r\n\r\n');
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nabc'],
    ['no headers', 'multipart/form-data; boundary=b', '--b\r\nabc\r\n--b--'],
    ['no name', 'multipart/form-data; boundary=b', '--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--'],
    [
      'no JSON',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nabc\r\n--b--',
    ],
    [
      'too many parts',
      'multipart/form-data; boundary=b',
      `${'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'.repeat(2000)}--b--`,
    ],
    [
      'JSON that is a list',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: application/json\r\n\r\n[]\r\n--b--',
    ],
    [
      'broken JSON',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: application/json\r\n\r\n{\r\n--b--',
    ],
    ['text that is not base64', 'application/json', '{"ParentId":"001gL0000000001","Name":"x","Body":"%%%"}'],
  ])('are refused with 400 for a body with %s', async (_case, type, body) => {
    const answer = await test.call('POST', '/sobjects/Attachment', body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(['INVALID_MULTIPART_REQUEST', 'JSON_PARSER_ERROR']).toContain(answer.json[0].errorCode);
  });
});
