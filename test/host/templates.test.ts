import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { templates } from '../../electron/host/templates/registry.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { findProblems, formatFlow } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const BILLS = 'send-bills-to-salesforce';

let org: PracticeOrg;
let temporary: TemporaryHost;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());
beforeEach(async () => {
  org.reset();
  temporary = await openTemporaryHost();
});
afterEach(() => temporary.dispose());

const services = () => temporary.host.services;
const sampleFile = () => join(temporary.dataFolder, 'files', 'sample-bills.csv');

async function run(flowId: string) {
  const { runs } = services();
  const { runId } = await runs.startStored({ flowId });
  for await (const _ of runs.watch(runId, 0, undefined)) {
    // Reading to the end is waiting for the end.
  }
  return runs.get(runId).state;
}

/** A connection that signs in with a named credential, by the client credentials of the practice org’s app. */
async function connectWithCredential(): Promise<string> {
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  const { credential } = await services().credentials.create({
    name: 'Bills',
    entity: 'bill',
    connector: 'salesforce',
    principal: {
      auth: 'client_credentials',
      fields: { environment: 'practice', domain: org.instanceUrl, clientId },
      secrets: { clientSecret },
    },
  });
  const fields = { credential: credential.id };
  const details = { name: 'Bills to Salesforce', connector: 'salesforce', auth: 'named', fields, secrets: {} };
  return (await services().connections.create(details)).connection.id;
}

/** What the org’s own API answers. */
async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(`${org.instanceUrl}/services/${path}`, init);
  return (await answer.json()) as Answer;
}

/** The bills that the org has under numbers of the sample. */
async function findBills(): Promise<object[]> {
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const token = await ask<{ access_token: string }>('oauth2/token', { method: 'POST', body });
  const query =
    "SELECT ExternalId__c, Total__c, Status__c, Due_On__c FROM Bill__c WHERE ExternalId__c LIKE '2026-%' ORDER BY ExternalId__c";
  const headers = { authorization: `Bearer ${token.access_token}` };
  const { records } = await ask<{ records: object[] }>(`data/v64.0/query?q=${encodeURIComponent(query)}`, { headers });
  return records;
}

describe('templates', () => {
  it('are the flows and the files of the examples folder, to the byte', () => {
    const examples = join(import.meta.dirname, '../../examples');
    const read = (name: string) => readFileSync(join(examples, name), 'utf8');
    for (const { id, document, files } of templates) {
      expect(read(`${id}.flow.json`)).toBe(formatFlow(document));
      for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
    }
  });

  it('are flows whose only problem is that nothing fills their slots; practice fills them', async () => {
    const service = services().templates;
    for (const { id, name, description } of service.list()) {
      expect(description, name).not.toBe('');
      const { document, bindings } = await service.use({ id, practice: true });
      expect(findProblems(document, await services().catalog(), { bindings }), name).toEqual([]);
      expect((await service.use({ id })).bindings, name).toEqual({});
    }
  });

  it('K4 “Send bills to Salesforce” runs with a named credential, by client credentials', async () => {
    const { templates: service, flows } = services();
    const { id, revision, document } = await service.use({ id: BILLS });
    flows.save({ id, revision, document, bindings: { crm: await connectWithCredential() } });
    expect(await run(id)).toMatchObject({ status: 'succeeded', steps: { create_bill: { in: 6, out: { out: 6 } } } });
    const found = await findBills();
    expect(found).toHaveLength(6);
    expect(found[1]).toMatchObject({
      ExternalId__c: '2026-0002',
      Total__c: 415.91,
      Status__c: 'Sent',
      Due_On__c: '2026-11-01',
    });
  });

  it('sends no bill twice', async () => {
    const { id } = await services().templates.use({ id: BILLS, practice: true });
    expect((await run(id)).steps.create_bill).toMatchObject({ out: { out: 6 } });
    expect((await run(id)).steps.create_bill).toMatchObject({ in: 6, failed: 6 });
  });

  it('bring sample files, and leave a file of that name as it is', async () => {
    const service = services().templates;
    await service.use({ id: BILLS });
    expect(readFileSync(sampleFile(), 'utf8')).toMatch(/^Number,Customer,/);
    writeFileSync(sampleFile(), 'my own');
    const again = await service.use({ id: BILLS });
    expect(readFileSync(sampleFile(), 'utf8')).toBe('my own');
    expect(again.document.name).toBe('Send bills to Salesforce 2');
  });
});
