import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument, FlowStep } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from '../host/temporary-host.ts';

/** Seconds that promise R14 leaves between the cancel and the end. */
const SECONDS = 2;
const ROWS = 200_000;

let temporary: TemporaryHost;
let service: Server;
let mute: SocketServer;
const open = new Set<Socket>();
const asked = new Set<string>();

beforeAll(async () => {
  temporary = await openTemporaryHost();
  service = createServer((request, response) => {
    asked.add(request.url ?? '');
    if (request.url === '/headers') return;
    const isDown = request.url === '/down';
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'text/plain', 'retry-after': '300' });
    if (isDown) response.end();
    else response.write('the first of many bytes');
  });
  mute = createSocketServer(() => void asked.add('a handshake'));
  for (const server of [service, mute]) {
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      // Read, or the end of the other side would never be noticed.
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
      if (server === mute) socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const rows = Array.from({ length: ROWS }, (_, n) => `${n},${(n * 7_919) % ROWS},${'x'.repeat(60)}`);
  writeFileSync(join(temporary.dataFolder, 'rows.csv'), `n,m,text\n${rows.join('\n')}\n`);
  const { flows } = temporary.host.services;
  const called = flowOf([{ id: 'pause', type: 'wait', name: 'Pause', settings: { seconds: 3_600 } }]);
  flows.create('Called', { ...called, id: 'called', name: 'Called' });
  // What a host starts once and keeps is there before anything is counted.
  await (await start(flowOf([{ id: 'step', type: 'reshape', name: 'Step', settings: { expression: '1' } }]))).result;
});
afterAll(async () => {
  await temporary.dispose();
  for (const socket of open) socket.destroy();
  service.close();
  mute.close();
});

const portOf = (server: Server | SocketServer) => (server.address() as AddressInfo).port;

function flowOf(steps: FlowStep[]): FlowDocument {
  const all: FlowStep[] = [{ id: 'start', type: 'manual', name: 'Run now' }, ...steps];
  const edges = steps.map(({ id }, index) => ({ from: all[index]?.id ?? '', to: id }));
  return { format: 'millrace.flow/1', id: 'cancelled', name: 'Cancelled', steps: all, edges };
}

async function start(document: FlowDocument, input: JsonObject[] = [{}]) {
  const { runs } = temporary.host.services;
  const request = { document, revision: 0, bindings: {}, baseFolder: temporary.dataFolder, input };
  return runs.startDocument({ ...request, retention: 'none' });
}

const step = (type: string, settings: JsonObject, more: Partial<FlowStep> = {}): FlowStep => ({
  id: 'step',
  type,
  name: 'Step',
  settings,
  ...more,
});
const get = (path: string, more: Partial<FlowStep> = {}) => {
  return step('http.request', { method: 'GET', url: `http://127.0.0.1:${portOf(service)}${path}` }, more);
};
const read: FlowStep = { id: 'rows', type: 'files.read', name: 'Rows', settings: { path: 'rows.csv' } };
const last: FlowStep = { id: 'last', type: 'limit', name: 'Last', settings: { count: 10 ** 9 } };

/** What the process holds, by kind. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    // The test's own turns and looks at the clock.
    if (kind !== 'Immediate' && kind !== 'Timeout') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** A state that a run is cancelled in: its steps, and what shows that it has come so far, where running isn't enough. */
type State = { name: string; steps: () => FlowStep[]; input?: JsonObject[]; reached?: () => boolean };

const many = Array.from({ length: 20_000 }, (_, n) => ({ n }));
const numbers = Array.from({ length: 400 }, (_, n) => n);

const states: State[] = [
  {
    name: 'connecting',
    steps: () => [step('http.request', { method: 'GET', url: `https://127.0.0.1:${portOf(mute)}/` })],
    reached: () => asked.has('a handshake'),
  },
  { name: 'waiting for an answer', steps: () => [get('/headers')], reached: () => asked.has('/headers') },
  { name: 'reading a body', steps: () => [get('/body')], reached: () => asked.has('/body') },
  {
    name: 'waiting to try again',
    steps: () => [get('/down', { retry: { attempts: 5 } })],
    reached: () => asked.has('/down'),
  },
  {
    name: 'an expression of a worker',
    steps: () => [step('reshape', { expression: '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+\\1c$/)' })],
  },
  {
    name: 'computing',
    steps: () => [
      step('map_fields', { fields: [{ name: 'all', value: '{{ list.map(x, list.map(y, x * y + n)) }}' }] }),
      last,
    ],
    input: numbers.map((n) => ({ n, list: numbers })),
  },
  { name: 'reading a file', steps: () => [read, step('limit', { count: 10 ** 9 })] },
  { name: 'writing a file', steps: () => [read, step('files.write', { path: 'copy.csv' })] },
  { name: 'writing values to the store', steps: () => [step('store.set', { key: '{{ n }}', value: 1 })], input: many },
  { name: 'putting records in order outside memory', steps: () => [read, step('sort', { by: 'm' }), last] },
  { name: 'counting what is double', steps: () => [read, step('remove_duplicates', { by: ['m'] }), last] },
  { name: 'holding records', steps: () => [step('wait', { seconds: 3_600 })], input: many },
  { name: 'another flow that it called', steps: () => [step('call_flow', { flow: 'Called' })] },
];

describe('R14 a run that is cancelled', () => {
  it.each(states)(`while $name ends within ${SECONDS} seconds and leaves nothing behind`, async (state) => {
    const { runs } = temporary.host.services;
    asked.clear();
    const before = held();
    const { runId, result } = await start(flowOf(state.steps()), state.input);
    const isUnderWay = () => runs.get(runId).state.steps.step?.status === 'running' && (state.reached?.() ?? true);
    await expect.poll(isUnderWay, { interval: 1, timeout: 20_000 }).toBe(true);
    const cancelledAt = performance.now();
    expect(runs.cancel(runId)).toBe(true);
    expect((await result).state.status).toBe('cancelled');
    expect(performance.now() - cancelledAt).toBeLessThan(SECONDS * 1_000);
    const more = () => Object.entries(held()).filter(([kind, count]) => count > (before[kind] ?? 0));
    await expect.poll(more, { timeout: SECONDS * 1_000 }).toEqual([]);
  });
});
