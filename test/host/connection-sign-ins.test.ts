import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSignIns } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import { control, practiceDetails } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const STEPS = 500;

let temporary: TemporaryHost;
let org: PracticeOrg;

beforeAll(async () => {
  temporary = await openTemporaryHost();
  org = await startPracticeOrg();
});
afterAll(async () => {
  await temporary.dispose();
  await org.close();
});

/** A start that leads to so many steps, all of one connection: they create and query records at the same time. */
function wideFlow(): FlowDocument {
  const steps = Array.from({ length: STEPS }, (_, number): FlowStep => {
    const common = { id: `step_${number}`, name: `Step ${number}`, connection: 'crm' };
    return number % 2 === 0
      ? {
          ...common,
          type: 'salesforce.create',
          settings: { SObjectName: 'Contact', salesforcePayload: { LastName: `Brook ${number}` } },
        }
      : { ...common, type: 'salesforce.query', settings: { salesforceQuery: 'SELECT Id FROM Contact LIMIT 1' } };
  });
  return {
    ...createFlow('Wide', ''),
    connections: { crm: { connector: 'salesforce' } },
    steps: [{ id: 'start', type: 'manual', name: 'Start' }, ...steps],
    edges: steps.map(({ id }) => ({ from: 'start', to: id })),
  };
}

async function run(flowId: string): Promise<string> {
  const { runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId });
  for await (const _ of runs.watch(runId, 0, undefined)) {
    // Reading to the end is waiting for the end.
  }
  return runs.get(runId).summary.status;
}

describe('a flow of 500 steps on one connection', () => {
  it.each(['password', 'basic'])(
    'R32 C2 signs in once by %s, not again in the next run, and once more when the session has ended',
    async (auth) => {
      const { connections, flows } = temporary.host.services;
      const { connection } = await connections.create({ ...practiceDetails(org, `By ${auth}`), auth });
      const flow = flows.create(`By ${auth}`, wideFlow());
      flows.save({ ...flow, bindings: { crm: connection.id } });
      await temporary.reopen();
      const kind = auth === 'basic' ? 'soap' : 'token';
      const signInsOf = async (work: () => Promise<string>) => {
        const before = countSignIns(org)[kind];
        return { status: await work(), signIns: countSignIns(org)[kind] - before };
      };
      expect(await signInsOf(() => run(flow.id))).toEqual({ status: 'succeeded', signIns: 1 });
      expect(await signInsOf(() => run(flow.id))).toEqual({ status: 'succeeded', signIns: 0 });
      await control(org, 'expireTokens', {});
      expect(await signInsOf(() => run(flow.id))).toEqual({ status: 'succeeded', signIns: 1 });
    },
    60_000,
  );
});
