import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { soapCaller } from '../soap/soap-client.fixture.ts';
import { requestToken, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let metadata: ReturnType<typeof soapCaller>;

beforeAll(async () => {
  test = await startTestOrg();
  metadata = soapCaller(test.org, 'm', test.token);
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const objectXml = (name: string, more = '') =>
  `<metadata xsi:type="CustomObject"><fullName>${name}</fullName><label>Invoice</label><pluralLabel>Invoices</pluralLabel><nameField><type>Text</type><label>Invoice Name</label></nameField><deploymentStatus>Deployed</deploymentStatus><sharingModel>ReadWrite</sharingModel>${more}</metadata>`;
const createObject = (name: string, more = '') => metadata(`<createMetadata>${objectXml(name, more)}</createMetadata>`);
const createField = (fullName: string, properties: string) =>
  metadata(
    `<createMetadata><metadata xsi:type="CustomField"><fullName>${fullName}</fullName><label>Field</label>${properties}</metadata></createMetadata>`,
  );
const outcome = async (answer: ReturnType<typeof metadata>) => {
  const result = (await answer).body.child('result');
  return result?.textOf('success') === 'true' ? 'ok' : (result?.child('errors')?.textOf('statusCode') ?? null);
};
const create = async (object: string, fields: unknown) => (await test.call('POST', `/sobjects/${object}`, fields)).json;

describe('createMetadata', () => {
  it('answers as the live service does, and the object is there at once in describe, records and queries', async () => {
    const { status, text } = await createObject('Invoice__c');
    expect(status).toBe(200);
    expect(text).toContain('xmlns="http://soap.sforce.com/2006/04/metadata"');
    expect(text).toContain(
      '<createMetadataResponse><result><fullName>Invoice__c</fullName><success>true</success></result></createMetadataResponse>',
    );
    const described = await test.call('GET', '/sobjects/Invoice__c/describe');
    expect(described.json).toMatchObject({ name: 'Invoice__c', label: 'Invoice', custom: true, keyPrefix: 'a01' });
    const { id } = await create('Invoice__c', { Name: 'First' });
    expect(id).toMatch(/^a01/);
    expect((await test.query('SELECT Name FROM invoice__c')).json.records).toMatchObject([{ Name: 'First' }]);
    const unnamed = await create('Invoice__c', {});
    expect((await test.call('GET', `/sobjects/Invoice__c/${unnamed.id}`)).json).toMatchObject({ Name: unnamed.id });
  });

  it('takes fields within the object, and refuses the whole object when one of them is wrong', async () => {
    const amount =
      '<fields><fullName>Amount__c</fullName><label>Amount</label><type>Currency</type><precision>10</precision><scale>2</scale></fields>';
    const wrong = '<fields><fullName>Bad__c</fullName><label>Bad</label><type>Text</type></fields>';
    const refused = await createObject('Invoice__c', amount + wrong);
    expect(refused.text).toContain(
      '<errors><fields>length</fields><message>Must specify &apos;length&apos; for this type of CustomField</message><statusCode>FIELD_INTEGRITY_EXCEPTION</statusCode></errors><fullName>Invoice__c</fullName><success>false</success>',
    );
    expect((await test.call('GET', '/sobjects/Invoice__c')).status).toBe(404);
    expect(await outcome(createObject('Invoice__c', amount))).toBe('ok');
    await create('Invoice__c', { Name: 'A', Amount__c: 12.345 });
    expect((await test.query('SELECT Amount__c FROM Invoice__c')).json.records).toMatchObject([{ Amount__c: 12.35 }]);
  });

  it('refuses components one by one, naming what is wrong', async () => {
    await createObject('Invoice__c');
    expect(await outcome(createObject('invoice__c'))).toBe('DUPLICATE_DEVELOPER_NAME');
    expect(await outcome(createObject('Account'))).toBe('INVALID_FIELD');
    for (const name of ['Invoice', 'In-voice__c', '_x__c', 'a__b__c', `${'x'.repeat(41)}__c`, '../x__c']) {
      expect([name, await outcome(createObject(name))]).toEqual([name, 'INVALID_FIELD']);
    }
    const without = objectXml('Other__c').replace(/<pluralLabel>.*<\/pluralLabel>/, '');
    expect(await outcome(metadata(`<createMetadata>${without}</createMetadata>`))).toBe('REQUIRED_FIELD_MISSING');
    const mixed = await metadata(`<createMetadata>${objectXml('Invoice__c')}${objectXml('Other__c')}</createMetadata>`);
    expect(mixed.body.all('result').map((result) => result.textOf('success'))).toEqual(['false', 'true']);
  });

  it('makes every type of field, each with what it promises', async () => {
    await createObject('Invoice__c');
    const choices =
      '<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted><value><fullName>Red</fullName><default>true</default><label>Red</label></value><value><fullName>Blue</fullName><default>false</default><label>Blue</label></value></valueSetDefinition></valueSet>';
    const fields: Readonly<Record<string, string>> = {
      Text__c: '<type>Text</type><length>20</length><defaultValue>"none"</defaultValue>',
      Long__c: '<type>LongTextArea</type><length>1000</length><visibleLines>3</visibleLines>',
      Number__c: '<type>Number</type><precision>5</precision><scale>1</scale><defaultValue>1.5</defaultValue>',
      Money__c: '<type>Currency</type><precision>18</precision><scale>2</scale>',
      Share__c: '<type>Percent</type><precision>5</precision><scale>2</scale>',
      Done__c: '<type>Checkbox</type><defaultValue>true</defaultValue>',
      Day__c: '<type>Date</type>',
      Moment__c: '<type>DateTime</type>',
      Mail__c: '<type>Email</type>',
      Call__c: '<type>Phone</type>',
      Page__c: '<type>Url</type>',
      Colour__c: `<type>Picklist</type>${choices}`,
      Colours__c: `<type>MultiselectPicklist</type>${choices}<visibleLines>4</visibleLines>`,
      Account__c: '<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Invoices</relationshipName>',
      Number_Given__c: '<type>AutoNumber</type><displayFormat>I-{0000}</displayFormat>',
      Key__c: '<type>Text</type><length>30</length><externalId>true</externalId><unique>true</unique>',
    };
    for (const [name, properties] of Object.entries(fields)) {
      expect([name, await outcome(createField(`Invoice__c.${name}`, properties))]).toEqual([name, 'ok']);
    }
    const account = await create('Account', { Name: 'Parent' });
    const made = await create('Invoice__c', { Name: 'A', Account__c: account.id, Key__c: 'k', Day__c: '2026-01-31' });
    expect((await test.call('GET', `/sobjects/Invoice__c/${made.id}`)).json).toMatchObject({
      Text__c: 'none',
      Number__c: 1.5,
      Done__c: true,
      Colour__c: 'Red',
      Number_Given__c: 'I-0001',
      Day__c: '2026-01-31',
    });
    const soql = "SELECT Account__r.Name FROM Invoice__c WHERE Account__r.Name = 'Parent'";
    expect((await test.query(soql)).json.records).toMatchObject([{ Account__r: { Name: 'Parent' } }]);
    const code = async (fields: unknown) => (await create('Invoice__c', fields))[0]?.errorCode;
    expect(await code({ Name: 'B', Key__c: 'K' })).toBe('DUPLICATE_VALUE');
    expect(await code({ Name: 'B', Colour__c: 'Green' })).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    expect(await code({ Name: 'B', Mail__c: 'nowhere' })).toBe('INVALID_EMAIL_ADDRESS');
    expect(await code({ Name: 'B', Text__c: 'x'.repeat(21) })).toBe('STRING_TOO_LONG');
    const upserted = await test.call('PATCH', '/sobjects/Invoice__c/Key__c/k', { Name: 'Changed' });
    expect([upserted.status, upserted.json.id]).toEqual([200, made.id]);
  });

  it('refuses fields that are doubled, lead nowhere or are of a kind the org does not have', async () => {
    await createObject('Invoice__c');
    const refusals = [
      ['Invoice__c.Name', '<type>Date</type>', 'INVALID_FIELD'],
      ['Nothing__c.X__c', '<type>Date</type>', 'INVALID_CROSS_REFERENCE_KEY'],
      ['Invoice__c', '<type>Date</type>', 'INVALID_FIELD'],
      ['Account.X__c', '<type>Lookup</type><referenceTo>Nothing__c</referenceTo>', 'INVALID_CROSS_REFERENCE_KEY'],
      ['Account.X__c', '<type>Location</type>', 'INVALID_TYPE'],
      ['Account.X__c', '<type>Text</type><length>256</length>', 'FIELD_INTEGRITY_EXCEPTION'],
      ['Account.X__c', '<type>Number</type><precision>3</precision><scale>4</scale>', 'FIELD_INTEGRITY_EXCEPTION'],
      ['Account.X__c', '<type>Number</type><formula>1 + 1</formula>', 'FIELD_INTEGRITY_EXCEPTION'],
      ['Account.X__c', '<type>Picklist</type>', 'FIELD_INTEGRITY_EXCEPTION'],
      ['Account.X__c', '<type>AutoNumber</type><displayFormat>none</displayFormat>', 'FIELD_INTEGRITY_EXCEPTION'],
      ['Account.X__c', '<type>Text</type><length>5</length><required>perhaps</required>', 'INVALID_FIELD'],
      ['Account.X__c', '', 'REQUIRED_FIELD_MISSING'],
    ] as const;
    for (const [fullName, properties, code] of refusals) {
      expect([fullName, properties, await outcome(createField(fullName, properties))]).toEqual([
        fullName,
        properties,
        code,
      ]);
    }
    expect(await outcome(createField('Account.X__c', '<type>Date</type>'))).toBe('ok');
    expect(await outcome(createField('account.x__c', '<type>Date</type>'))).toBe('DUPLICATE_DEVELOPER_NAME');
  });

  it('gives records that were there the default of a new checkbox', async () => {
    await createField('Account.Checked__c', '<type>Checkbox</type><defaultValue>true</defaultValue>');
    const { json } = await test.query('SELECT count() FROM Account WHERE Checked__c = false');
    expect(json.totalSize).toBe(0);
  });

  it('lets details go with their master, and frees neither key prefix', async () => {
    await createObject('Invoice__c');
    const master =
      '<fields><fullName>Invoice__c</fullName><label>Invoice</label><type>MasterDetail</type><referenceTo>Invoice__c</referenceTo><relationshipName>Lines</relationshipName></fields>';
    expect(await outcome(createObject('Line__c', master))).toBe('ok');
    const invoice = await create('Invoice__c', { Name: 'A' });
    const line = await create('Line__c', { Name: 'L', Invoice__c: invoice.id });
    expect(line.id).toMatch(/^a02/);
    expect((await create('Line__c', { Name: 'L' }))[0].errorCode).toBe('REQUIRED_FIELD_MISSING');
    await test.call('DELETE', `/sobjects/Invoice__c/${invoice.id}`);
    expect((await test.query('SELECT count() FROM Line__c')).json.totalSize).toBe(0);
    await metadata('<deleteMetadata><type>CustomObject</type><fullNames>Line__c</fullNames></deleteMetadata>');
    await createObject('Third__c');
    expect((await test.call('GET', '/sobjects/Third__c/describe')).json).toMatchObject({ keyPrefix: 'a03' });
  });

  it('makes platform events, which can be published and not queried', async () => {
    const event =
      '<metadata xsi:type="CustomObject"><fullName>Paid__e</fullName><label>Paid</label><pluralLabel>Paid</pluralLabel><deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType><fields><fullName>Number__c</fullName><label>Number</label><type>Text</type><length>20</length></fields></metadata>';
    expect(await outcome(metadata(`<createMetadata>${event}</createMetadata>`))).toBe('ok');
    expect((await test.call('POST', '/sobjects/Paid__e', { Number__c: '1' })).status).toBe(201);
    expect((await test.query('SELECT Number__c FROM Paid__e')).status).toBe(400);
    expect(await outcome(createField('Paid__e.Mail__c', '<type>Email</type>'))).toBe('FIELD_INTEGRITY_EXCEPTION');
  });
});

describe('the other calls of the Metadata API', () => {
  it('delete an object with its records and the lookups to it; a new one of the name starts empty', async () => {
    await createObject('Invoice__c');
    await createField(
      'Account.Invoice__c',
      '<type>Lookup</type><referenceTo>Invoice__c</referenceTo><relationshipName>Accounts</relationshipName>',
    );
    await create('Invoice__c', { Name: 'A' });
    const remove = '<deleteMetadata><type>CustomObject</type><fullNames>Invoice__c</fullNames></deleteMetadata>';
    expect(await outcome(metadata(remove))).toBe('ok');
    expect(await outcome(metadata(remove))).toBe('INVALID_CROSS_REFERENCE_KEY');
    expect((await test.call('GET', '/sobjects/Invoice__c')).status).toBe(404);
    expect((await test.query('SELECT Invoice__c FROM Account')).json[0].errorCode).toBe('INVALID_FIELD');
    await createObject('Invoice__c');
    expect((await test.query('SELECT count() FROM Invoice__c')).json.totalSize).toBe(0);
  });

  it('delete a field with its values, unless a validation rule needs it', async () => {
    await createField('Account.Note__c', '<type>Text</type><length>20</length>');
    const { id } = await create('Account', { Name: 'A', Note__c: 'secret' });
    const rule =
      '<metadata xsi:type="ValidationRule"><fullName>Account.Rule</fullName><active>true</active><errorConditionFormula>Note__c = "bad"</errorConditionFormula><errorMessage>No</errorMessage></metadata>';
    expect(await outcome(metadata(`<createMetadata>${rule}</createMetadata>`))).toBe('ok');
    const remove = (type: string, name: string) =>
      outcome(metadata(`<deleteMetadata><type>${type}</type><fullNames>${name}</fullNames></deleteMetadata>`));
    expect(await remove('CustomField', 'Account.Note__c')).toBe('DEPENDENCY_EXISTS');
    expect(await remove('ValidationRule', 'Account.Rule')).toBe('ok');
    expect(await remove('CustomField', 'Account.Note__c')).toBe('ok');
    expect(await remove('CustomField', 'Account.Name')).toBe('INVALID_FIELD');
    expect(await remove('CustomObject', 'Account')).toBe('INVALID_FIELD');
    await createField('Account.Note__c', '<type>Text</type><length>20</length>');
    expect((await test.call('GET', `/sobjects/Account/${id}?fields=Note__c`)).json).toMatchObject({ Note__c: null });
  });

  it('put validation rules in force, and refuse formulas that the org cannot evaluate', async () => {
    const rule = (formula: string, active = true) =>
      metadata(
        `<upsertMetadata><metadata xsi:type="ValidationRule"><fullName>Bill__c.Rule</fullName><active>${active}</active><errorConditionFormula>${formula}</errorConditionFormula><errorDisplayField>Total__c</errorDisplayField><errorMessage>Too much</errorMessage></metadata></upsertMetadata>`,
      );
    expect(await outcome(rule('AND(Total__c &gt; 1000, NOT(ISPICKVAL(Status__c, "Draft")))'))).toBe('ok');
    expect((await create('Bill__c', { Total__c: 2000 })).id).toBeDefined();
    const refused = await create('Bill__c', { Total__c: 2000, Status__c: 'Sent' });
    expect(refused).toMatchObject([
      { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Too much', fields: ['Total__c'] },
    ]);
    expect(await outcome(rule('Total__c &gt; 1000', false))).toBe('ok');
    expect((await create('Bill__c', { Total__c: 2000, Status__c: 'Sent' })).id).toBeDefined();
    for (const formula of ['LEN(Notes__c) &gt; 3', 'Nothing__c = 1', 'Total__c &gt;', '1 = 1', '(', 'DROP;']) {
      expect([formula, await outcome(rule(formula))]).toEqual([formula, 'FIELD_INTEGRITY_EXCEPTION']);
    }
  });

  it('keep buttons and links', async () => {
    const link = (fullName: string, more = '') =>
      metadata(
        `<createMetadata><metadata xsi:type="WebLink"><fullName>${fullName}</fullName><availability>online</availability><displayType>link</displayType><linkType>url</linkType><masterLabel>Search</masterLabel><openType>newWindow</openType><protected>false</protected>${more}</metadata></createMetadata>`,
      );
    expect(await outcome(link('Account.Search'))).toBe('REQUIRED_FIELD_MISSING');
    expect(await outcome(link('Account.Search', '<url>https://example.com/?q={!Account.Name}</url>'))).toBe('ok');
    const read = await metadata(
      '<readMetadata><type>WebLink</type><fullNames>Account.Search</fullNames></readMetadata>',
    );
    expect(read.body.child('result')?.child('records')?.textOf('url')).toBe('https://example.com/?q={!Account.Name}');
  });

  it('need a permission, know ten components at most and say what they do not do', async () => {
    const form = {
      grant_type: 'password',
      client_id: 'practice-client',
      client_secret: 'practice-client-secret',
      username: 'sales@practice.example',
      password: 'practice-passwordPracticeToken2',
    };
    const { access_token: token } = (await requestToken(test.org.loginUrl, form)).json;
    const refused = await soapCaller(test.org, 'm', token)(`<createMetadata>${objectXml('X__c')}</createMetadata>`);
    expect([refused.status, refused.faultCode]).toEqual([500, 'sf:INSUFFICIENT_ACCESS']);
    expect(refused.text).toContain('xmlns:sf="http://soap.sforce.com/2006/04/metadata"');
    const many = await metadata(`<createMetadata>${objectXml('X__c').repeat(11)}</createMetadata>`);
    expect(many.faultCode).toBe('sf:LIMIT_EXCEEDED');
    expect((await metadata('<deploy><ZipFile>UEs=</ZipFile></deploy>')).faultCode).toBe('sf:INVALID_OPERATION');
    const unknown = '<createMetadata><metadata xsi:type="Workflow"><fullName>X</fullName></metadata></createMetadata>';
    expect((await metadata(unknown)).faultCode).toBe('sf:INVALID_TYPE');
    expect((await soapCaller(test.org, 'm', 'nonsense')('<describeMetadata/>')).faultCode).toBe(
      'sf:INVALID_SESSION_ID',
    );
    expect((await metadata('<login/>')).faultCode).toBe('soapenv:Client');
  });

  it('change what profiles may do', async () => {
    const change = await metadata(
      '<updateMetadata><metadata xsi:type="Profile"><fullName>Standard</fullName><userPermissions><enabled>true</enabled><name>ModifyMetadata</name></userPermissions></metadata></updateMetadata>',
    );
    expect(change.body.child('result')?.textOf('success')).toBe('true');
    const read = await metadata('<readMetadata><type>Profile</type><fullNames>Standard</fullNames></readMetadata>');
    const granted = read.body
      .child('result')
      ?.child('records')
      ?.all('userPermissions')
      .filter((permission) => permission.textOf('enabled') === 'true')
      .map((permission) => permission.textOf('name'));
    expect(granted).toEqual(['ApiEnabled', 'ModifyMetadata']);
  });
});

describe('custom objects and fields', () => {
  it('vanish on a reset', async () => {
    await createObject('Invoice__c');
    await createField('Account.Note__c', '<type>Text</type><length>20</length>');
    test.org.reset(1);
    expect((await test.call('GET', '/sobjects/Invoice__c')).status).toBe(404);
    expect((await test.query('SELECT Note__c FROM Account')).status).toBe(400);
    await createObject('Invoice__c');
    expect((await test.query('SELECT count() FROM Invoice__c')).json.totalSize).toBe(0);
  });

  it('are there again with their records when a kept org starts anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'practice-metadata-'));
    try {
      const keep = join(folder, 'org.sqlite');
      const first = await startTestOrg({ keep });
      const call = soapCaller(first.org, 'm', first.token);
      const amount =
        '<fields><fullName>Amount__c</fullName><label>Amount</label><type>Currency</type><precision>10</precision><scale>2</scale></fields>';
      await call(`<createMetadata>${objectXml('Invoice__c', amount)}${objectXml('Gone__c')}</createMetadata>`);
      await call('<deleteMetadata><type>CustomObject</type><fullNames>Gone__c</fullNames></deleteMetadata>');
      await call('<deleteMetadata><type>CustomObject</type><fullNames>Bill__c</fullNames></deleteMetadata>');
      await call(
        '<renameMetadata><type>CustomObject</type><oldFullName>Invoice__c</oldFullName><newFullName>Receipt__c</newFullName></renameMetadata>',
      );
      const made = (await first.call('POST', '/sobjects/Receipt__c', { Name: 'A', Amount__c: 5 })).json;
      await first.org.close();
      const second = await startTestOrg({ keep });
      expect((await second.call('GET', `/sobjects/Receipt__c/${made.id}`)).json).toMatchObject({
        Name: 'A',
        Amount__c: 5,
      });
      expect((await second.call('GET', '/sobjects/Bill__c')).status).toBe(404);
      const third = soapCaller(second.org, 'm', second.token);
      await third(`<createMetadata>${objectXml('Next__c')}</createMetadata>`);
      expect((await second.call('GET', '/sobjects/Next__c/describe')).json).toMatchObject({ keyPrefix: 'a03' });
      await second.org.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('approval processes of custom objects', () => {
  it('keep fields that their criteria need, follow a rename and go with the object', async () => {
    const amount =
      '<fields><fullName>Amount__c</fullName><label>Amount</label><type>Currency</type><precision>10</precision><scale>2</scale></fields>';
    await createObject('Invoice__c', amount);
    await test.control('approvalProcesses', {
      name: 'Invoice_Approval',
      object: 'Invoice__c',
      entryCriteria: 'Amount__c > 5',
      steps: ['admin@practice.example'],
    });
    const removeField =
      '<deleteMetadata><type>CustomField</type><fullNames>Invoice__c.Amount__c</fullNames></deleteMetadata>';
    expect(await outcome(metadata(removeField))).toBe('DEPENDENCY_EXISTS');
    await metadata(
      '<renameMetadata><type>CustomObject</type><oldFullName>Invoice__c</oldFullName><newFullName>Receipt__c</newFullName></renameMetadata>',
    );
    const { id } = await create('Receipt__c', { Name: 'A', Amount__c: 10 });
    const submit = { requests: [{ actionType: 'Submit', contextId: id }] };
    expect((await test.call('POST', '/process/approvals', submit)).json).toMatchObject([{ instanceStatus: 'Pending' }]);
    await metadata('<deleteMetadata><type>CustomObject</type><fullNames>Receipt__c</fullNames></deleteMetadata>');
    expect((await test.call('GET', '/process/approvals')).text).not.toContain('Receipt__c');
    expect((await test.query('SELECT count() FROM ProcessInstanceWorkitem')).status).toBe(200);
    expect((await test.call('GET', '/recent')).status).toBe(200);
  });
});
