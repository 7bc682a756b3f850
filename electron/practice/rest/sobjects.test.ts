import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let now = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => now });
});
afterAll(() => test.org.close());

async function create(object: string, fields: Record<string, unknown>): Promise<string> {
  const { status, json, text } = await test.call('POST', `/sobjects/${object}`, fields);
  expect(status, text).toBe(201);
  return json.id;
}

describe('describe', () => {
  it('lists the objects', async () => {
    const { json } = await test.call('GET', '/sobjects/');
    expect(json).toMatchObject({ encoding: 'UTF-8', maxBatchSize: 200 });
    const names = json.sobjects.map((object: { name: string }) => object.name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['Account', 'Bill__c', 'Contact', 'Lead', 'Opportunity', 'User']));
    expect(json.sobjects[0].urls.rowTemplate).toBe('/services/data/v64.0/sobjects/Account/{ID}');
  });

  it('tells fields, picklists, references and children of an object named in any case', async () => {
    const { json } = await test.call('GET', '/sobjects/cONTACT/describe');
    const field = (name: string) => json.fields.find((candidate: { name: string }) => candidate.name === name);
    expect(json).toMatchObject({ name: 'Contact', keyPrefix: '003', createable: true });
    expect(field('LastName')).toMatchObject({ nillable: false, createable: true, length: 80, type: 'string' });
    expect(field('Name')).toMatchObject({ createable: false, nameField: true });
    expect(field('AccountId')).toMatchObject({ referenceTo: ['Account'], relationshipName: 'Account' });
    expect(field('OwnerId')).toMatchObject({ nillable: false, defaultedOnCreate: true });
    const account = (await test.call('GET', '/sobjects/Account/describe')).json;
    const children = account.childRelationships.map((child: { relationshipName: string }) => child.relationshipName);
    expect(children).toEqual(expect.arrayContaining(['Contacts', 'Opportunities']));
  });

  it('gives basic information with the latest records', async () => {
    const { json } = await test.call('GET', '/sobjects/Lead');
    expect(json.objectDescribe.name).toBe('Lead');
    expect(json.recentItems).toHaveLength(5);
  });
});

describe('one record', () => {
  it('is created with defaults, read, changed and deleted', async () => {
    const made = await test.call('POST', '/sobjects/lead', {
      lastname: 'Weber',
      COMPANY: 'Fern Foods',
      FirstName: 'Mila',
    });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({ id: expect.stringMatching(/^00Q\w{15}$/), success: true, errors: [] });
    expect(made.headers.get('location')).toBe(`/services/data/v64.0/sobjects/Lead/${made.json.id}`);
    const path = `/sobjects/Lead/${made.json.id.slice(0, 15)}`;
    const read = (await test.call('GET', path)).json;
    expect(read).toMatchObject({
      attributes: { type: 'Lead', url: `/services/data/v64.0/sobjects/Lead/${made.json.id}` },
      Id: made.json.id,
      Name: 'Mila Weber',
      Status: 'Open - Not Contacted',
      IsConverted: false,
      CreatedDate: '2026-11-22T10:00:00.000+0000',
    });
    now = new Date('2026-11-22T11:00:00Z');
    const changed = await test.call('PATCH', path, { FirstName: null });
    expect([changed.status, changed.text]).toEqual([204, '']);
    const after = (await test.call('GET', `${path}?fields=name,LastModifiedDate,CreatedDate`)).json;
    expect(after).toEqual({
      attributes: read.attributes,
      Name: 'Weber',
      LastModifiedDate: '2026-11-22T11:00:00.000+0000',
      CreatedDate: '2026-11-22T10:00:00.000+0000',
    });
    expect((await test.call('DELETE', path)).status).toBe(204);
    const gone = [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }];
    for (const method of ['DELETE', 'GET']) {
      const answer = await test.call(method, path);
      expect([answer.status, answer.json]).toEqual([404, gone]);
    }
  });

  it('follows its stage when it is an opportunity', async () => {
    const id = await create('Opportunity', {
      Name: 'Deal',
      StageName: 'Prospecting',
      CloseDate: '2026-12-01',
      Amount: '1000.456',
    });
    const path = `/sobjects/Opportunity/${id}`;
    const early = {
      Amount: 1000.46,
      Probability: 10,
      IsClosed: false,
      ForecastCategoryName: 'Pipeline',
      ExpectedRevenue: 100.05,
    };
    expect((await test.call('GET', path)).json).toMatchObject(early);
    await test.call('PATCH', path, { StageName: 'Closed Won' });
    const won = { Probability: 100, IsClosed: true, IsWon: true, ForecastCategoryName: 'Closed' };
    expect((await test.call('GET', path)).json).toMatchObject(won);
  });

  it('takes its contacts and opportunities with it when an account is deleted', async () => {
    const AccountId = await create('Account', { Name: 'Leaving' });
    const contact = await create('Contact', { LastName: 'Along', AccountId: AccountId.slice(0, 15) });
    await test.call('DELETE', `/sobjects/Account/${AccountId}`);
    expect((await test.call('GET', `/sobjects/Contact/${contact}`)).json[0].errorCode).toBe('ENTITY_IS_DELETED');
  });

  it.each([
    [
      'a missing required field',
      'Lead',
      { LastName: 'X' },
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Company]',
      ['Company'],
    ],
    [
      'blank text in a required field',
      'Account',
      { Name: ' ' },
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Name]',
      ['Name'],
    ],
    [
      'text too long',
      'Account',
      { Name: 'X', Site: 'y'.repeat(81) },
      'STRING_TOO_LONG',
      `Account Site: data value too large: ${'y'.repeat(81)} (max length=80)`,
      ['Site'],
    ],
    [
      'an e-mail address of wrong form',
      'Contact',
      { LastName: 'X', Email: 'nobody' },
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: nobody',
      ['Email'],
    ],
    [
      'a value outside a restricted picklist',
      'Account',
      { Name: 'X', CleanStatus: 'Dirty' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Clean Status: bad value for restricted picklist field: Dirty',
      ['CleanStatus'],
    ],
    [
      'an id of another object',
      'Contact',
      { LastName: 'X', AccountId: '003000000000001' },
      'MALFORMED_ID',
      'Account ID: id value of incorrect type: 003000000000001',
      ['AccountId'],
    ],
    [
      'an id nothing has',
      'Contact',
      { LastName: 'X', AccountId: '001000000000001' },
      'INVALID_CROSS_REFERENCE_KEY',
      'invalid cross reference id',
      [],
    ],
    [
      'a number out of range',
      'Account',
      { Name: 'X', NumberOfEmployees: 123456789 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Employees: value outside of valid range on numeric field: 123456789',
      ['NumberOfEmployees'],
    ],
  ])('is refused for %s', async (_case, object, fields, errorCode, message, named) => {
    const { status, json } = await test.call('POST', `/sobjects/${object}`, fields);
    expect([status, json]).toEqual([400, [{ message, errorCode, fields: named }]]);
  });

  it.each([
    ['an unknown field', { Name: 'X', Foo: 1 }, 'INVALID_FIELD', "No such column 'Foo' on sobject of type Account"],
    [
      'text for a number',
      { Name: 'X', NumberOfEmployees: 'many' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of int from VALUE_STRING value many or request may be missing a required field at [line:1, column:2]',
    ],
    [
      'a number for text',
      { Name: 12 },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of string from VALUE_NUMBER_INT value 12 or request may be missing a required field at [line:1, column:2]',
    ],
    [
      'an object for text',
      { Name: {} },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of string from START_OBJECT value { or request may be missing a required field at [line:1, column:2]',
    ],
    ['no body', '', 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.'],
  ])('is refused for %s while the request is read', async (_case, body, errorCode, message) => {
    const { status, json } = await test.call('POST', '/sobjects/Account', body);
    expect([status, json]).toEqual([400, [{ message, errorCode }]]);
  });

  it('refuses fields the org keeps itself, and an Id in the body of an update', async () => {
    const made = await test.call('POST', '/sobjects/Account', { Name: 'X', CreatedDate: '2020-01-01' });
    expect(made.json[0]).toMatchObject({ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['CreatedDate'] });
    const id = await create('Account', { Name: 'X' });
    expect((await test.call('PATCH', `/sobjects/Account/${id}`, { Id: id })).json[0].errorCode).toBe('INVALID_FIELD');
    expect((await test.call('PATCH', `/sobjects/Account/${id}`, { Name: '' })).json[0].errorCode).toBe(
      'REQUIRED_FIELD_MISSING',
    );
  });

  it('is not found under an id that does not exist, is malformed, or belongs to no object', async () => {
    const codes = async (path: string) => {
      const { status, json } = await test.call('GET', path);
      return [status, json[0].errorCode];
    };
    expect(await codes('/sobjects/Account/001000000000001')).toEqual([404, 'NOT_FOUND']);
    expect(await codes('/sobjects/Account/rid')).toEqual([404, 'NOT_FOUND']);
    expect(await codes('/sobjects/Account/001000000000001XXX')).toEqual([400, 'MALFORMED_ID']);
    expect(await codes('/sobjects/Spaceship/001000000000001')).toEqual([404, 'NOT_FOUND']);
    expect((await test.call('PATCH', '/sobjects/Account/001000000000001', { Name: 'x' })).status).toBe(404);
  });

  it('answers 405 naming the methods there are, and 415 for a body that is not JSON', async () => {
    const { status, json } = await test.call('PUT', '/sobjects/Account', {});
    expect(status).toBe(405);
    expect(json[0].message).toBe("HTTP Method 'PUT' not allowed. Allowed are HEAD,GET,POST");
    const form = await test.call('POST', '/sobjects/Account', 'Name=x', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
  });
});
