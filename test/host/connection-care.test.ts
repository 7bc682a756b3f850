import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPractice } from '../../electron/ports/practice.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { creatingFlow, practiceDetails } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: RunningPractice;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  org = await temporary.host.services.practice.ensure();
});

afterEach(() => temporary.dispose());

const services = () => temporary.host.services;

function bind(connectionId: string, document: ReturnType<typeof creatingFlow>): string {
  const flow = services().flows.create(document.name, document);
  services().flows.save({ ...flow, bindings: { crm: connectionId } });
  return flow.id;
}

describe('the permissions of a connection', () => {
  it('name what the connected user may not do of what the flows need, and the flows', async () => {
    const { connection } = await services().connections.create(practiceDetails(org, 'Sales', 1));
    const { id } = connection;
    const account = creatingFlow('Accounts', 'Account', { Name: 'Acme', AnnualRevenue: 1, Nothing__c: 2 });
    const first = bind(id, account);
    bind(id, creatingFlow('Users', 'User', { LastName: 'Brook' }));
    bind(id, creatingFlow('Ghosts', 'Ghost__c'));
    const query = {
      ...createFlow('Read', ''),
      connections: { crm: { connector: 'salesforce' } },
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        {
          id: 'read',
          type: 'salesforce.query',
          name: 'Read',
          connection: 'crm',
          settings: {
            salesforceQuery:
              "SELECT Id, Name, AnnualRevenue, Owner.Name, Owner.Secret__c, (SELECT Secret__c, LastName FROM Contacts) FROM Account WHERE Name = 'x FROM y' AND Id IN (SELECT AccountId FROM Contact WHERE Account.AnnualRevenue > 1 AND Account.Name IN ({{ names }}))",
          },
        },
      ],
    };
    const second = bind(id, query);
    const { objects } = await services().connections.permissions(id);
    expect(objects).toEqual([
      {
        object: 'Account',
        needs: expect.arrayContaining(['create', 'read']),
        missing: expect.arrayContaining([
          'see the field AnnualRevenue',
          'see the field Nothing__c',
          'see the field Contacts.Secret__c',
          'see the field Owner.Secret__c',
        ]),
        flows: expect.arrayContaining([
          { flowId: first, name: 'Accounts' },
          { flowId: second, name: 'Read' },
        ]),
      },
      {
        object: 'Contact',
        needs: ['read'],
        missing: ['see the field Account.AnnualRevenue'],
        flows: [{ flowId: second, name: 'Read' }],
      },
      { object: 'Ghost__c', needs: ['create'], missing: ['see the object'], flows: [expect.anything()] },
      { object: 'User', needs: ['create'], missing: ['create records'], flows: [expect.anything()] },
    ]);
    expect(objects[0]?.missing).toHaveLength(4);
  });

  it('miss nothing for the administrator', async () => {
    const { connection } = await services().connections.create(practiceDetails(org, 'Admin'));
    bind(connection.id, creatingFlow('Accounts', 'Account', { Name: 'Acme', AnnualRevenue: 1 }));
    const { objects } = await services().connections.permissions(connection.id);
    expect(objects).toMatchObject([{ object: 'Account', missing: [] }]);
  });
});

describe('many flows on one connection', () => {
  it('see an edit in their next run, while three runs that are under way finish on the old details', async () => {
    const { connections, runs } = services();
    const { connection } = await connections.create(practiceDetails(org, 'Acme'));
    const { id } = connection;
    const flowIds = Array.from({ length: 20 }, (_, index) => bind(id, creatingFlow(`Flow ${index}`)));
    expect(connections.usedBy(id)).toHaveLength(20);
    const input = Array.from({ length: 1_000 }, (_, number) => ({ number }));
    const underWay = await Promise.all(flowIds.slice(0, 3).map((flowId) => runs.startStored({ flowId, input })));
    const sales = practiceDetails(org, 'Acme', 1);
    await connections.update(id, { fields: { username: sales.fields.username }, secrets: sales.secrets });
    const later = await Promise.all(flowIds.map((flowId) => runs.startStored({ flowId })));
    for (const { runId } of [...underWay, ...later]) {
      for await (const _ of runs.watch(runId, 0, undefined)) {
        // Reading to the end is waiting for the end.
      }
      expect(runs.get(runId).summary.status).toBe('succeeded');
    }
    const makers = async (runId: string) => {
      const { records } = runs.records({ runId, step: 'make', port: 'out', offset: 0, limit: 1 });
      const made = records[0]?.make as { id: string };
      const answer = await asAdministrator(`/services/data/v64.0/sobjects/Contact/${made.id}?fields=CreatedById`);
      return (answer as { CreatedById: string }).CreatedById;
    };
    const oldMakers = new Set(await Promise.all(underWay.map(({ runId }) => makers(runId))));
    const newMakers = new Set(await Promise.all(later.map(({ runId }) => makers(runId))));
    expect([oldMakers.size, newMakers.size]).toEqual([1, 1]);
    expect([...oldMakers]).not.toEqual([...newMakers]);
  });
});

async function asAdministrator(path: string): Promise<unknown> {
  const { fields, secrets } = practiceDetails(org, 'x');
  const form = {
    grant_type: 'password',
    client_id: String(fields.clientId),
    client_secret: secrets.clientSecret,
    username: String(fields.username),
    password: `${secrets.password}${secrets.securityToken}`,
  };
  const signedIn = await fetch(`${org.loginUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  const answer = await fetch(`${org.instanceUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return answer.json();
}
