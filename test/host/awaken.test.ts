import { afterEach, describe, expect, it } from 'vitest';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createPassphraseSource } from '../../electron/node/key-passphrase.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const PASSPHRASE = 'only for these tests';

let temporary: TemporaryHost | undefined;
let service: TestServer | undefined;
afterEach(async () => {
  await temporary?.dispose();
  await service?.close();
});

const start = { id: 'start', type: 'manual', name: 'Start' };
const edges = [{ from: 'start', to: 'call' }];

/** One call to an address of the service, with the connection of a slot or without. */
function calling(url: string, slot?: string): FlowDocument {
  const call = { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'POST', url } };
  if (!slot) return { ...createFlow('Open', ''), steps: [start, call], edges };
  const connections = { [slot]: { connector: 'http' } };
  return { ...createFlow('Signed', ''), connections, steps: [start, { ...call, connection: slot }], edges };
}

describe('a host that wakes while its vault waits for the passphrase', () => {
  it('R8 lets the runs go on that need no connection, and the others once somebody opened it', async () => {
    let answers = false;
    const answered: string[] = [];
    service = await startServer(({ method, url, headers }, response) => {
      // Posts stay unanswered until Millrace was closed, so both runs are interrupted.
      if (method === 'POST' && !answers) return;
      if (method === 'POST') answered.push(`${url} ${headers.authorization ?? 'unsigned'}`);
      response.end('{}');
    });
    let passphrase: string | undefined = PASSPHRASE;
    const keySources = [createPassphraseSource(createNodeCipher(), async () => passphrase)];
    temporary = await openTemporaryHost({ keySources });
    const { flows, runs, connections } = temporary.host.services;
    const { connection } = await connections.create({
      name: 'Api',
      connector: 'http',
      auth: 'bearer',
      fields: { baseUrl: service.url },
      secrets: { token: 'the-token' },
    });
    const signed = await runs.startStored({
      flowId: flows.create('Signed', calling('/signed', 'api'), { api: connection.id }).id,
    });
    const open = await runs.startStored({ flowId: flows.create('Open', calling(`${service.url}/open`)).id });
    await expect.poll(() => service?.received.filter(({ method }) => method === 'POST').length).toBe(2);

    passphrase = undefined;
    const { services, awaken } = await temporary.reopen();
    answers = true;
    const failures: unknown[] = [];
    awaken((error) => failures.push(error));
    const statusOf = ({ runId }: { runId: string }) => services.runs.get(runId).summary.status;
    await expect.poll(() => statusOf(open)).toBe('succeeded');
    expect(statusOf(signed)).toBe('interrupted');

    await services.vault.unlock(PASSPHRASE);
    await expect.poll(() => statusOf(signed)).toBe('succeeded');
    expect(answered).toEqual(['/open unsigned', '/signed Bearer the-token']);
    expect(failures).toEqual([]);
  });
  it('starts what a trigger fired before it closed: without connections at once, the rest once somebody opened it', async () => {
    const answered: string[] = [];
    service = await startServer(({ method, url }, response) => {
      // The connection's own test is a GET.
      if (method === 'POST') answered.push(String(url));
      response.end('{}');
    });
    let passphrase: string | undefined = PASSPHRASE;
    const keySources = [createPassphraseSource(createNodeCipher(), async () => passphrase)];
    temporary = await openTemporaryHost({ keySources });
    const { flows, activations, connections, store } = temporary.host.services;
    const fields = { baseUrl: service.url };
    const { connection } = await connections.create({
      name: 'Api',
      connector: 'http',
      auth: 'bearer',
      fields,
      secrets: { token: 'the-token' },
    });
    const yearly = { id: 'start', type: 'schedule', name: 'Start', settings: { cron: '0 0 1 1 *' } };
    for (const [path, slot] of [['/signed', 'api'], ['/open']] as const) {
      const flow = { ...calling(slot ? path : `${service.url}${path}`, slot) };
      const { id, revision, document, bindings } = flows.create(
        path,
        { ...flow, steps: flow.steps.map((step) => (step.id === 'start' ? yearly : step)) },
        slot ? { [slot]: connection.id } : {},
      );
      await activations.activate(id);
      const request = JSON.parse(JSON.stringify({ document, revision, bindings, trigger: 'start', baseFolder: '/' }));
      store.triggers.fire({ flowId: id, step: 'start', runId: path, records: [{}], request });
    }
    passphrase = undefined;
    const { services, awaken } = await temporary.reopen();
    const failures: unknown[] = [];
    awaken((error) => failures.push(error));
    await expect.poll(() => answered).toEqual(['/open']);
    await services.vault.unlock(PASSPHRASE);
    await expect.poll(() => answered).toEqual(['/open', '/signed']);
    expect(failures).toEqual([]);
  });
});
