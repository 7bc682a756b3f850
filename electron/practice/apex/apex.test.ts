import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postSoap, type SoapAnswer } from '../soap/soap-client.fixture.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const rest = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  send(`${test.org.instanceUrl}/services/apexrest${path}`, {
    method,
    headers: {
      authorization: `Bearer ${test.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const soap = (className: string, call: string, session: string | null = test.token): Promise<SoapAnswer> => {
  const namespace = `http://soap.sforce.com/schemas/class/${className}`;
  const header = session === null ? '' : `<SessionHeader><sessionId>${session}</sessionId></SessionHeader>`;
  const message = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Header xmlns="${namespace}">${header}</e:Header><e:Body xmlns="${namespace}">${call}</e:Body></e:Envelope>`;
  return postSoap(`${test.org.instanceUrl}/services/Soap/class/${className}`, message);
};

describe('the Apex REST class of the sample org', () => {
  it('works with the unmodified jsforce client as its own tests expect', async () => {
    const connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
    const { apex } = connection;
    const id = await apex.post<string>('/JSforceTestApexRest/', {
      name: 'My Apex Rest Test #1',
      phone: '654-321-0000',
      website: 'http://www.google.com',
    });
    expect(id).toMatch(/^001\w{15}$/);
    const path = `/JSforceTestApexRest/${id}`;
    expect(await apex.get(path)).toMatchObject({
      attributes: { type: 'Account' },
      Name: 'My Apex Rest Test #1',
      Phone: '654-321-0000',
      Website: 'http://www.google.com',
    });
    const changed = await apex.put(path, { account: { Name: 'My Apex Rest Test #1 (put)', Phone: null } });
    expect(changed).toMatchObject({ Name: 'My Apex Rest Test #1 (put)', Website: 'http://www.google.com' });
    expect(changed).not.toHaveProperty('Phone');
    const patched = await apex.patch(path, { name: 'My Apex Rest Test #1 (patch)' });
    expect(patched).toMatchObject({ Name: 'My Apex Rest Test #1 (patch)' });
    await apex.delete(path);
    expect(await connection.sobject('Account').find({ Id: id })).toEqual([]);
  });

  it('answers a void method with nothing and an exception with its words', async () => {
    const made = await rest('POST', '/JSforceTestApexRest', { name: 'A' });
    const id = JSON.parse(made.text) as string;
    const removed = await rest('DELETE', `/JSforceTestApexRest/${id}`);
    expect([removed.status, removed.text]).toEqual([200, '']);
    const missing = await rest('GET', `/JSforceTestApexRest/${id}`);
    expect([missing.status, missing.json]).toEqual([
      400,
      [
        {
          message:
            'System.QueryException: List has no rows for assignment to SObject\n\nClass.JSforceTestApexRest.doGet: line 1, column 1',
          errorCode: 'APEX_ERROR',
        },
      ],
    ]);
    const failed = await rest('POST', '/JSforceTestApexRest', { phone: '1' });
    expect(failed.json[0]).toMatchObject({ errorCode: 'APEX_ERROR' });
    expect(failed.json[0].message).toMatch(
      /^System.DmlException: Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: \[Name\]: \[Name\]/,
    );
  });
});

describe('Apex REST', () => {
  it('refuses unknown paths, wrong verbs, unknown parameters, bodies that are no JSON and callers without a session', async () => {
    const unknown = await rest('GET', '/Nothing');
    expect([unknown.status, unknown.json]).toEqual([
      404,
      [{ errorCode: 'NOT_FOUND', message: 'Could not find a match for URL' }],
    ]);
    expect((await rest('GET', '/jsforcetestapexrest/x')).status).toBe(404);
    await test.control('apex', { urlMapping: '/Fixed', verb: 'GET', respond: { reply: 1 } });
    expect((await rest('GET', '/Fixed/more')).status).toBe(404);
    const verb = await rest('POST', '/Fixed', {});
    expect([verb.status, verb.json[0].errorCode]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    const path = '/JSforceTestApexRest';
    for (const body of ['{', '[]', '"x"', '{"name":"A","other":1}', '{"name":{"deep":1}}']) {
      const { status, json } = await rest('POST', path, body);
      expect([body, status, json[0].errorCode]).toEqual([body, 400, 'JSON_PARSER_ERROR']);
    }
    expect((await rest('PUT', `${path}/x`, { account: { Nothing__c: 1 } })).status).toBe(400);
    expect((await rest('POST', path, 'name=A', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await rest('GET', `${path}/%ff`)).status).toBe(400);
    expect((await rest('GET', path, undefined, { authorization: 'Bearer nonsense' })).status).toBe(401);
    expect((await rest('GET', `${path}/${'x'.repeat(5_000)}`)).json[0].errorCode).toBe('APEX_ERROR');
  });

  it('answers what was registered: fixed values with what the caller sent, queries and failures', async () => {
    const add = (verb: string, respond: unknown) => test.control('apex', { urlMapping: '/Orders/*', verb, respond });
    expect(
      (await add('GET', { reply: { id: '{path.1}', page: 'page {query.page}', list: [1, null] }, status: 202 })).status,
    ).toBe(200);
    const shown = await rest('GET', '/Orders/17/items?page=2');
    expect([shown.status, shown.json]).toEqual([202, { id: '17', page: 'page 2', list: [1, null] }]);
    await add('POST', { query: 'SELECT Id, Name, Site FROM Account WHERE Name = {body.name}' });
    await test.call('POST', '/sobjects/Account', { Name: "O'Neil \\ Sons" });
    const found = (await rest('POST', '/Orders', { name: "O'Neil \\ Sons" })).json as unknown as { Name: string }[];
    expect(found).toMatchObject([{ attributes: { type: 'Account' }, Name: "O'Neil \\ Sons" }]);
    expect(found[0]).not.toHaveProperty('Site');
    const injected = await rest('POST', '/Orders', { name: "x' OR Name != '" });
    expect(injected.json).toEqual([]);
    await add('PUT', { error: 'No stock of {body.item}', type: 'OrderService.StockException' });
    const failed = await rest('PUT', '/Orders', { item: 'tea' });
    expect(failed.json[0].message).toMatch(/^OrderService.StockException: No stock of tea\n\nClass.Orders.doPut/);
    await add('DELETE', { nothing: true });
    expect((await rest('DELETE', '/Orders/1')).text).toBe('');
    await test.control('apex', { urlMapping: '/Orders/special/*', verb: 'GET', respond: { json: '{"ok":true}' } });
    expect((await rest('GET', '/Orders/special/1')).json).toEqual({ ok: true });
    await send(`${test.org.controlUrl}/apex?urlMapping=${encodeURIComponent('/Orders/special/*')}&verb=GET`, {
      method: 'DELETE',
    });
    expect((await rest('GET', '/Orders/special/1')).json).toMatchObject({ id: 'special' });
  });

  it('refuses registrations that make no sense, in words', async () => {
    const nonsense = [
      {},
      { urlMapping: 'Orders', respond: { reply: 1 } },
      { urlMapping: '/a/../b', respond: {} },
      { urlMapping: '/a', verb: 'TRACE', respond: { reply: 1 } },
      { urlMapping: '/a', class: 'X', method: 'y', respond: { reply: 1 } },
      { class: 'X', respond: { reply: 1 } },
      { class: 'X<', method: 'y', respond: { reply: 1 } },
      { urlMapping: '/a', respond: { reply: 1, create: 'Account' } },
      { urlMapping: '/a', respond: { create: 'Nothing__c', fields: {} } },
      { urlMapping: '/a', respond: { create: 'Account', fields: 'x' } },
      { urlMapping: '/a', respond: { reply: 1, status: 99 } },
      { urlMapping: '/a', respond: { json: '{' } },
      { urlMapping: '/a', respond: { nothing: true, other: 1 } },
      { urlMapping: '/a', respond: { reply: JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`) } },
      { urlMapping: '/a', respond: 'x', evil: 1 },
    ];
    for (const settings of nonsense) {
      const { status, json } = await test.control('apex', settings);
      expect([settings, status, json[0].errorCode]).toEqual([settings, 400, 'INVALID_CONTROL']);
    }
  });

  it('undoes what a method wrote when it throws, and lets a program answer', async () => {
    test.org.registerApex({
      urlMapping: '/Two/*',
      verb: 'POST',
      handle: ({ body, path, run }) => {
        const id = run({ kind: 'create', object: 'Account', fields: { Name: '{body.name}' }, returns: 'id' });
        if (body.fail) throw new Error('too late');
        return { id, path };
      },
    });
    const { json } = await rest('POST', '/Two/a/b', { name: 'Written' });
    expect(json).toMatchObject({ path: ['a', 'b'] });
    const failed = await rest('POST', '/Two', { name: 'Undone', fail: true });
    expect(failed.json[0].message).toMatch(/^System.UnexpectedException: too late/);
    expect((await test.query("SELECT count() FROM Account WHERE Name = 'Undone'")).json.totalSize).toBe(0);
    expect((await test.query("SELECT count() FROM Account WHERE Name = 'Written'")).json.totalSize).toBe(1);
    expect(() => test.org.registerApex({ urlMapping: 'nowhere', verb: 'GET', handle: () => null })).toThrow(
      /urlMapping/,
    );
    test.org.reset(1);
    expect((await rest('POST', '/Two', {})).status).toBe(404);
  });

  it('keeps registered methods with the org', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'practice-apex-'));
    try {
      const keep = join(folder, 'org.sqlite');
      const first = await startTestOrg({ keep });
      await first.control('apex', { urlMapping: '/Kept', verb: 'GET', respond: { reply: 'there' } });
      await first.org.close();
      const second = await startTestOrg({ keep });
      const { text } = await send(`${second.org.instanceUrl}/services/apexrest/Kept`, {
        headers: { authorization: `Bearer ${second.token}` },
      });
      expect(text).toBe('"there"');
      await second.org.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('Apex SOAP classes', () => {
  const declare = (method: string, respond: unknown, name = 'OrderService') =>
    test.control('apex', { class: name, method, respond });

  it('answer with the result of a method, lists repeated, nothing as nil and void as an empty response', async () => {
    await declare('place', { reply: { order: '{body.item} x {body.count}', lines: ['{body.lines}'], none: null } });
    const { status, text, body } = await soap(
      'OrderService',
      '<place><item>Tea &amp; milk</item><count>2</count><lines><sku>a</sku></lines></place>',
    );
    expect(status).toBe(200);
    expect(text).toContain('xmlns="http://soap.sforce.com/schemas/class/OrderService"');
    expect(body.name).toBe('placeResponse');
    expect(body.child('result')?.textOf('order')).toBe('Tea & milk x 2');
    expect(body.child('result')?.child('lines')?.textOf('sku')).toBe('a');
    expect(body.child('result')?.child('none')?.isNil).toBe(true);
    await declare('find', { query: 'SELECT Id, Name FROM Account LIMIT 2' });
    const found = await soap('OrderService', '<find/>');
    expect(found.body.all('result').map((record) => record.textOf('Id')?.slice(0, 3))).toEqual(['001', '001']);
    await declare('forget', { nothing: true });
    expect((await soap('OrderService', '<forget/>')).text).toContain('<forgetResponse/>');
  });

  it('fault on exceptions, unknown classes and methods, and without a session', async () => {
    await declare('fail', { error: 'No stock' });
    const failed = await soap('OrderService', '<fail/>');
    expect([failed.status, failed.faultCode]).toEqual([500, 'soapenv:Client']);
    expect(failed.faultText).toBe('System.DmlException: No stock\n\nClass.OrderService.fail: line 1, column 1');
    expect((await soap('Nothing', '<fail/>')).faultText).toBe("No service available for class 'Nothing'");
    expect((await soap('OrderService', '<other/>')).faultText).toMatch(/^No operation available for request/);
    expect((await soap('OrderService', '<fail/>', null)).faultCode).toBe('sf:INVALID_SESSION_ID');
    expect((await soap('Order%22%3E%3Cx', '<fail/>')).status).toBe(500);
  });

  it('may be in a namespace, and may be answered by a program', async () => {
    test.org.registerApex({
      class: 'acme/OrderService',
      method: 'echo',
      handle: ({ body }) => ({ ...body, 'not a name': 1 }),
    });
    const { body } = await soap('acme/OrderService', '<echo><text>hello</text><text>again</text></echo>');
    expect(body.child('result')?.textsOf('text')).toEqual(['hello', 'again']);
  });
});
