import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { createSessionCache } from '../../electron/credentials/sessions.ts';
import { createChanges } from '../../electron/host/changes.ts';
import { createClientOpener } from '../../electron/host/connections/open-client.ts';
import { createGateway } from '../../electron/host/gateway/gateway.ts';
import { createPracticeService } from '../../electron/host/practice-service.ts';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeFiles } from '../../electron/node/files.ts';
import { createHttpTransport } from '../../electron/node/http-transport.ts';
import { type Benchmark, timed, timeGoal } from './benchmark.ts';
import { chain, runFlow } from './engine-run.ts';

const AT_ONCE = 10;

let server: Server | undefined;
let origin = '';
let answered = 0;
let pool: Pool | undefined;
const clock = createNodeClock();
const transport = createHttpTransport();

async function callPlainly(count: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const id = next;
      next += 1;
      const answer = await pool?.request({ path: `/item/${id}`, method: 'GET' });
      await answer?.body.json();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function callOurs(count: number): Promise<void> {
  const gateway = createGateway({ transport, clock });
  const port = gateway.open({
    runId: 'bench',
    step: 'call',
    connector: 'http',
    files: createNodeFiles(process.cwd()),
    called: () => undefined,
  });
  const practice = createPracticeService(undefined, createChanges());
  const client = await createClientOpener({ sessions: createSessionCache(clock), clock, practice }).openBare(
    'http',
    port,
  );
  const flow = chain([
    { id: 'start', type: 'manual', name: 'Run now' },
    {
      id: 'call',
      type: 'http.request',
      name: 'Call',
      settings: { method: 'GET', url: `${origin}/item/{{ id }}`, concurrency: AT_ONCE },
    },
  ]);
  await runFlow(flow, { input: Array.from({ length: count }, (_, id) => ({ id })), client });
}

/** HTTP calls to a local server, ten at a time, each answer read as JSON. */
export const httpCalls: Benchmark = {
  name: 'HTTP calls, 10 at a time',
  unit: 'calls',
  sizes: [100, 1_000, 5_000],
  rounds: () => 9,
  warmUps: 10,
  prepare: async () => {
    const listening = createServer((request, response) => {
      answered += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ path: request.url, ok: true }));
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    pool = new Pool(origin, { connections: AT_ONCE });
    await callOurs(10);
    assert.equal(answered, 10);
    await callPlainly(10);
  },
  finish: async () => {
    await pool?.close();
    await transport.close();
    server?.close();
  },
  plain: (size) => timed(() => callPlainly(size)),
  ours: (size) => timed(() => callOurs(size)),
  goals: [timeGoal(1.6, 1_000)],
};
