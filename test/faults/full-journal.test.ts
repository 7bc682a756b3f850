import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const disk = mountSmallDisk('6m');
afterAll(() => disk?.remove());

const RECORDS = 1_000;
/** Requests that the step has under way at once. */
const AT_ONCE = 5;

function posting(url: string): FlowDocument {
  const body = '{{ id }}';
  return {
    ...createFlow('Posting', 'posting'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'POST', url, body, concurrency: AT_ONCE } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  };
}

it.skipIf(disk === undefined)(
  'R4 R8 a disk that is full at the journal stops the run before the next call, and it goes on once there is room',
  async () => {
    const folder = disk?.folder ?? '';
    const keysOf = new Map<string, Set<string>>();
    const service = await startServer(({ body, headers }, response) => {
      keysOf.set(body, (keysOf.get(body) ?? new Set()).add(String(headers['idempotency-key'])));
      response.end('x'.repeat(2_000));
    });
    const temporary = await openTemporaryHost({ dataFolder: folder });
    onTestFinished(async () => {
      await temporary.dispose();
      await service.close();
    });
    const { runs } = temporary.host.services;
    const input = Array.from({ length: RECORDS }, (_, id) => ({ id }));
    const request = { document: posting(service.url), revision: 0, bindings: {}, input, baseFolder: folder };
    const { runId, result } = await runs.startDocument(request);
    await expect(result).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', why: 'The disk is full (SQLITE_FULL).' });
    const made = service.received.length;
    expect(made).toBeLessThan(RECORDS);

    expect(runs.get(runId)).toMatchObject({ summary: { status: 'failed' }, resumable: true });
    disk?.resize('64m');
    const { services } = await temporary.reopen();
    expect(services.runs.get(runId)).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
    const { state } = await (await services.runs.resume(runId)).result;
    expect(state).toMatchObject({ status: 'succeeded', steps: { call: { in: RECORDS, out: { out: RECORDS } } } });
    expect(keysOf.size).toBe(RECORDS);
    // At most those that were under way were made again, each under the key that it had.
    expect(service.received.length - RECORDS).toBeLessThanOrEqual(AT_ONCE);
    expect([...keysOf.values()].every(({ size }) => size === 1)).toBe(true);
  },
  60_000,
);
