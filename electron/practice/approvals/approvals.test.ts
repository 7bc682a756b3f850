import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../ids.ts';
import { passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let salesToken: string;
const adminId = makeId('005', 1);
const salesId = makeId('005', 2);

beforeAll(async () => {
  test = await startTestOrg();
  const [, sales] = test.org.users;
  const form = {
    ...passwordForm(test.org),
    username: sales?.username ?? '',
    password: `${sales?.password}${sales?.securityToken}`,
  };
  salesToken = (await requestToken(test.org.loginUrl, form)).json.access_token;
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

interface Result {
  readonly success: boolean;
  readonly actorIds: string[] | null;
  readonly entityId: string;
  readonly instanceId: string;
  readonly instanceStatus: string;
  readonly newWorkitemIds: string[];
  readonly errors: { statusCode: string; message: string }[] | null;
}

async function process(requests: readonly object[], as: 'admin' | 'sales' = 'admin') {
  const headers: Record<string, string> = as === 'sales' ? { authorization: `Bearer ${salesToken}` } : {};
  const { status, json } = await test.call('POST', '/process/approvals/', { requests }, headers);
  return { status, errors: json, results: json as unknown as Result[], first: json[0] as unknown as Result };
}
const submit = (contextId: string, more: object = {}, as: 'admin' | 'sales' = 'admin') =>
  process([{ actionType: 'Submit', contextId, comments: 'Please', ...more }], as);
const decide = (actionType: string, contextId: string, more: object = {}, as: 'admin' | 'sales' = 'admin') =>
  process([{ actionType, contextId, ...more }], as);
const make = async (object: string, fields: object) => (await test.call('POST', `/sobjects/${object}`, fields)).json.id;
const asSales = (method: string, path: string, body?: unknown) =>
  test.call(method, path, body, { authorization: `Bearer ${salesToken}` });

describe('approval processes', () => {
  it('are listed by object', async () => {
    const { json } = await test.call('GET', '/process/approvals');
    expect((json as unknown as { approvals: Record<string, unknown> }).approvals.Account).toEqual([
      {
        description: 'Operations look at an account first, then Sales.',
        id: expect.stringMatching(/^04a\w{15}$/),
        name: 'Account Approval',
        object: 'Account',
        sortOrder: 1,
      },
    ]);
    const { records } = (await test.query('SELECT DeveloperName, State FROM ProcessDefinition ORDER BY Id')).json;
    expect(records.map(({ DeveloperName }) => DeveloperName)).toEqual([
      'Account_Approval',
      'Large_Opportunity',
      'Bill_Release',
    ]);
    const layouts = await test.call('GET', '/sobjects/Account/describe/approvalLayouts');
    expect(layouts.json).toMatchObject({ approvalLayouts: [{ name: 'Account_Approval', label: 'Account Approval' }] });
    expect((await test.call('GET', '/sobjects/Account/describe/approvalLayouts/Nothing')).status).toBe(404);
  });

  it('S11 lead from submission over each step to the end, with new work items', async () => {
    const account = await make('Account', { Name: 'To approve' });
    const sent = await submit(account.slice(0, 15));
    expect([sent.status, sent.first]).toEqual([
      200,
      {
        actorIds: [adminId],
        entityId: account,
        errors: null,
        instanceId: expect.stringMatching(/^04g/),
        instanceStatus: 'Pending',
        newWorkitemIds: [expect.stringMatching(/^04i/)],
        success: true,
      },
    ]);
    const waiting = `SELECT Id, ProcessInstance.TargetObjectId, Actor.Name FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${account}'`;
    expect((await test.query(waiting)).json.records).toMatchObject([
      { Id: sent.first.newWorkitemIds[0], ProcessInstance: { TargetObjectId: account } },
    ]);
    const first = await decide('Approve', sent.first.newWorkitemIds[0] ?? '', { comments: 'Fine' });
    expect(first.first).toMatchObject({
      instanceStatus: 'Pending',
      actorIds: [salesId],
      instanceId: sent.first.instanceId,
    });
    const second = await decide('Approve', first.first.newWorkitemIds[0] ?? '', {}, 'sales');
    expect(second.first).toEqual({
      actorIds: null,
      entityId: account,
      errors: null,
      instanceId: sent.first.instanceId,
      instanceStatus: 'Approved',
      newWorkitemIds: [],
      success: true,
    });
    expect((await test.query(waiting)).json.totalSize).toBe(0);
    const history = `SELECT Status, (SELECT StepStatus, Comments FROM Steps ORDER BY Id) FROM ProcessInstance WHERE TargetObjectId = '${account}'`;
    expect((await test.query(history)).json.records).toMatchObject([
      {
        Status: 'Approved',
        Steps: {
          records: [
            { StepStatus: 'Started', Comments: 'Please' },
            { StepStatus: 'Approved', Comments: 'Fine' },
            { StepStatus: 'Approved', Comments: null },
          ],
        },
      },
    ]);
    expect((await submit(account)).status).toBe(200);
  });

  it('end with a rejection or when the submission is taken back, named by the record too', async () => {
    const account = await make('Account', { Name: 'To reject' });
    await submit(account);
    expect((await decide('Reject', account)).first).toMatchObject({ instanceStatus: 'Rejected', actorIds: null });
    await submit(account, {}, 'sales');
    expect((await decide('Removed', account, {}, 'sales')).first).toMatchObject({ instanceStatus: 'Removed' });
    expect((await decide('Approve', account)).errors[0].errorCode).toBe('INVALID_CROSS_REFERENCE_KEY');
  });

  it('take only records that meet the entry criteria, unless these are skipped', async () => {
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2030-01-01' };
    const small = await make('Opportunity', { ...deal, Amount: 50 });
    const large = await make('Opportunity', { ...deal, Amount: 50_001 });
    const refused = await submit(small, {}, 'sales');
    expect([refused.status, refused.errors]).toEqual([
      400,
      [{ errorCode: 'NO_APPLICABLE_PROCESS', message: 'No applicable approval process was found.' }],
    ]);
    expect((await submit(large, {}, 'sales')).first).toMatchObject({ actorIds: [adminId] });
    const named = { processDefinitionNameOrId: 'large_opportunity' };
    expect((await submit(small, named, 'sales')).errors[0].errorCode).toBe('NO_APPLICABLE_PROCESS');
    expect((await submit(small, { ...named, skipEntryCriteria: 'true' }, 'sales')).status).toBe(200);
  });

  it('find their approver: a manager, or whom the caller names', async () => {
    const large = await make('Opportunity', {
      Name: 'D',
      StageName: 'Prospecting',
      CloseDate: '2030-01-01',
      Amount: 9e5,
    });
    expect((await submit(large)).errors[0].errorCode).toBe('MANAGER_NOT_DEFINED');
    expect((await submit(large, { contextActorId: salesId })).first.actorIds).toEqual([adminId]);
    const bill = await make('Bill__c', {});
    expect((await submit(bill)).errors[0].errorCode).toBe('REQUIRED_FIELD_MISSING');
    expect((await submit(bill, { nextApproverIds: [makeId('005', 999)] })).errors[0].errorCode).toBe(
      'INVALID_CROSS_REFERENCE_KEY',
    );
    expect((await submit(bill, { nextApproverIds: [salesId] })).first.actorIds).toEqual([salesId]);
  });

  it('let only the approver or an administrator decide', async () => {
    const account = await make('Account', { Name: 'A' });
    const sent = await submit(account);
    const item = sent.first.newWorkitemIds[0] ?? '';
    const refused = await decide('Approve', item, {}, 'sales');
    expect([refused.status, refused.errors[0].errorCode]).toEqual([400, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    expect((await decide('Removed', item, {}, 'sales')).errors[0].errorCode).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
    expect(
      (await submit(await make('Account', { Name: 'B' }), { contextActorId: adminId }, 'sales')).errors[0].errorCode,
    ).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
    const next = await decide('Approve', item);
    expect((await decide('Approve', next.first.newWorkitemIds[0] ?? '')).first.instanceStatus).toBe('Approved');
  });

  it('lock the record for all but administrators while a decision is awaited', async () => {
    const account = await make('Account', { Name: 'Locked' });
    await submit(account);
    const refused = await asSales('PATCH', `/sobjects/Account/${account}`, { Site: 'x' });
    expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'ENTITY_IS_LOCKED']);
    expect((await asSales('DELETE', `/sobjects/Account/${account}`)).json[0].errorCode).toBe('ENTITY_IS_LOCKED');
    expect((await test.call('PATCH', `/sobjects/Account/${account}`, { Site: 'x' })).status).toBe(204);
    await decide('Reject', account);
    expect((await asSales('PATCH', `/sobjects/Account/${account}`, { Site: 'y' })).status).toBe(204);
  });

  it('go with the record when it is deleted', async () => {
    const account = await make('Account', { Name: 'Gone' });
    await submit(account);
    await test.call('DELETE', `/sobjects/Account/${account}`);
    expect((await test.query('SELECT Id FROM ProcessInstanceWorkitem')).json.totalSize).toBe(0);
    expect((await submit(account)).errors[0].errorCode).toBe('ENTITY_IS_DELETED');
  });

  it('answer several requests one by one, and a single one as the switch says', async () => {
    const account = await make('Account', { Name: 'Twice' });
    const request = { actionType: 'submit', contextId: account };
    const both = await process([request, request]);
    expect(both.status).toBe(200);
    expect(both.results).toMatchObject([
      { success: true },
      { success: false, entityId: null, errors: [{ statusCode: 'ALREADY_IN_PROCESS' }] },
    ]);
    await test.control('switches', { singleApprovalFailure: 'result' });
    const alone = await process([request]);
    expect([alone.status, alone.first.success]).toEqual([200, false]);
    const many = await process(Array.from({ length: 201 }, () => request));
    expect([many.status, many.errors[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
  });

  it.each([
    ['no requests', {}],
    ['a bare request', { actionType: 'Submit', contextId: '001000000000001' }],
    ['an unknown action', { requests: [{ actionType: 'Dance', contextId: 'x' }] }],
    ['no action', { requests: [{}] }],
    ['a list in place of a request', { requests: [[]] }],
    ['approvers that are no list', { requests: [{ actionType: 'Submit', contextId: 'x', nextApproverIds: 'x' }] }],
    ['comments that are a number', { requests: [{ actionType: 'Submit', contextId: 'x', comments: 1 }] }],
    ['no object', [1]],
  ])('refuse a body with %s', async (_case, body) => {
    const { status, json } = await test.call('POST', '/process/approvals', body);
    expect([status, json[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
  });

  it('refuse ids that name nothing', async () => {
    for (const [id, code] of [
      ['', 'MALFORMED_ID'],
      ['x'.repeat(5000), 'MALFORMED_ID'],
      ['001000000000001', 'INVALID_CROSS_REFERENCE_KEY'],
      ['04i000000000001', 'INVALID_CROSS_REFERENCE_KEY'],
      ['zzz000000000001', 'INVALID_CROSS_REFERENCE_KEY'],
    ] as const) {
      expect((await decide('Approve', id)).errors[0].errorCode, id).toBe(code);
      if (!id.startsWith('04i')) expect((await submit(id)).errors[0].errorCode, id).toBe(code);
    }
  });

  it('can be added and taken away while the org runs', async () => {
    await test.control('approvalProcesses', {
      name: 'Lead_Review',
      object: 'lead',
      steps: ['admin@practice.example', 'chosen'],
      entryCriteria: "Company LIKE 'R%'",
    });
    const lead = await make('Lead', { LastName: 'L', Company: 'Reviewed' });
    const sent = await submit(lead);
    expect(sent.first.instanceStatus).toBe('Pending');
    expect((await decide('Approve', lead)).errors[0].errorCode).toBe('REQUIRED_FIELD_MISSING');
    expect((await decide('Approve', lead, { nextApproverIds: [salesId] })).first.actorIds).toEqual([salesId]);
    const gone = await send(`${test.org.controlUrl}/approvalProcesses?name=Lead_Review`, { method: 'DELETE' });
    expect(gone.status).toBe(200);
    expect((await test.query('SELECT Status FROM ProcessInstance')).json.records[0]).toMatchObject({
      Status: 'Removed',
    });
    for (const settings of [
      { name: 'X', object: 'Nope', steps: ['manager'] },
      { name: 'X', object: 'Account', steps: [] },
      { name: 'X', object: 'Account', steps: ['nobody@example.com'] },
      { name: 'X', object: 'Account', steps: ['manager'], entryCriteria: 'Nope = 1' },
      { name: 'a b', object: 'Account', steps: ['manager'] },
      { name: 'X', object: 'Account', steps: ['manager'], editableBy: 'all' },
    ]) {
      expect((await test.control('approvalProcesses', settings)).status, JSON.stringify(settings)).toBe(400);
    }
  });

  it('work for an independent client', async () => {
    const connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
    const account = await make('Account', { Name: 'Independent' });
    const sent = await connection.process.approval.submit(account, 'Comment');
    expect(sent).toMatchObject({ success: true, instanceStatus: 'Pending', entityId: account });
    const itemOf = (result: unknown) => (result as Result).newWorkitemIds[0] ?? '';
    const approved = await connection.process.approval.approve(itemOf(sent), 'Yes');
    expect(approved).toMatchObject({ instanceStatus: 'Pending' });
    const rejected = await connection.process.approval.reject(itemOf(approved), 'No');
    expect(rejected).toMatchObject({ instanceStatus: 'Rejected' });
    expect(await connection.process.approval.list()).toHaveProperty('Account');
    expect(await connection.process.rule.trigger(account)).toEqual({ errors: null, success: true });
    await expect(connection.process.rule.trigger('001000000000001')).rejects.toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    });
    const layouts = await connection.sobject('Account').approvalLayouts();
    expect(layouts.approvalLayouts).toHaveLength(1);
  });
});
