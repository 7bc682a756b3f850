import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../ids.ts';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg({ now: () => new Date('2026-11-22T10:00:00Z') });
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

interface Result {
  readonly isSuccess: boolean;
  readonly errors: { statusCode: string }[] | null;
  readonly outputValues: { accountId: string; contactId: string; opportunityId: string | null; leadId: string };
}

async function convert(input: object) {
  const { status, json } = await test.call('POST', '/actions/standard/convertLead', {
    inputs: [{ convertedStatus: 'Closed - Converted', ...input }],
  });
  const [result] = json as unknown as Result[];
  if (!result) throw new Error('No result');
  return { status, ...result, code: result.errors?.[0]?.statusCode };
}
const make = async (object: string, fields: object) => (await test.call('POST', `/sobjects/${object}`, fields)).json.id;
const read = async (object: string, id: string | null) => (await test.call('GET', `/sobjects/${object}/${id}`)).json;
const count = async (object: string) => (await test.query(`SELECT count() FROM ${object}`)).json.totalSize;

const fields = {
  LastName: 'Weber',
  FirstName: 'Mila',
  Company: 'Fern Foods',
  Email: 'mila@example.org',
  City: 'Rome',
  AnnualRevenue: 5e6,
  LeadSource: 'Web',
};

describe('converting a lead', () => {
  it('makes an account, a contact and an opportunity of it', async () => {
    const leadId = await make('Lead', fields);
    const { status, isSuccess, outputValues } = await convert({ leadId });
    expect([status, isSuccess, outputValues.leadId]).toEqual([200, true, leadId]);
    const { accountId, contactId, opportunityId } = outputValues;
    expect(await read('Account', accountId)).toMatchObject({
      Name: 'Fern Foods',
      BillingCity: 'Rome',
      AnnualRevenue: 5e6,
      AccountSource: 'Web',
    });
    expect(await read('Contact', contactId)).toMatchObject({
      Name: 'Mila Weber',
      Email: 'mila@example.org',
      AccountId: accountId,
      MailingCity: 'Rome',
    });
    expect(await read('Opportunity', opportunityId)).toMatchObject({
      Name: 'Fern Foods',
      AccountId: accountId,
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
    });
    expect(await read('Lead', leadId)).toMatchObject({
      IsConverted: true,
      Status: 'Closed - Converted',
      ConvertedDate: '2026-11-22',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
    });
  });

  it('can be done once, and the lead is not changed any more', async () => {
    const leadId = await make('Lead', fields);
    await convert({ leadId, doNotCreateOpportunity: true });
    const again = await convert({ leadId });
    expect([again.status, again.isSuccess, again.code]).toEqual([400, false, 'CANNOT_UPDATE_CONVERTED_LEAD']);
    const changed = await test.call('PATCH', `/sobjects/Lead/${leadId}`, { City: 'Bonn' });
    expect([changed.status, changed.json[0].errorCode]).toEqual([400, 'CANNOT_UPDATE_CONVERTED_LEAD']);
    expect((await test.call('DELETE', `/sobjects/Lead/${leadId}`)).status).toBe(204);
  });

  it('adds the lead to a given account and contact, filling only what is empty there', async () => {
    const accountId = await make('Account', { Name: 'Known', BillingCity: 'Bonn' });
    const contactId = await make('Contact', { LastName: 'Known', AccountId: accountId, LeadSource: 'Other' });
    const leadId = await make('Lead', fields);
    const { outputValues } = await convert({
      leadId,
      accountId,
      contactId,
      overwriteLeadSource: true,
      opportunityName: 'Named',
      ownerId: makeId('005', 2),
    });
    expect(outputValues).toMatchObject({ accountId, contactId });
    expect(await read('Account', accountId)).toMatchObject({ Name: 'Known', BillingCity: 'Bonn', AnnualRevenue: 5e6 });
    expect(await read('Contact', contactId)).toMatchObject({ LastName: 'Known', LeadSource: 'Web', FirstName: 'Mila' });
    const opportunity = await read('Opportunity', outputValues.opportunityId);
    expect(opportunity).toMatchObject({ Name: 'Named', OwnerId: makeId('005', 2) });
  });

  it('tells the statuses a converted lead can have', async () => {
    const { records } = (await test.query('SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true')).json;
    expect(records).toMatchObject([{ MasterLabel: 'Closed - Converted' }]);
  });

  it('changes nothing when any part of it cannot be done', async () => {
    const leadId = await make('Lead', { ...fields, Website: 'x' });
    const contactId = await make('Contact', { LastName: 'Elsewhere' });
    const accountId = await make('Account', { Name: 'Empty' });
    const before = [await count('Account'), await count('Contact'), await count('Opportunity')];
    expect((await convert({ leadId, convertedStatus: 'Working - Contacted' })).code).toBe('INVALID_STATUS');
    expect((await convert({ leadId, convertedStatus: undefined })).code).toBe('INVALID_STATUS');
    expect((await convert({ leadId, contactId })).code).toBe('MISSING_ARGUMENT');
    expect((await convert({ leadId, accountId, contactId })).code).toBe('INVALID_CROSS_REFERENCE_KEY');
    expect((await convert({ leadId, accountId: contactId })).code).toBe('MALFORMED_ID');
    expect((await convert({ leadId, ownerId: makeId('005', 999) })).code).toBe('INVALID_CROSS_REFERENCE_KEY');
    expect((await convert({ leadId: accountId })).code).toBe('MALFORMED_ID');
    expect((await convert({})).code).toBe('MALFORMED_ID');
    await test.control('validationRules', {
      object: 'Opportunity',
      name: 'No_web',
      condition: "LeadSource = 'Web'",
      message: 'No.',
    });
    expect((await convert({ leadId })).code).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION');
    expect([await count('Account'), await count('Contact'), await count('Opportunity')]).toEqual(before);
    expect(await read('Lead', leadId)).toMatchObject({ IsConverted: false });
  });

  it.each([
    [{}],
    [{ inputs: [] }],
    [{ inputs: [1] }],
    [{ inputs: [{ leadId: 1 }] }],
    [{ inputs: [{ overwriteLeadSource: 'x' }] }],
  ])('refuses %j', async (body) => {
    const { status, json } = await test.call('POST', '/actions/standard/convertLead', body);
    expect([status, json[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
  });
});
