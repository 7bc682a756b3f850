import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
