import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

function envelope(body: string): string {
  return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${test.token}</sessionId></SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`;
}

describe('every nth record fails', () => {
  it('in single calls, as a validation rule would refuse it', async () => {
    await test.control('recordFailures', { everyNth: 2 });
    const account = (name: string) => test.call('POST', '/sobjects/Account', { Name: name });
    expect((await account('first')).status).toBe(201);
    const second = await account('second');
    expect([second.status, second.json[0].errorCode]).toEqual([400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    const { id } = (await account('third')).json;
    expect((await test.call('PATCH', `/sobjects/Account/${id}`, { Name: 'changed' })).status).toBe(400);
    expect((await test.call('DELETE', `/sobjects/Account/${id}`)).status).toBe(204);
  });

  it('in collections one by one, with the code and message asked for', async () => {
    await test.control('recordFailures', { everyNth: 3, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' });
    const records = Array.from({ length: 7 }, (_, n) => ({ attributes: { type: 'Account' }, Name: `n${n}` }));
    const { json } = await test.call('POST', '/composite/sobjects', { records });
    expect(json.map(({ success }) => success)).toEqual([true, true, false, true, true, false, true]);
    expect(json[2]?.errors[0]).toMatchObject({ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' });
  });

  it('over SOAP', async () => {
    await test.control('recordFailures', { everyNth: 2 });
    const record = '<sObjects><type>Account</type><Name>By SOAP</Name></sObjects>';
    const body = envelope(`<create xmlns="urn:partner.soap.sforce.com">${record.repeat(4)}</create>`);
    const headers = { 'content-type': 'text/xml', soapaction: '""' };
    const { text } = await send(`${test.org.instanceUrl}/services/Soap/u/64.0`, { method: 'POST', headers, body });
    expect(text.match(/<success>(?:true|false)/g)).toEqual([
      '<success>true',
      '<success>false',
      '<success>true',
      '<success>false',
    ]);
    expect(text).toContain('FIELD_CUSTOM_VALIDATION_EXCEPTION');
  });

  it('of one object only, until it is turned off', async () => {
    await test.control('recordFailures', { everyNth: 1, object: 'account' });
    expect((await test.call('POST', '/sobjects/Account', { Name: 'x' })).status).toBe(400);
    expect((await test.call('POST', '/sobjects/Contact', { LastName: 'x' })).status).toBe(201);
    expect((await send(`${test.org.controlUrl}/recordFailures`)).json).toMatchObject({
      everyNth: 1,
      object: 'account',
    });
    await send(`${test.org.controlUrl}/recordFailures`, { method: 'DELETE' });
    expect((await test.call('POST', '/sobjects/Account', { Name: 'x' })).status).toBe(201);
  });

  it('does not keep a reset from bringing all sample records back', async () => {
    await test.control('recordFailures', { everyNth: 1 });
    expect((await test.control('reset')).status).toBe(200);
    expect((await test.query('SELECT Id FROM Account')).json.totalSize).toBe(200);
    expect((await test.call('POST', '/sobjects/Account', { Name: 'x' })).status).toBe(201);
  });

  it.each([
    [{}, 'everyNth'],
    [{ everyNth: 0 }, 'everyNth'],
    [{ everyNth: 2, object: 'Nothing' }, 'object'],
    [{ everyNth: 2, errorCode: 'x"y' }, 'errorCode'],
    [{ everyNth: 2, evry: 1 }, 'evry'],
  ])('is refused for %j, naming %s', async (settings, named) => {
    const { status, json } = await test.control('recordFailures', settings);
    expect(status).toBe(400);
    expect(json[0].message).toContain(named);
  });
});
