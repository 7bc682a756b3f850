import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkCaller } from '../bulk/testing/jobs.ts';
import { soapCaller } from '../soap/soap-client.fixture.ts';
import type { TestOrg } from '../testing/client.ts';
import { BayeuxClient, create, createTopic, signInSales, startStreamingOrg } from './bayeux-client.fixture.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startStreamingOrg();
});
afterAll(() => test.org.close());

async function subscribed(channel: string, token = test.token): Promise<BayeuxClient> {
  const client = new BayeuxClient(test.org, token);
  await client.begin();
  const reply = await client.subscribe(channel);
  if (!reply.successful) throw new Error(reply.error);
  return client;
}

function patch(object: string, id: string, fields: object) {
  return test.call('PATCH', `/sobjects/${object}/${id}`, fields);
}

describe('A platform event', () => {
  it('is published by creating its record, which is nowhere afterwards', async () => {
    const client = await subscribed('/event/Order_Event__e');
    const answer = await test.call('POST', '/sobjects/Order_Event__e', { Order_Number__c: 'A-1', Amount__c: 12.5 });
    const published = answer.json as unknown as {
      readonly id: string;
      readonly errors: readonly { message: string }[];
    };
    expect([answer.status, published]).toEqual([
      201,
      {
        id: expect.stringMatching(/^e00/),
        success: true,
        errors: [{ statusCode: 'OPERATION_ENQUEUED', message: expect.stringMatching(/^[0-9a-f-]{36}$/), fields: [] }],
      },
    ]);
    const [event] = await client.events(1);
    expect(event).toEqual({
      channel: '/event/Order_Event__e',
      data: {
        schema: expect.stringMatching(/^[\w-]{22}$/),
        payload: {
          CreatedDate: expect.stringMatching(/Z$/),
          CreatedById: expect.stringMatching(/^005/),
          Order_Number__c: 'A-1',
          Account_Id__c: null,
          Amount__c: 12.5,
          Has_Shipped__c: false,
          Remark__c: null,
        },
        event: { EventUuid: published.errors[0]?.message, replayId: expect.any(Number) },
      },
    });
    expect((await test.call('GET', `/sobjects/Order_Event__e/${published.id}`)).status).toBe(404);
    expect((await test.query('SELECT Order_Number__c FROM Order_Event__e')).status).toBe(400);
    expect((await test.call('POST', '/sobjects/Order_Event__e', {})).json[0].errorCode).toBe('REQUIRED_FIELD_MISSING');
  });

  it('is published by a collection, over SOAP and in bulk, and the answers tell its UUID', async () => {
    const client = await subscribed('/event/Order_Event__e');
    const fields = { Order_Number__c: 'B-1' };
    const collection = await test.call('POST', '/composite/sobjects', {
      records: [{ attributes: { type: 'Order_Event__e' }, ...fields }],
    });
    expect(collection.json[0]).toMatchObject({ success: true, errors: [{ statusCode: 'OPERATION_ENQUEUED' }] });
    const partner = soapCaller(test.org, 'u', test.token);
    const soap = await partner(
      '<create><sObjects><type>Order_Event__e</type><Order_Number__c>B-2</Order_Number__c></sObjects></create>',
    );
    const uuid = /<errors><message>([0-9a-f-]{36})<\/message><statusCode>OPERATION_ENQUEUED</.exec(soap.text)?.[1];
    expect(soap.text).toContain('<success>true</success>');
    const job = await bulkCaller(test).load(
      { object: 'Order_Event__e', operation: 'insert' },
      'Order_Number__c\nB-3\n',
    );
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    const events = await client.events(3);
    expect(events.map(({ data }) => data.payload.Order_Number__c)).toEqual(['B-1', 'B-2', 'B-3']);
    expect(events.map(({ data }) => data.event.EventUuid).slice(0, 2)).toEqual([
      collection.json[0].errors[0].message,
      uuid,
    ]);
  });

  it('cannot be changed or asked for in bulk', async () => {
    const bulk = bulkCaller(test);
    const update = await bulk.make('ingest', { object: 'Order_Event__e', operation: 'update' });
    expect([update.status, update.json[0].errorCode]).toEqual([400, 'INVALIDOPERATION']);
    const query = await bulk.make('query', { operation: 'query', query: 'SELECT Order_Number__c FROM Order_Event__e' });
    expect(query.status).toBe(400);
  });
});

describe('Change data capture', () => {
  it('tells of a created record with all its values, compound ones together', async () => {
    const client = await subscribed('/data/ContactChangeEvent');
    const id = await create(test, 'Contact', { FirstName: 'Ada', LastName: 'Byron', MailingCity: 'London' });
    const [event] = await client.events(1);
    expect(event?.channel).toBe('/data/ContactChangeEvent');
    const { ChangeEventHeader: header, ...fields } = event?.data.payload ?? {};
    expect(header).toEqual({
      entityName: 'Contact',
      recordIds: [id],
      changeType: 'CREATE',
      changeOrigin: 'com/salesforce/api/rest/64.0',
      transactionKey: expect.any(String),
      sequenceNumber: 1,
      commitTimestamp: expect.any(Number),
      commitUser: expect.stringMatching(/^005/),
      commitNumber: expect.any(Number),
    });
    expect(fields).toMatchObject({
      Name: { FirstName: 'Ada', LastName: 'Byron' },
      MailingAddress: { City: 'London' },
      CreatedDate: expect.stringMatching(/Z$/),
    });
    for (const absent of ['Id', 'IsDeleted', 'SystemModstamp', 'Email', 'FirstName'])
      expect(fields).not.toHaveProperty(absent);
  });

  it('tells that records came in bulk', async () => {
    const client = await subscribed('/data/CaseChangeEvent');
    await bulkCaller(test).load({ object: 'Case', operation: 'insert' }, 'Subject\nCame in bulk\n');
    const [event] = await client.events(1);
    expect(event?.data.payload.ChangeEventHeader.changeOrigin).toBe('com/salesforce/api/bulkapi/64.0');
  });

  it('tells of an update only what changed, and of a deletion only which record', async () => {
    const id = await create(test, 'Bill__c', { Status__c: 'Draft', Total__c: 5, Notes__c: 'x' });
    const client = await subscribed('/data/Bill__ChangeEvent');
    await test.call(
      'PATCH',
      `/sobjects/Bill__c/${id}`,
      { Total__c: 7, Notes__c: null },
      {
        'sforce-call-options': 'client=millrace',
      },
    );
    await patch('Bill__c', id, { Total__c: 7 });
    await test.call('DELETE', `/sobjects/Bill__c/${id}`);
    const [updated, deleted] = (await client.events(2)).map(({ data }) => data.payload);
    expect(updated).toMatchObject({ Total__c: 7, Notes__c: null });
    expect(updated?.ChangeEventHeader).toMatchObject({
      changeType: 'UPDATE',
      changeOrigin: 'com/salesforce/api/rest/64.0;client=millrace',
      nulledFields: ['Notes__c'],
    });
    expect(updated?.ChangeEventHeader.changedFields).toEqual(expect.arrayContaining(['Total__c', 'Notes__c']));
    expect(updated).not.toHaveProperty('Status__c');
    expect(Object.keys(deleted ?? {})).toEqual(['ChangeEventHeader']);
    expect(deleted?.ChangeEventHeader).toMatchObject({ changeType: 'DELETE', recordIds: [id] });
  });

  it('tells of equal changes in one transaction at once, and counts the others', async () => {
    const ids = [
      await create(test, 'Lead', { LastName: 'A', Company: 'X' }),
      await create(test, 'Lead', { LastName: 'B', Company: 'X' }),
      await create(test, 'Lead', { LastName: 'C', Company: 'X' }),
    ];
    const client = await subscribed('/data/ChangeEvents');
    const records = ids.map((id, index) => ({ attributes: { type: 'Lead' }, id, Company: index === 2 ? 'Z' : 'Y' }));
    await test.call('PATCH', '/composite/sobjects', { allOrNone: true, records });
    await test.call('DELETE', `/composite/sobjects?ids=${ids.join(',')}&allOrNone=true`);
    const headers = (await client.events(3)).map(({ data }) => data.payload.ChangeEventHeader);
    expect(headers.map(({ changeType, recordIds, sequenceNumber }) => [changeType, recordIds, sequenceNumber])).toEqual(
      [
        ['UPDATE', ids.slice(0, 2), 1],
        ['UPDATE', ids.slice(2), 2],
        ['DELETE', ids, 1],
      ],
    );
    expect(headers[0]?.transactionKey).toBe(headers[1]?.transactionKey);
    expect(headers[0]?.transactionKey).not.toBe(headers[2]?.transactionKey);
  });

  it('brings changes of every captured object on /data/ChangeEvents, to those who may see all data', async () => {
    const client = await subscribed('/data/ChangeEvents');
    await create(test, 'Account', { Name: 'One' });
    await create(test, 'Opportunity', { Name: 'Two', StageName: 'Prospecting', CloseDate: '2026-12-01' });
    await createTopic(test, { Name: 'NotCaptured' });
    const events = await client.events(2);
    expect(events.map(({ channel, data }) => [channel, data.payload.ChangeEventHeader.entityName])).toEqual([
      ['/data/ChangeEvents', 'Account'],
      ['/data/ChangeEvents', 'Opportunity'],
    ]);
    const sales = new BayeuxClient(test.org, await signInSales(test.org));
    await sales.begin();
    expect((await sales.subscribe('/data/ChangeEvents')).error).toBe(
      '403::User not allowed to subscribe CDC without View All Data permissions',
    );
  });

  it('leaves out fields the subscriber may not see', async () => {
    const client = await subscribed('/data/AccountChangeEvent', await signInSales(test.org));
    const id = await create(test, 'Account', { Name: 'Hidden', AnnualRevenue: 1 });
    await patch('Account', id, { AnnualRevenue: 2, Site: 'S' });
    const [created, updated] = (await client.events(2)).map(({ data }) => data.payload);
    expect(created).not.toHaveProperty('AnnualRevenue');
    expect(updated).not.toHaveProperty('AnnualRevenue');
    expect(updated?.ChangeEventHeader.changedFields).not.toContain('AnnualRevenue');
  });
});
