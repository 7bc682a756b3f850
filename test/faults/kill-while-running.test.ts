import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { queryOrg } from '../support/query-org.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs/run-flow.ts');
const RECORDS = 300;
const collections = '/composite/sobjects';
let org: PracticeOrg;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());

/** Creates a contact for each record, ten in a call, and writes down which ones there are. */
function creating(): FlowDocument {
  return {
    ...createFlow('Create contacts', 'create-contacts'),
    connections: { crm: { connector: 'salesforce', needs: { objects: ['Contact'], access: 'write' } } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'even', type: 'filter', name: 'Not every seventh', settings: { condition: 'Number % 7 != 3' } },
      {
        id: 'create',
        type: 'salesforce.create',
        name: 'Create contact',
        connection: 'crm',
        settings: { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ Name }}' } },
      },
      { id: 'save', type: 'files.write', name: 'Save', settings: { path: 'created.csv' } },
    ],
    edges: [
      { from: 'start', to: 'even' },
      { from: 'even', port: 'kept', to: 'create' },
      { from: 'create', to: 'save' },
    ],
    settings: { batchSize: 10 },
  };
}

/** A data folder with the flow and a connection to the org that outlives every process. */
async function makeFolder() {
  const temporary = await openTemporaryHost();
  const { connections, flows } = temporary.host.services;
  const details = await browserConnection(org);
  const authorizationId = await authorizeInBrowser(connections, details);
  const { connection } = await connections.create({ name: 'Org', ...details, authorizationId });
  const { id, document, revision } = flows.create('Create contacts', creating());
  flows.save({ id, revision, document, bindings: { crm: connection.id } });
  await temporary.host.close();
  return { folder: temporary.dataFolder, flowId: id };
}

const calls = () => org.requests().filter(({ path }) => path.includes(collections)).length;

/** Names of the contacts of one run that are in the org, sorted. */
async function created(name: string): Promise<string[]> {
  const rows = await queryOrg(org, `SELECT LastName FROM Contact WHERE LastName LIKE '${name} %'`);
  return rows.map(({ LastName }) => String(LastName)).sort();
}

const wanted = (name: string) =>
  Array.from({ length: RECORDS }, (_, number) => number)
    .filter((number) => number % 7 !== 3)
    .map((number) => `${name} ${number}`)
    .sort();

describe('killing the process of a run', () => {
  const kills = repetitions(2, 100);
  it(
    `R8 creates every record once, killed ${kills} times at any moment and resumed`,
    async () => {
      const { folder, flowId } = await makeFolder();
      for (let round = 0; round < kills; round += 1) {
        const name = `Killed ${round}`;
        const before = calls();
        const running = startProgram(program, [folder, flowId, String(RECORDS), name]);
        await expect.poll(calls, { interval: 1, timeout: 30_000 }).toBeGreaterThan(before);
        await delay(Math.random() * 120);
        await running.kill();
        const going = startProgram(program, [folder]);
        expect(await going.line(2)).toMatch(/"status":"succeeded"|^nothing$/);
        await going.ended();
        expect(await created(name)).toEqual(wanted(name));
        const saved = readFileSync(join(folder, 'files/created.csv'), 'utf8').trim().split('\n');
        expect(saved).toHaveLength(wanted(name).length + 1);
      }
    },
    timeLimit(kills, 20_000),
  );

  it('R8 asks the service about a call whose answer was cut off, and creates nothing twice', async () => {
    const { folder, flowId } = await makeFolder();
    await control(org, 'fault', { path: `**${collections}`, cut: 'after', times: 2, skip: 3 });
    const running = startProgram(program, [folder, flowId, String(RECORDS), 'Cut']);
    expect(await running.line(2)).toContain('"status":"succeeded"');
    await running.ended();
    expect(await created('Cut')).toEqual(wanted('Cut'));
  });
});
