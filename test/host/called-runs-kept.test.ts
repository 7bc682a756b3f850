import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import { DEFAULT_HISTORY } from '../../shared/run/history.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** A service that remembers what it was sent, and refuses to confirm any of it for a while. */
let service: Server;
let sent: string[];
let confirms: boolean;
let temporary: TemporaryHost;

beforeEach(async () => {
  sent = [];
  confirms = false;
  service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/send') sent.push(JSON.parse(body).name);
      response.writeHead(request.url === '/send' || confirms ? 204 : 422).end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  temporary = await openTemporaryHost();
});

afterEach(async () => {
  await temporary.dispose();
  await new Promise((resolve) => service.close(resolve));
});

/** A flow of a trigger and these steps, each behind the one before it. */
function chain(name: string, steps: FlowStep[]): FlowDocument {
  const all = [{ id: 'start', type: 'manual', name: 'Start' }, ...steps];
  const edges = all.slice(1).map(({ id: to }, index) => ({ from: all[index]?.id ?? '', to }));
  return { ...createFlow(name, name.toLowerCase()), steps: all, edges };
}

const posting = (id: string): FlowStep => ({
  id,
  type: 'http.request',
  name: id,
  settings: {
    method: 'POST',
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}/${id}`,
    body: { name: '{{ name }}' },
  },
});

it('R28 a failed called run stays as long as the run that called it can be tried again: nothing is sent twice', async () => {
  const { flows, runs, history } = temporary.host.services;
  flows.create('Sending', chain('Sending', [posting('send'), posting('confirm')]));
  const call: FlowStep = {
    id: 'call',
    type: 'call_flow',
    name: 'Call',
    onError: 'skip',
    settings: { flow: 'Sending' },
  };
  const { id: flowId } = flows.create('Caller', chain('Caller', [call]));
  const names = ['Ada', 'Basil', 'Cora'];
  const { runId } = await runs.startStored({ flowId, input: names.map((name) => ({ name })) });
  await runs.ended(runId);
  expect(sent.toSorted()).toEqual(names);
  await history.change({ ...DEFAULT_HISTORY, runsOfAFlow: 1 });
  confirms = true;
  const again = await runs.reruns.rerun({ runId, version: 'same', from: { kind: 'failed' } });
  expect((await again.result).state.status).toBe('succeeded');
  expect(sent.toSorted()).toEqual(names);
  await history.change({ ...DEFAULT_HISTORY, runsOfAFlow: 1 });
  expect(runs.list({ offset: 0, limit: 9 }).total).toBeLessThan(5);
});
