import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { queryOrg } from '../support/query-org.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs/run-flow.ts');
const RECORDS = 40;
let org: PracticeOrg;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());

/** Creates the contact that it is called for. */
function creating(): FlowDocument {
  const settings = { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ Name }}' } };
  return {
    ...createFlow('Create a contact', 'create-a-contact'),
    connections: { crm: { connector: 'salesforce', needs: { objects: ['Contact'], access: 'write' } } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'create', type: 'salesforce.create', name: 'Create', connection: 'crm', settings },
    ],
    edges: [{ from: 'start', to: 'create' }],
  };
}

/** Calls that flow for each record. */
function calling(): FlowDocument {
  return {
    ...createFlow('Call for each', 'call-for-each'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'call_flow', name: 'Call', settings: { flow: 'Create a contact' } },
    ],
    edges: [{ from: 'start', to: 'call' }],
    settings: { batchSize: 10 },
  };
}

/** A data folder with both flows and a connection to the org that outlives every process. */
async function makeFolder() {
  const temporary = await openTemporaryHost();
  const { connections, flows } = temporary.host.services;
  const details = await browserConnection(org);
  const authorizationId = await authorizeInBrowser(connections, details);
  const { connection } = await connections.create({ name: 'Org', ...details, authorizationId });
  flows.create('Create a contact', creating(), { crm: connection.id });
  const { id } = flows.create('Call for each', calling());
  await temporary.host.close();
  return { folder: temporary.dataFolder, flowId: id };
}

const calls = () => org.requests().filter(({ path }) => path.includes('/sobjects')).length;

async function created(name: string): Promise<string[]> {
  const rows = await queryOrg(org, `SELECT LastName FROM Contact WHERE LastName LIKE '${name} %'`);
  return rows.map(({ LastName }) => String(LastName)).sort();
}

describe('killing the process of a run that calls flows', () => {
  const kills = repetitions(2, 30);
  it(
    `R8 runs each called flow once, killed ${kills} times at any moment and resumed`,
    async () => {
      const { folder, flowId } = await makeFolder();
      let cutOff = 0;
      for (let round = 0; round < kills; round += 1) {
        const name = `Called ${round}`;
        const before = calls();
        const running = startProgram(program, [folder, flowId, String(RECORDS), name]);
        const killedAfter = 5 + Math.floor(Math.random() * (RECORDS - 15));
        await expect.poll(calls, { interval: 1, timeout: 30_000 }).toBeGreaterThan(before + killedAfter);
        await delay(Math.random() * 20);
        await running.kill();
        if (calls() < before + RECORDS) cutOff += 1;
        const going = startProgram(program, [folder]);
        expect(await going.line(2)).toMatch(/"status":"succeeded"/);
        await going.ended();
        const wanted = Array.from({ length: RECORDS }, (_, number) => `${name} ${number}`).sort();
        expect(await created(name)).toEqual(wanted);
      }
      expect(cutOff).toBeGreaterThanOrEqual(kills / 2);
    },
    timeLimit(kills, 25_000),
  );
});
