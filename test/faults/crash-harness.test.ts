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
import { type Program, startProgram } from '../support/run-program.ts';
import type { CrashLine, CrashTold } from './programs/crash-runs.ts';

const program = join(import.meta.dirname, 'programs/crash-runs.ts');
const RECORDS = 300;
/** Orgs that are written to side by side; each kill hits a run in each of them. */
const ORGS = 5;
/** Runs of the long form; a machine with less time may take fewer. */
const RUNS = repetitions(10, Number(process.env.MILLRACE_CRASH_RUNS ?? 500));
const LIVES = Math.ceil(RUNS / ORGS);
const collections = '/composite/sobjects';
let orgs: PracticeOrg[];

beforeAll(async () => {
  orgs = await Promise.all(Array.from({ length: ORGS }, () => startPracticeOrg()));
});
afterAll(() => Promise.all(orgs.map((org) => org.close())));

/**
 * Creates a contact for each record, ten in a call, behind a split into two branches that join again. One run follows on
 * the heels of another in the same object.
 */
const creating = (): FlowDocument => ({
  ...createFlow('Create contacts', 'create-contacts'),
  connections: { crm: { connector: 'salesforce', needs: { objects: ['Contact'], access: 'write' } } },
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'third', type: 'if', name: 'Every third?', settings: { condition: 'Number % 3 == 0' } },
    { id: 'both', type: 'merge', name: 'Both' },
    {
      id: 'create',
      type: 'salesforce.create',
      name: 'Create',
      connection: 'crm',
      settings: { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ Name }}' } },
    },
  ],
  edges: [
    { from: 'start', to: 'third' },
    { from: 'third', port: 'true', to: 'both', toPort: 'a' },
    { from: 'third', port: 'false', to: 'both', toPort: 'b' },
    { from: 'both', to: 'create' },
  ],
  settings: { batchSize: 10 },
});

/** A data folder with a connection to each org, which outlives every process, and a flow on each. */
async function makeFolder() {
  const temporary = await openTemporaryHost();
  const { connections, flows } = temporary.host.services;
  const flowIds: string[] = [];
  for (const [number, org] of orgs.entries()) {
    const details = await browserConnection(org);
    const authorizationId = await authorizeInBrowser(connections, details);
    const { connection } = await connections.create({ name: `Org ${number}`, ...details, authorizationId });
    const { id, document, revision } = flows.create(`Create contacts ${number}`, creating());
    flows.save({ id, revision, document, bindings: { crm: connection.id } });
    flowIds.push(id);
  }
  await temporary.host.close();
  return { folder: temporary.dataFolder, flowIds };
}

/** The names of the records of one run, sorted. */
const nameOf = (life: number) => `Crashed ${life}`;
const namesOf = (life: number) => Array.from({ length: RECORDS }, (_, number) => `${nameOf(life)} ${number}`).sort();

/** Names of what one run created in an org, sorted. */
async function created(org: PracticeOrg, life: number): Promise<string[]> {
  const rows = await queryOrg(org, `SELECT LastName FROM Contact WHERE LastName LIKE '${nameOf(life)} %'`);
  return rows.map(({ LastName }) => String(LastName)).sort();
}

/** The line of this number, which must be of this kind. */
async function read<Told extends CrashTold>(running: Program, number: number, told: Told): Promise<CrashLine<Told>> {
  const line: CrashLine<Told> = JSON.parse(await running.line(number));
  if (line.told !== told) throw new Error(`expected “${told}”, got ${JSON.stringify(line)}`);
  return line;
}

/** Opens the folder, and says how the run of each flow stands there that was under way when the last process ended. */
async function open(folder: string, next: readonly string[]) {
  const running = startProgram(program, [folder, ...next]);
  const { runs } = await read(running, 1, 'opened');
  expect(runs.map(({ status }) => status)).not.toContain('running');
  return { running, left: runs.slice(0, ORGS) };
}

/** A moment up to `most` milliseconds away. */
const chance = (most: number) => delay(Math.random() * most);

describe('a process that is killed again and again', () => {
  it(
    `B3 R7 R8 tells the truth of each run afterwards, and ${LIVES * ORGS} runs of ${RECORDS} records lose and double nothing`,
    async () => {
      const { folder, flowIds } = await makeFolder();
      const figures = { runs: 0, interrupted: 0, overBefore: 0, killedTwice: 0, linesCut: 0, lost: 0, doubled: 0 };
      let typicalMs = 1_000;
      let life = -1;

      /** Opens the folder after a kill; checks what it says of the last runs, and what became of them in the end. */
      const goOn = async (...next: string[]): Promise<Program> => {
        // One that is to be killed starts nothing new: it might get that far before.
        const isKilled = Math.random() < 0.4;
        let { running, left } = await open(folder, isKilled ? [] : next);
        for (const { status, message } of left) {
          if (status === 'succeeded') {
            figures.overBefore += 1;
            continue;
          }
          figures.interrupted += 1;
          expect(status).toBe('interrupted');
          expect(message).toMatch(/^Interrupted at “.+”\.$|^Interrupted before a step ran\.$/);
        }
        // The next kill is aimed at where runs are under way, however fast they are on this machine.
        const over = left.filter(({ status }) => status === 'succeeded').length;
        typicalMs *= over > 1 ? 0.8 : 1.2;
        if (isKilled) {
          await read(running, 2, 'going');
          await chance(typicalMs);
          await running.kill();
          figures.killedTwice += left.filter(({ status }) => status === 'interrupted').length;
          ({ running, left } = await open(folder, next));
        }
        const { statuses, errors } = await read(running, 3, 'resumed');
        expect(errors).toEqual([]);
        expect(statuses).toEqual(statuses.map(() => 'succeeded'));
        if (left.length === 0) return running;
        for (const org of orgs) {
          const found = await created(org, life);
          const wanted = namesOf(life);
          figures.runs += 1;
          figures.lost += wanted.filter((one) => !found.includes(one)).length;
          figures.doubled += found.length - new Set(found).size;
          expect(found).toEqual(wanted);
        }
        return running;
      };

      for (let next = 0; next < LIVES; next += 1) {
        const running = await goOn(String(RECORDS), nameOf(next), ...flowIds);
        life = next;
        await read(running, 4, 'started');
        if (life === 0) typicalMs = (await read(running, 5, 'ended')).durationMs;
        for (const org of orgs) {
          if (Math.random() < 0.7) continue;
          figures.linesCut += 1;
          const skip = Math.floor(Math.random() * 20);
          await control(org, 'fault', { path: `**${collections}`, cut: 'after', times: 1, skip });
        }
        await chance(typicalMs);
        await running.kill();
      }
      await (await goOn()).kill();
      expect(figures).toMatchObject({ runs: LIVES * ORGS, lost: 0, doubled: 0 });
      if (LIVES > 3) process.stdout.write(`Crash harness: ${JSON.stringify(figures)}\n`);
    },
    timeLimit(LIVES, 60_000),
  );

  it(
    'R9 lets a run rest that was cut off three times, and says so',
    async () => {
      const { folder, flowIds } = await makeFolder();
      // Every try ends in the middle of a call.
      for (const org of orgs) await control(org, 'fault', { path: `**${collections}`, delayMs: 60_000, times: 100 });
      const first = startProgram(program, [folder, String(RECORDS), 'Poison', ...flowIds]);
      await read(first, 4, 'started');
      await first.kill();
      for (let tries = 2; tries <= 3; tries += 1) {
        const { running, left } = await open(folder, []);
        expect(left.map(({ status }) => status)).toEqual(flowIds.map(() => 'interrupted'));
        expect((await read(running, 2, 'going')).runs).toBe(ORGS);
        await running.kill();
      }
      const { running, left } = await open(folder, []);
      expect(left.map(({ status }) => status)).toEqual(flowIds.map(() => 'interrupted'));
      expect((await read(running, 2, 'going')).runs).toBe(0);
      await running.kill();
    },
    timeLimit(4, 20_000),
  );
});
