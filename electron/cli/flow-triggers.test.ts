import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createFlow } from '../../shared/flow/index.ts';
import { createTestTerminal } from '../../test/fakes/terminal.ts';
import { openNodeHost } from '../compose/node-host.ts';
import { startServer } from '../node/http-server.fixture.ts';
import { runOn } from './main.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(...words: string[]) {
  const terminal = createTestTerminal({ workingFolder: folder });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

async function importFlow(name: string, start: object): Promise<void> {
  const flow = { format: 'millrace.flow/1', id: name, name, steps: [{ id: 'start', ...start }], edges: [] };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(flow));
  expect((await millrace('flows', 'import', `${name}.json`)).code).toBe(0);
}

const yearly = { type: 'schedule', name: 'Schedule', settings: { cron: '0 2 29 2 *', timeZone: 'UTC' } };

describe('millrace flows activate and deactivate', () => {
  it('switch a flow on and off, say what starts it, and exit 0', async () => {
    await importFlow('Yearly', yearly);
    const on = await millrace('flows', 'activate', 'Yearly');
    expect(on.out).toContain('“Yearly” is active, version 1.\n  Schedule: At 02:00, on day 29 of the month');
    expect(JSON.parse((await millrace('flows', 'list', '--json')).out)).toContainEqual(
      expect.objectContaining({
        name: 'Yearly',
        status: 'active',
        activation: expect.objectContaining({ revision: 1 }),
      }),
    );
    const off = await millrace('flows', 'deactivate', 'Yearly', '--json');
    expect([on.code, off.code]).toEqual([0, 0]);
    expect(JSON.parse(off.out)).toMatchObject({ name: 'Yearly', status: 'inactive' });
  });

  it('test the connections first, as the window does, and refuse with exit code 2 a flow whose connection fails', async () => {
    const service = await startServer((_, response) => response.end('{}'));
    onTestFinished(() => service.close());
    const host = await openNodeHost({ dataFolder: join(folder, 'data'), ownerName: 't', version: '0', shell: 'none' });
    const { connection } = await host.services.connections.create({
      name: 'Shop',
      connector: 'http',
      auth: 'none',
      fields: { baseUrl: service.url },
      secrets: {},
    });
    const call = { id: 'call', type: 'http.request', name: 'Call', connection: 'shop', settings: { url: '/' } };
    const steps = [{ id: 'start', ...yearly }, call];
    const document = { ...createFlow('Calls', ''), connections: { shop: { connector: 'http' } }, steps };
    const edges = [{ from: 'start', to: 'call' }];
    host.services.flows.create('Calls', { ...document, edges }, { shop: connection.id });
    await host.close();

    const asked = service.received.length;
    const on = await millrace('flows', 'activate', 'Calls');
    expect([on.code, on.out]).toEqual([0, expect.stringMatching(/^Shop: Connection test succeeded\.[\s\S]*is active/)]);
    expect(service.received.length).toBeGreaterThan(asked);
    await service.close();
    const refused = await millrace('flows', 'activate', 'Calls');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(
      /^Shop: Connection test failed\.[\s\S]*error CONNECTION_NOT_READY: .*“Shop” doesn’t work/,
    );
  });

  it('refuse with exit code 2 what nothing could start, what has problems and what isn’t there', async () => {
    await importFlow('By hand', { type: 'manual', name: 'Run now' });
    await importFlow('Wrong', { ...yearly, settings: { cron: 'soon' } });
    for (const [name, code] of [
      ['By hand', 'TRIGGER_NOT_AUTOMATIC'],
      ['Wrong', 'FLOW_PROBLEMS'],
      ['Nowhere', 'NOT_FOUND'],
    ] as const) {
      const refused = await millrace('flows', 'activate', name);
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`error ${code}:`)]);
    }
  });
});

describe('millrace safe-mode', () => {
  it('R9 tells what is held back and lets it start again', async () => {
    await importFlow('Yearly', yearly);
    await millrace('flows', 'activate', 'Yearly');
    expect((await millrace('safe-mode')).out).toContain('Everything starts by itself');
    const host = await openNodeHost({ dataFolder: join(folder, 'data'), ownerName: 't', version: '0', shell: 'none' });
    host.services.store.starts.enterSafeMode();
    await host.close();
    expect((await millrace('safe-mode')).out).toContain('Held back: 0 interrupted runs and 1 active flow.');
    expect((await millrace('safe-mode', '--leave')).out).toContain('isn’t in safe mode any more');
    expect(JSON.parse((await millrace('safe-mode', '--json')).out)).toEqual({ safeMode: null });
  });
});

describe('millrace flows missed', () => {
  it('lists what was missed and runs it when told so', async () => {
    await importFlow('Yearly', yearly);
    await millrace('flows', 'activate', 'Yearly');
    expect((await millrace('flows', 'missed')).out).toBe('Nothing was missed.\n');
    const host = await openNodeHost({
      dataFolder: join(folder, 'data'),
      ownerName: 'test',
      version: '0.0.0',
      shell: 'none',
    });
    const id = host.services.flows.list().find(({ name }) => name === 'Yearly')?.id ?? '';
    const dueAt = [Date.UTC(2020, 1, 29, 2), Date.UTC(2024, 1, 29, 2)];
    host.services.store.triggers.miss(id, 'start', { dueAt, reason: 'closed', state: 'open' });
    await host.close();
    const listed = await millrace('flows', 'missed');
    expect(listed.out.match(/Millrace was closed +open/g)).toHaveLength(2);
    const run = await millrace('flows', 'missed', 'Yearly', '--run', 'latest', '--json');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({
      total: 2,
      missed: [
        { dueAt: '2024-02-29T02:00:00.000Z', state: 'caught-up' },
        { state: 'skipped', settled: true },
      ],
    });
    expect(JSON.parse((await millrace('runs', '--json')).out)).toMatchObject([
      { flowName: 'Yearly', status: 'succeeded', trigger: 'schedule' },
    ]);
    expect(await millrace('flows', 'missed', '--skip')).toMatchObject({ code: 2 });
  });
});
