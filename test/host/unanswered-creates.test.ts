import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { queryOrg } from '../support/query-org.ts';
import { control, creatingFlow, practiceDetails } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const creates = '**/composite/sobjects';
let org: PracticeOrg;
let temporary: TemporaryHost;
let connectionId: string;

beforeAll(async () => {
  org = await startPracticeOrg();
});
beforeEach(async () => {
  temporary = await openTemporaryHost();
  connectionId = await connect('Org');
});
afterEach(async () => {
  await temporary.dispose();
  org.reset();
});
afterAll(() => org.close());

async function connect(name: string): Promise<string> {
  const { connection } = await temporary.host.services.connections.create(practiceDetails(org, name));
  return connection.id;
}

const creating = () => creatingFlow('Create', 'Contact', { LastName: '{{ Name }}' });

/** Starts a run that creates contacts of these names in one call. */
async function start(names: string[], bound = connectionId, document = creating()) {
  const { result } = await temporary.host.services.runs.startDocument({
    document,
    revision: 0,
    bindings: { crm: bound },
    input: names.map((Name) => ({ Name })),
    baseFolder: temporary.dataFolder,
  });
  return result;
}

const statusOf = async (names: string[], bound?: string, document?: FlowDocument) =>
  (await start(names, bound, document)).state.status;

async function created(): Promise<string[]> {
  const rows = await queryOrg(org, "SELECT LastName FROM Contact WHERE LastName LIKE 'New %'");
  return rows.map(({ LastName }) => String(LastName)).sort();
}

const cut = (when: 'before' | 'after', skip = 0) => control(org, 'fault', { path: creates, cut: when, skip });

describe('a create whose answer never came', () => {
  it('R8 is told from what another run created just before', async () => {
    expect(await statusOf(['New A'])).toBe('succeeded');
    await cut('before');
    expect(await statusOf(['New B'])).toBe('succeeded');
    expect(await created()).toEqual(['New A', 'New B']);
  });

  it('R8 isn’t mistaken for an equal record that another run created, over whatever connection', async () => {
    const other = await connect('The same org');
    expect(await statusOf(['New twin'], other)).toBe('succeeded');
    expect(await statusOf(['New twin'])).toBe('succeeded');
    await cut('before');
    expect(await statusOf(['New twin', 'New twin'])).toBe('succeeded');
    expect(await created()).toEqual(Array.from({ length: 4 }, () => 'New twin'));
  });

  it('R8 waits for the answer of another run that is under way with an equal record', async () => {
    // The sign-in and its calls are over before, so that the next creates are what the faults count.
    await statusOf(['New first']);
    await control(org, 'fault', { path: creates, drip: { bytes: 40, everyMs: 100 } });
    await cut('before');
    const slow = statusOf(['New twin']);
    await expect.poll(created, { interval: 10 }).toEqual(['New first', 'New twin']);
    expect(await statusOf(['New twin'])).toBe('succeeded');
    expect(await slow).toBe('succeeded');
    expect(await created()).toEqual(['New first', 'New twin', 'New twin']);
  });

  it('R8 is settled side by side with others of the object, each for what it was', async () => {
    await statusOf(['New first']);
    await cut('after');
    await cut('before');
    await cut('after');
    await cut('before');
    const names = [
      ['New A', 'New B'],
      ['New C', 'New A'],
      ['New A', 'New E'],
      ['New F', 'New G'],
    ];
    expect(await Promise.all(names.map((of) => statusOf(of)))).toEqual(names.map(() => 'succeeded'));
    expect(await created()).toEqual(['New first', ...names.flat()].sort());
  });

  it('R8 isn’t repeated while the service may still be busy with it', async () => {
    await statusOf(['New first']);
    await control(org, 'fault', { path: creates, delayMs: 1_600 });
    const document = creating();
    for (const step of document.steps) if (step.connection) step.timeoutSeconds = 1;
    expect(await statusOf(['New A'], connectionId, document)).toBe('succeeded');
    await expect.poll(() => org.requests().map(({ failure }) => failure)).toContain('wait 1600 ms');
    expect(await created()).toEqual(['New A', 'New first']);
  });
});
