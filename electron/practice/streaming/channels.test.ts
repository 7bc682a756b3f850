import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkCaller } from '../bulk/testing/jobs.ts';
import { soapCaller } from '../soap/soap-client.fixture.ts';
import { send, type TestOrg } from '../testing/client.ts';
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

/** Takes a record out of the recycle bin, which only SOAP can. */
async function undelete(id: string): Promise<void> {
  const answer = await send(`${test.org.instanceUrl}/services/Soap/u/64.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Header><SessionHeader><sessionId>${test.token}</sessionId></SessionHeader></soapenv:Header><soapenv:Body><undelete><ids>${id}</ids></undelete></soapenv:Body></soapenv:Envelope>`,
  });
  if (!answer.text.includes('<success>true</success>')) throw new Error(answer.text);
}

describe('A PushTopic', () => {
  it('announces created, updated, deleted and undeleted records with the selected fields', async () => {
    await createTopic(test, { Name: 'Energy', Query: "SELECT Id, Name FROM Account WHERE Industry = 'Energy'" });
    const client = await subscribed('/topic/Energy');
    await create(test, 'Account', { Name: 'Not this one', Industry: 'Banking' });
    const id = await create(test, 'Account', { Name: 'First', Industry: 'Energy' });
    await patch('Account', id, { Name: 'Second' });
    await patch('Account', id, { Site: 'Not looked at' });
    await test.call('DELETE', `/sobjects/Account/${id}`);
    await undelete(id);
    const events = await client.events(4);
    expect(events[0]).toEqual({
      clientId: client.clientId,
      channel: '/topic/Energy',
      data: {
        event: { createdDate: expect.stringMatching(/^\d{4}-.*Z$/), replayId: expect.any(Number), type: 'created' },
        sobject: { Id: id, Name: 'First' },
      },
    });
    expect(events.map(({ data }) => [data.event.type, data.sobject])).toEqual([
      ['created', { Id: id, Name: 'First' }],
      ['updated', { Id: id, Name: 'Second' }],
      ['deleted', { Id: id }],
      ['undeleted', { Id: id, Name: 'Second' }],
    ]);
    const replayIds = events.map(({ data }) => data.event.replayId);
    expect(replayIds).toEqual(replayIds.toSorted((left, right) => left - right));
  });

  it('looks at a record when the fields change that NotifyForFields names', async () => {
    const Query = "SELECT Id, Name FROM Account WHERE Site = 'Here'";
    for (const NotifyForFields of ['All', 'Referenced', 'Select', 'Where']) {
      await createTopic(test, {
        Name: `By${NotifyForFields}`,
        Query,
        NotifyForFields,
        NotifyForOperationCreate: false,
      });
    }
    const client = await subscribed('/topic/ByAll');
    for (const name of ['ByReferenced', 'BySelect', 'ByWhere']) await client.subscribe(`/topic/${name}`);
    const id = await create(test, 'Account', { Name: 'Firm', Site: 'There' });
    await patch('Account', id, { Site: 'Here' });
    await patch('Account', id, { Name: 'Firma' });
    await patch('Account', id, { Fax: '1' });
    await patch('Account', id, { Fax: '1' });
    const channels = (await client.events(7)).map(({ channel }) => channel.slice('/topic/'.length));
    expect(channels.toSorted()).toEqual(
      ['ByAll', 'ByReferenced', 'ByWhere', 'ByAll', 'ByReferenced', 'BySelect', 'ByAll'].toSorted(),
    );
  });

  it('sends only records that fit the filter of a subscription', async () => {
    await createTopic(test, { Name: 'Filtered' });
    const client = await subscribed('/topic/Filtered?Industry=Energy');
    await create(test, 'Account', { Name: 'A', Industry: 'Banking' });
    await create(test, 'Account', { Name: 'B', Industry: 'Energy' });
    const [event] = await client.events(1);
    expect(event?.channel).toBe('/topic/Filtered?Industry=Energy');
    expect(event?.data.sobject.Name).toBe('B');
    expect((await client.subscribe('/topic/Filtered?Nothing=1&Name=x')).error).toBe(
      '400::Query fields Nothing do not exist on the topic entity',
    );
  });

  it('shows a subscriber only fields they may see, and refuses one who may not see what it filters by', async () => {
    await createTopic(test, { Name: 'Revenue', Query: 'SELECT Id, Name, AnnualRevenue FROM Account' });
    await createTopic(test, { Name: 'Rich', Query: 'SELECT Id, Name FROM Account WHERE AnnualRevenue > 5' });
    const client = await subscribed('/topic/Revenue', await signInSales(test.org));
    const id = await create(test, 'Account', { Name: 'Rich', AnnualRevenue: 10 });
    expect((await client.events(1))[0]?.data.sobject).toEqual({ Id: id, Name: 'Rich' });
    expect((await client.subscribe('/topic/Rich')).error).toBe(
      '403::Subscriber does not have access to all fields referenced in the where clause of the PushTopic',
    );
  });

  it('hears of records written by bulk calls in their order', async () => {
    await createTopic(test, { Name: 'Many' });
    const client = await subscribed('/topic/Many');
    const records = Array.from({ length: 200 }, (_, index) => ({
      attributes: { type: 'Account' },
      Name: `Many ${index}`,
    }));
    await test.call('POST', '/composite/sobjects', { allOrNone: true, records });
    expect((await client.events(200)).map(({ data }) => data.sobject.Name)).toEqual(records.map(({ Name }) => Name));
  });

  it('does not hear of what was rolled back', async () => {
    await createTopic(test, { Name: 'Rolled' });
    const client = await subscribed('/topic/Rolled');
    const records = [{ attributes: { type: 'Account' }, Name: 'Rolled back' }, { attributes: { type: 'Account' } }];
    await test.call('POST', '/composite/sobjects', { allOrNone: true, records });
    await create(test, 'Account', { Name: 'Kept' });
    expect((await client.events(1))[0]?.data.sobject.Name).toBe('Kept');
  });

  it('is refused with a query it may not have', async () => {
    const refusal = async (Query: string, more: object = {}) => {
      const answer = await test.call('POST', '/sobjects/PushTopic', { Name: 'Bad', Query, ApiVersion: 64, ...more });
      expect([Query, answer.status]).toEqual([Query, 400]);
      return [answer.json[0].errorCode, answer.json[0].message];
    };
    expect(await refusal('SELECT Id, COUNT(Name) FROM Account GROUP BY Id')).toEqual([
      'INVALID_FIELD',
      'Aggregate queries are not supported',
    ]);
    expect(await refusal('SELECT Id, AVG(AnnualRevenue) FROM Account')).toEqual([
      'INVALID_FIELD',
      'Aggregate queries are not supported',
    ]);
    expect(await refusal('SELECT Id, Name FROM Account LIMIT 10')).toEqual(['INVALID_FIELD', "'LIMIT' is not allowed"]);
    expect(await refusal('SELECT Id, Name FROM Account ORDER BY Name')).toEqual([
      'INVALID_FIELD',
      "'ORDER BY' clause is not allowed",
    ]);
    expect(await refusal("SELECT Id, Name FROM Account WHERE NOT Name = 'x'")).toEqual([
      'INVALID_FIELD',
      "'NOT' is not supported",
    ]);
    expect(await refusal('SELECT Id, Account.Name FROM Contact')).toEqual([
      'INVALID_FIELD',
      'relationships are not supported',
    ]);
    expect(await refusal('SELECT Id, Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact)')).toEqual([
      'INVALID_FIELD',
      'semi/anti join sub-selects are not supported',
    ]);
    expect((await refusal('SELECT Name FROM Account'))[0]).toBe('INVALID_FIELD');
    expect((await refusal('SELECT Id FROM Account'))[0]).toBe('INVALID_FIELD');
    expect((await refusal('SELECT Id, Nothing FROM Account'))[0]).toBe('INVALID_FIELD');
    expect((await refusal("SELECT Id, Name FROM Account WHERE Description = 'x'"))[0]).toBe('INVALID_FIELD');
    expect((await refusal('SELECT Id, Name FROM User'))[0]).toBe('INVALID_FIELD');
    expect((await refusal('SELECT Id, Name FROM Nothing'))[0]).toBe('INVALID_TYPE');
    expect((await refusal('SELECT Id Name FROM'))[0]).toBe('MALFORMED_QUERY');
    expect((await refusal(`SELECT Id FROM ${'('.repeat(1_000)}`))[0]).toBe('QUERY_TOO_COMPLICATED');
    expect((await refusal('SELECT Id, Name FROM Account', { ApiVersion: 3 }))[0]).toBe('INVALID_FIELD');
    expect((await refusal('SELECT Id, Name FROM Account', { Name: 'a/b' }))[0]).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect((await refusal('SELECT Id, Name FROM Account', { NotifyForFields: 'Some' }))[0]).toBe(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
    await createTopic(test, { Name: 'Twice' });
    expect((await refusal('SELECT Id, Name FROM Account', { Name: 'Twice' }))[0]).toBe('DUPLICATE_VALUE');
  });

  it('is silent once it is switched off, and its channel is gone for new subscribers', async () => {
    const id = await createTopic(test, { Name: 'Off' });
    const client = await subscribed('/topic/Off');
    await patch('PushTopic', id, { IsActive: false });
    await create(test, 'Account', { Name: 'Unheard' });
    await patch('PushTopic', id, { IsActive: true });
    await create(test, 'Account', { Name: 'Heard' });
    expect((await client.events(1))[0]?.data.sobject.Name).toBe('Heard');
    await patch('PushTopic', id, { IsActive: false });
    expect((await client.subscribe('/topic/off')).error).toContain('does not exist {/topic/off}');
  });
});

describe('A generic channel', () => {
  it('brings pushed texts to all subscribers, or to the users named', async () => {
    const id = await create(test, 'StreamingChannel', { Name: '/u/notices' });
    const push = (pushEvents: unknown) => test.call('POST', `/sobjects/StreamingChannel/${id}/push`, { pushEvents });
    expect((await push([{ payload: 'nobody listens' }])).json).toEqual([{ fanoutCount: 0, userOnlineStatus: {} }]);
    const client = await subscribed('/u/notices');
    const online = (await test.call('GET', `/sobjects/StreamingChannel/${id}/push`)).json as unknown as {
      readonly OnlineUserIds: readonly [string];
    };
    expect(online).toEqual({ OnlineUserIds: [expect.stringMatching(/^005/)], ChannelName: '/u/notices' });
    const other = (await test.query('SELECT Id FROM User LIMIT 5')).json.records
      .map(({ Id }) => Id)
      .find((user) => user !== online.OnlineUserIds[0]);
    expect((await push([{ payload: 'for another', userIds: [other] }])).json).toEqual([
      { fanoutCount: 0, userOnlineStatus: { [String(other)]: false } },
    ]);
    expect((await push([{ payload: 'one' }, { payload: 'two', userIds: online.OnlineUserIds }])).json).toEqual([
      { fanoutCount: -1, userOnlineStatus: {} },
      { fanoutCount: 1, userOnlineStatus: { [online.OnlineUserIds[0]]: true } },
    ]);
    expect(await client.events(2)).toEqual(
      ['one', 'two'].map((payload) => ({
        channel: '/u/notices',
        data: { event: { createdDate: expect.any(String), replayId: expect.any(Number) }, payload },
      })),
    );
    expect((await client.subscribe('/u/Notices')).error).toBe('404::channel names may not vary only by case');
  });

  it('refuses long payloads, wrong users and bodies that are no push', async () => {
    const id = await create(test, 'StreamingChannel', { Name: '/u/strict' });
    const push = (body: unknown) => test.call('POST', `/sobjects/StreamingChannel/${id}/push`, body);
    expect((await push({ pushEvents: [{ payload: 'x'.repeat(3_000) }] })).status).toBe(200);
    const bad: unknown[] = [
      { pushEvents: [{ payload: 'x'.repeat(3_001) }] },
      { pushEvents: [{ payload: 7 }] },
      { pushEvents: [{ payload: 'x', userIds: ['nobody'] }] },
      { pushEvents: [{ payload: 'x', userIds: {} }] },
      { pushEvents: {} },
      {},
      [],
      '{',
    ];
    for (const body of bad) expect((await push(body)).status).toBe(400);
    expect((await test.call('GET', '/sobjects/StreamingChannel/0M6000000000000/push')).status).toBe(404);
    expect((await test.call('DELETE', `/sobjects/StreamingChannel/${id}/push`)).status).toBe(405);
    for (const Name of ['notices', '/u/', '/u/a b', '/topic/x']) {
      const answer = await test.call('POST', '/sobjects/StreamingChannel', { Name });
      expect(answer.json[0].errorCode).toBe('FIELD_INTEGRITY_EXCEPTION');
    }
  });
});

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
