import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../../testing/client.ts';
import { type SoapAnswer, soapCaller } from '../soap-client.fixture.ts';

let test: TestOrg;
let partner: (call: string, headers?: string) => Promise<SoapAnswer>;
let enterprise: typeof partner;

beforeAll(async () => {
  test = await startTestOrg();
  partner = soapCaller(test.org, 'u', test.token);
  enterprise = soapCaller(test.org, 'c', test.token);
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const results = ({ body }: SoapAnswer) => body.all('result');
const account = (fields: string) => `<sObjects><type>Account</type>${fields}</sObjects>`;
const nameOf = async (id: string) => (await test.call('GET', `/sobjects/Account/${id}?fields=Name`)).json;

describe('records over SOAP', () => {
  it('are created, one result each in their order, errors beside successes', async () => {
    const answer = await partner(
      `<create>${account('<Name>One</Name>')}${account('<Site>nowhere</Site>')}${account('<Name>Three &amp; more</Name>')}</create>`,
    );
    const [first, second, third] = results(answer);
    expect(answer.text).toMatch(
      /<createResponse><result><id>001\w{15}<\/id><success>true<\/success><\/result><result><errors><fields>Name<\/fields><message>Required fields are missing: \[Name\]<\/message><statusCode>REQUIRED_FIELD_MISSING<\/statusCode><\/errors><id xsi:nil="true"\/><success>false<\/success><\/result>/,
    );
    expect(second?.child('id')?.isNil).toBe(true);
    expect(await nameOf(first?.textOf('id') ?? '')).toMatchObject({ Name: 'One' });
    expect(await nameOf(third?.textOf('id') ?? '')).toMatchObject({ Name: 'Three & more' });
  });

  it('are typed by xsi:type in the enterprise service', async () => {
    const created = await enterprise(
      '<create><sObjects xmlns:ens="urn:sobject.enterprise.soap.sforce.com" xsi:type="ens:Contact"><ens:LastName>Typed</ens:LastName></sObjects></create>',
    );
    const id = results(created)[0]?.textOf('id');
    const found = await enterprise(
      `<query><queryString>SELECT LastName, Email FROM Contact WHERE Id = '${id}'</queryString></query>`,
    );
    expect(found.text).toContain(
      '<records xsi:type="sf:Contact"><sf:LastName>Typed</sf:LastName><sf:Email xsi:nil="true"/></records>',
    );
  });

  it('fail together with the AllOrNoneHeader', async () => {
    const before = (await test.query('SELECT count() FROM Account')).json.totalSize;
    const answer = await partner(
      `<create>${account('<Name>One</Name>')}${account('')}</create>`,
      '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>',
    );
    expect(results(answer).map((result) => result.child('errors')?.textOf('statusCode'))).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
    ]);
    expect((await test.query('SELECT count() FROM Account')).json.totalSize).toBe(before);
  });

  it('are updated, fields emptied by fieldsToNull, nil elements passed over', async () => {
    const created = await partner(`<create>${account('<Name>Old</Name><Site>here</Site><Phone>1</Phone>')}</create>`);
    const id = results(created)[0]?.textOf('id') ?? '';
    await partner(
      `<update>${account(`<fieldsToNull>Site</fieldsToNull><Id>${id.slice(0, 15)}</Id><Name>New</Name><Phone xsi:nil="true"/>`)}</update>`,
    );
    expect((await test.call('GET', `/sobjects/Account/${id}?fields=Name,Site,Phone`)).json).toMatchObject({
      Name: 'New',
      Site: null,
      Phone: '1',
    });
    const bad = await partner(`<update>${account('<Name>x</Name>')}${account('<Id>nonsense</Id>')}</update>`);
    expect(results(bad).map((result) => result.child('errors')?.textOf('statusCode'))).toEqual([
      'MISSING_ARGUMENT',
      'MALFORMED_ID',
    ]);
  });

  it('are upserted by external id, and name their parents by external id', async () => {
    const upsert = (fields: string) =>
      partner(
        `<upsert><externalIDFieldName>ExternalId__c</externalIDFieldName><sObjects><type>Bill__c</type>${fields}</sObjects></upsert>`,
      );
    const first = await upsert('<ExternalId__c>S-1</ExternalId__c><Total__c>12.50</Total__c>');
    const second = await upsert('<ExternalId__c>S-1</ExternalId__c><Total__c>13</Total__c>');
    expect([first, second].map((answer) => results(answer)[0]?.textOf('created'))).toEqual(['true', 'false']);
    expect(results(second)[0]?.textOf('id')).toBe(results(first)[0]?.textOf('id'));
    const none = await upsert('<Total__c>1</Total__c>');
    expect(results(none)[0]?.child('errors')?.textOf('statusCode')).toBe('MISSING_ARGUMENT');

    const owned = await partner(
      `<create><sObjects><type>Account</type><Name>Owned</Name><Owner><type>User</type><Username>sales@practice.example</Username></Owner></sObjects></create>`,
    );
    const id = results(owned)[0]?.textOf('id') ?? '';
    const sales = (await test.query("SELECT Id FROM User WHERE Username = 'sales@practice.example'")).json.records[0];
    expect((await test.call('GET', `/sobjects/Account/${id}?fields=OwnerId`)).json).toMatchObject({
      OwnerId: sales.Id,
    });
  });

  it('of unknown objects, with unknown fields or values of the wrong kind refuse the whole message', async () => {
    const refusals = [
      ['<sObjects><type>Nothing__c</type></sObjects>', 'sf:INVALID_TYPE'],
      [account('<Nothing__c>1</Nothing__c>'), 'sf:INVALID_FIELD'],
      [account('<fieldsToNull>Nothing__c</fieldsToNull>'), 'sf:INVALID_FIELD'],
      [account('<Name>x</Name><NumberOfEmployees>many</NumberOfEmployees>'), 'soapenv:Client'],
      ['<sObjects><Name>x</Name></sObjects>', 'soapenv:Client'],
      [account('<Name>x</Name>').repeat(201), 'sf:EXCEEDED_ID_LIMIT'],
    ] as const;
    for (const [records, code] of refusals) {
      expect((await partner(`<create>${records}</create>`)).faultCode).toBe(code);
    }
  });

  it('are deleted, taken back from the recycle bin and removed for good', async () => {
    const id = results(await partner(`<create>${account('<Name>Gone</Name>')}</create>`))[0]?.textOf('id') ?? '';
    const onId = async (call: string) => {
      const [result] = results(await partner(`<${call}><ids>${id}</ids></${call}>`));
      return result?.textOf('success') === 'true' ? 'ok' : result?.child('errors')?.textOf('statusCode');
    };
    expect(await onId('delete')).toBe('ok');
    expect(await onId('delete')).toBe('ENTITY_IS_DELETED');
    expect(await onId('undelete')).toBe('ok');
    expect(await onId('undelete')).toBe('UNDELETE_FAILED');
    expect(await onId('delete')).toBe('ok');
    expect(await onId('emptyRecycleBin')).toBe('ok');
    expect(await onId('undelete')).toBe('UNDELETE_FAILED');
    const [bad] = results(await partner('<delete><ids>nonsense</ids></delete>'));
    expect(bad?.child('errors')?.textOf('statusCode')).toBe('MALFORMED_ID');
  });

  it('are retrieved in the order of their ids, nil where there is none', async () => {
    const id = results(await partner(`<create>${account('<Name>Found</Name>')}</create>`))[0]?.textOf('id') ?? '';
    const answer = await partner(
      `<retrieve><fieldList>Id, name</fieldList><sObjectType>account</sObjectType><ids>${id}</ids><ids>001gL0000zzzzzz</ids></retrieve>`,
    );
    expect(answer.text).toContain(
      `<result xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id>${id}</sf:Id><sf:Id>${id}</sf:Id><sf:Name>Found</sf:Name></result><result xsi:nil="true"/>`,
    );
  });

  it('carry any text there and back unchanged', async () => {
    const text = '<b>&amp; "quoted" \'single\' ]]> ümlaut 日本 😀';
    const sent = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const created = await partner(`<create>${account(`<Name>${sent}</Name>`)}</create>`);
    const id = results(created)[0]?.textOf('id') ?? '';
    expect(await nameOf(id)).toMatchObject({ Name: text });
    const found = await partner(
      `<query><queryString>SELECT Name FROM Account WHERE Id = '${id}'</queryString></query>`,
    );
    expect(results(found)[0]?.child('records')?.textOf('Name')).toBe(text);
  });
});

describe('queries over SOAP', () => {
  it('come in pages, with parents nested, moments ending in Z and nil for no value', async () => {
    const query =
      '<query><queryString>SELECT Id, Name, Email, CreatedDate, Account.Name FROM Contact</queryString></query>';
    const options = '<QueryOptions><batchSize>200</batchSize></QueryOptions>';
    const first = await partner(query, options);
    const [result] = results(first);
    expect([result?.textOf('done'), result?.all('records').length]).toEqual(['false', 200]);
    const [record] = result?.all('records') ?? [];
    expect(record?.type).toBe('sObject');
    expect(record?.textOf('type')).toBe('Contact');
    expect(record?.textOf('CreatedDate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(record?.child('Account')?.textOf('type')).toBe('Account');
    expect(record?.child('Account')?.child('Id')?.isNil).toBe(true);
    const locator = result?.textOf('queryLocator') ?? '';
    const more = await partner(`<queryMore><queryLocator>${locator}</queryLocator></queryMore>`, options);
    expect(results(more)[0]?.textOf('size')).toBe(result?.textOf('size'));
    expect(results(more)[0]?.child('records')?.textOf('Id')).not.toBe(record?.textOf('Id'));
    for (const bad of ['nonsense', '', '../limits']) {
      const refused = await partner(`<queryMore><queryLocator>${bad}</queryLocator></queryMore>`);
      expect(refused.faultCode).toBe('sf:INVALID_QUERY_LOCATOR');
    }
  });

  it('tell row and column of a mistake', async () => {
    const { text, status } = await partner('<query><queryString>SELECT Nothing FROM Account</queryString></query>');
    expect(status).toBe(500);
    expect(text).toContain('<sf:InvalidFieldFault xsi:type="sf:InvalidFieldFault">');
    expect(text).toMatch(/<sf:row>1<\/sf:row><sf:column>8<\/sf:column>/);
    const wrong = await partner('<query><queryString>SELECT FROM</queryString></query>');
    expect(wrong.faultCode).toBe('sf:MALFORMED_QUERY');
  });

  it('see deleted records with queryAll, and count', async () => {
    const id = results(await partner(`<create>${account('<Name>Bin</Name>')}</create>`))[0]?.textOf('id');
    await partner(`<delete><ids>${id}</ids></delete>`);
    const soql = `SELECT IsDeleted FROM Account WHERE Id = '${id}'`;
    const size = async (call: string, text: string) =>
      results(await partner(`<${call}><queryString>${text}</queryString></${call}>`))[0]?.textOf('size');
    expect(await size('query', soql)).toBe('0');
    expect(await size('queryAll', soql)).toBe('1');
    expect(Number(await size('query', 'SELECT count() FROM Account'))).toBeGreaterThan(0);
  });
});

describe('descriptions over SOAP', () => {
  it('list all objects, and tell the fields of one or of many', async () => {
    const all = results(await partner('<describeGlobal/>'))[0];
    expect(all?.all('sobjects').map((object) => object.textOf('name'))).toContain('Bill__c');
    expect(all?.textOf('maxBatchSize')).toBe('200');
    const one = results(await partner('<describeSObject><sObjectType>bill__c</sObjectType></describeSObject>'))[0];
    const field = one?.all('fields').find((candidate) => candidate.textOf('name') === 'Status__c');
    expect(field?.all('picklistValues').map((value) => value.textOf('value'))).toContain('Draft');
    const two = await partner(
      '<describeSObjects><sObjectType>Account</sObjectType><sObjectType>Lead</sObjectType></describeSObjects>',
    );
    expect(results(two).map((object) => object.textOf('name'))).toEqual(['Account', 'Lead']);
    const none = await partner('<describeSObject><sObjectType>Nothing</sObjectType></describeSObject>');
    expect(none.faultCode).toBe('sf:INVALID_TYPE');
  });
});

describe('merge over SOAP', () => {
  it('keeps the master with its new values, moves the children and deletes the others', async () => {
    const made = results(await partner(`<create>${account('<Name>A</Name>').repeat(3)}</create>`)).map(
      (result) => result.textOf('id') ?? '',
    );
    const [master = '', ...losers] = made;
    const contact = await test.call('POST', '/sobjects/Contact', { LastName: 'Child', AccountId: losers[0] });
    const answer = await partner(
      `<merge><request><masterRecord><type>Account</type><Id>${master}</Id><Name>Merged</Name></masterRecord>${losers
        .map((id) => `<recordToMergeIds>${id}</recordToMergeIds>`)
        .join('')}</request></merge>`,
    );
    const [result] = results(answer);
    expect(result?.textOf('success')).toBe('true');
    expect(result?.textsOf('mergedRecordIds')).toEqual(losers);
    expect(result?.textsOf('updatedRelatedIds')).toEqual([contact.json.id]);
    expect(await nameOf(master)).toMatchObject({ Name: 'Merged' });
    expect((await test.call('GET', `/sobjects/Contact/${contact.json.id}?fields=AccountId`)).json).toMatchObject({
      AccountId: master,
    });
    expect((await test.call('GET', `/sobjects/Account/${losers[0]}`)).json[0].errorCode).toBe('ENTITY_IS_DELETED');
  });

  it('changes nothing when one record is missing, doubled or of another object', async () => {
    const [master, other] = results(await partner(`<create>${account('<Name>A</Name>').repeat(2)}</create>`)).map(
      (result) => result.textOf('id') ?? '',
    );
    const merge = async (ids: readonly (string | undefined)[]) => {
      const losers = ids.map((id) => `<recordToMergeIds>${id}</recordToMergeIds>`).join('');
      const answer = await partner(
        `<merge><request><masterRecord><type>Account</type><Id>${master}</Id><Name>B</Name></masterRecord>${losers}</request></merge>`,
      );
      return results(answer)[0]?.child('errors')?.textOf('statusCode');
    };
    expect(await merge([other, '001gL0000zzzzzz'])).toBe('INVALID_CROSS_REFERENCE_KEY');
    expect(await merge([master])).toBe('INVALID_OPERATION');
    expect(await merge(['003gL0000000001'])).toBe('MALFORMED_ID');
    expect(await merge([])).toBe('INVALID_OPERATION');
    expect(await nameOf(master ?? '')).toMatchObject({ Name: 'A' });
    expect(await nameOf(other ?? '')).toMatchObject({ Name: 'A' });
  });
});

describe('the unmodified jsforce client over SOAP', () => {
  it('creates, updates, upserts, deletes, undeletes, empties the recycle bin and merges', async () => {
    const connection = new Connection({
      instanceUrl: test.org.instanceUrl,
      accessToken: test.token,
      version: '64.0',
    });
    const { soap } = connection;
    const one = await soap.create({ type: 'Account', Name: 'One', Site: null });
    expect(one).toMatchObject({ success: true, errors: [] });
    const many = await soap.create([
      { type: 'Account', Name: 'Two' },
      { type: 'Account', Site: 'x' },
    ]);
    expect(many.map(({ success }) => success)).toEqual([true, false]);
    expect(many[1]?.errors?.[0]).toMatchObject({ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] });
    const first = one.id ?? '';
    const second = many[0]?.id ?? '';
    expect(await soap.update({ type: 'Account', Id: first, Name: 'Uno' })).toMatchObject({ success: true });
    const upserted = await soap.upsert('ExternalId__c', { type: 'Bill__c', ExternalId__c: 'JS-1' });
    expect(upserted).toMatchObject({ success: true, created: true });
    expect(
      await soap.merge({
        masterRecord: { type: 'Account', Id: first },
        recordToMergeIds: [second],
        additionalInformationMap: [],
      }),
    ).toMatchObject({ success: true, id: first, mergedRecordIds: [second] });
    expect(await soap.delete(first)).toMatchObject({ success: true });
    expect(await soap.undelete([first])).toMatchObject([{ success: true }]);
    expect(await soap.delete([first])).toMatchObject([{ success: true }]);
    expect(await soap.emptyRecycleBin([first])).toMatchObject([{ success: true }]);
    await expect(soap.create({ type: 'Nothing__c' })).rejects.toMatchObject({ errorCode: 'sf:INVALID_TYPE' });
  });
});

describe('leads over SOAP', () => {
  it('are converted, by hand and by the unmodified jsforce client, and refused one by one', async () => {
    const lead = async () =>
      (await test.call('POST', '/sobjects/Lead', { LastName: 'Turn', Company: 'Turned' })).json.id;
    const status = (await test.query('SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true')).json.records[0];
    const convertedStatus = String(status.MasterLabel);
    const order = (id: string) =>
      `<leadConverts><convertedStatus>${convertedStatus}</convertedStatus><doNotCreateOpportunity>true</doNotCreateOpportunity><leadId>${id}</leadId><overwriteLeadSource>false</overwriteLeadSource><sendNotificationEmail>false</sendNotificationEmail></leadConverts>`;
    const id = await lead();
    const [done, again] = results(await partner(`<convertLead>${order(id)}${order(id)}</convertLead>`));
    expect([done?.textOf('success'), done?.child('opportunityId')?.isNil]).toEqual(['true', true]);
    expect(done?.textOf('accountId')).toMatch(/^001/);
    expect(again?.child('errors')?.textOf('statusCode')).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
    const named = order(id).replace('<leadId>', '<opportunityId>006gL0000000001</opportunityId><leadId>');
    expect((await partner(`<convertLead>${named}</convertLead>`)).faultCode).toBe('soapenv:Client');

    const connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
    const result = await connection.soap.convertLead({
      leadId: await lead(),
      convertedStatus,
      doNotCreateOpportunity: false,
      overwriteLeadSource: false,
      sendNotificationEmail: false,
    });
    expect(result).toMatchObject({ success: true, errors: [] });
    expect(result.opportunityId).toMatch(/^006/);
  });
});

describe('approvals over SOAP', () => {
  it('are submitted, decided step by step, and refused for each request by itself', async () => {
    const id = results(await partner(`<create>${account('<Name>Approve me</Name>')}</create>`))[0]?.textOf('id') ?? '';
    const submit = `<actions xsi:type="ProcessSubmitRequest"><comments>please</comments><objectId>${id}</objectId></actions>`;
    const [submitted, again] = results(await partner(`<process>${submit}${submit}</process>`));
    expect(submitted?.textOf('instanceStatus')).toBe('Pending');
    expect(submitted?.textOf('entityId')).toBe(id);
    expect(again?.child('errors')?.textOf('statusCode')).toBe('ALREADY_IN_PROCESS');
    const decide = async (action: string, workitem: string | null | undefined) =>
      results(
        await partner(
          `<process><actions xsi:type="ProcessWorkitemRequest"><action>${action}</action><workitemId>${workitem}</workitemId></actions></process>`,
        ),
      )[0];
    const approved = await decide('Approve', submitted?.textOf('newWorkitemIds'));
    expect(approved?.textOf('instanceStatus')).toBe('Pending');
    const rejected = await decide('Reject', approved?.textOf('newWorkitemIds'));
    expect([rejected?.textOf('instanceStatus'), rejected?.textOf('newWorkitemIds')]).toEqual(['Rejected', null]);
    const unknown = await partner('<process><actions xsi:type="Nothing"/></process>');
    expect(unknown.faultCode).toBe('soapenv:Client');
  });
});

describe('searches and replication over SOAP', () => {
  it('find records of several objects by text', async () => {
    await partner(`<create>${account('<Name>Zymurgy Works</Name>')}</create>`);
    const find = '<search><searchString>FIND {Zymurgy} RETURNING Account(Id, Name), Contact</searchString></search>';
    const [result] = results(await partner(find));
    expect(result?.all('searchRecords').map((found) => found.child('record')?.textOf('Name'))).toEqual([
      'Zymurgy Works',
    ]);
    const wrong = await partner('<search><searchString>FIND</searchString></search>');
    expect(wrong.faultCode).toBe('sf:MALFORMED_SEARCH');
  });

  it('tell what was created, changed and deleted within a span of time', async () => {
    const id = results(await partner(`<create>${account('<Name>Told</Name>')}</create>`))[0]?.textOf('id') ?? '';
    const timestamp = (await partner('<getServerTimestamp/>')).body.child('result')?.textOf('timestamp') ?? '';
    const around = (minutes: number) => new Date(Date.parse(timestamp) + minutes * 60_000).toISOString();
    const ask = async (call: string, type = 'Account') =>
      partner(
        `<${call}><sObjectType>${type}</sObjectType><startDate>${around(-5)}</startDate><endDate>${around(5)}</endDate></${call}>`,
      );
    expect(results(await ask('getUpdated'))[0]?.textsOf('ids')).toContain(id);
    await partner(`<delete><ids>${id}</ids></delete>`);
    const [deleted] = results(await ask('getDeleted'));
    expect(deleted?.all('deletedRecords').map((record) => record.textOf('id'))).toContain(id);
    expect(deleted?.textOf('latestDateCovered')).toMatch(/Z$/);
    expect((await ask('getUpdated', 'Nothing')).faultCode).toBe('sf:INVALID_TYPE');
  });

  it('show aggregates and children within a query', async () => {
    const group = await partner(
      '<query><queryString>SELECT Industry, COUNT(Id) total FROM Account GROUP BY Industry LIMIT 1</queryString></query>',
    );
    expect(results(group)[0]?.child('records')?.textOf('type')).toBe('AggregateResult');
    expect(Number(results(group)[0]?.child('records')?.textOf('total'))).toBeGreaterThan(0);
    const nested = await partner(
      '<query><queryString>SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 1</queryString></query>',
    );
    const children = results(nested)[0]?.child('records')?.child('Contacts');
    expect([children?.type, children?.textOf('done')]).toEqual(['QueryResult', 'true']);
    expect(children?.all('records')[0]?.textOf('type')).toBe('Contact');
  });
});
