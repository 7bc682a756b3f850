import { afterEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
let service: TestServer | undefined;
afterEach(async () => {
  await temporary?.dispose();
  await service?.close();
});

function posting(url: string): FlowDocument {
  return {
    ...createFlow('Posting', 'posting'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'POST', url } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  };
}

describe('a run that goes on', () => {
  it('R8 does so once, however often it is asked for at the same moment', async () => {
    let answers = false;
    let taken = 0;
    service = await startServer((_, response) => {
      if (!answers) return;
      taken += 1;
      response.end('{}');
    });
    temporary = await openTemporaryHost();
    const { flows, runs } = temporary.host.services;
    const { runId } = await runs.startStored({ flowId: flows.create('Posting', posting(service.url)).id });
    await expect.poll(() => service?.received.length).toBe(1);
    const { services } = await temporary.reopen();
    answers = true;

    const asked = [services.runs.resume(runId), services.runs.resume(runId), services.runs.resumeInterrupted()];
    await expect(services.runs.remove(runId)).rejects.toMatchObject({ code: 'RUN_UNDER_WAY' });
    expect(services.runs.get(runId).resumable).toBe(false);
    const [first, second, all] = await Promise.allSettled(asked);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'RUN_NOT_RESUMABLE' } });
    expect(all).toMatchObject({ status: 'fulfilled', value: [] });
    await services.runs.ended(runId);
    expect(services.runs.get(runId).summary.status).toBe('succeeded');
    expect(taken).toBe(1);
  });

  it('R25 is cut off again when Millrace closes as it is about to, and can go on the next time', async () => {
    let answers = false;
    service = await startServer((_, response) => void (answers && response.end('{}')));
    temporary = await openTemporaryHost();
    const { flows, runs } = temporary.host.services;
    const { runId } = await runs.startStored({ flowId: flows.create('Posting', posting(service.url)).id });
    await expect.poll(() => service?.received.length).toBe(1);
    const { services } = await temporary.reopen();
    const goingOn = services.runs.resume(runId);
    answers = true;
    const reopened = await temporary.reopen();
    await goingOn;
    expect(reopened.services.runs.get(runId)).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
    await (await reopened.services.runs.resume(runId)).result;
    expect(reopened.services.runs.get(runId).summary.status).toBe('succeeded');
  });
});
