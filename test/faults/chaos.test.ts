import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { type Program, startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';
import type { OrderEnd } from './programs/chaos-runs.ts';
import type { Booking } from './programs/chaos-service.ts';

const programs = join(import.meta.dirname, 'programs');
const RUNS = repetitions(80, 1_000);
/** In the short form everything happens faster. */
const SLOWNESS = repetitions(1, 10);
/** Milliseconds of a life, from and to; the promise's figures in the long form. */
const SERVICE_LIVES = [200, 500].map((ms) => ms * SLOWNESS);
const HOST_LIVES = [500, 1_000].map((ms) => ms * repetitions(1, 20));
const SERVICE_DELAY_MS = 12 * SLOWNESS;
const MOST_OUTAGE_MS = 200;
/** Parts of the flow that change something in a service. */
const PARTS = ['debit', 'credit'];

const within = ([from = 0, to = 0]: number[]) => from + Math.random() * (to - from);

const readLines = (file: string): Booking[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Orders that were booked in this part of the flow, in their order. */
const booked = (bookings: Booking[], of: string) =>
  bookings.flatMap(({ part, order }) => (part === of ? [order] : [])).sort((one, other) => one - other);

/** Books an order with two services, looks at one in between, and keeps it. */
function booking(origin: string): FlowDocument {
  const call = (id: string, method: string, path: string) => ({
    id,
    type: 'http.request',
    name: id,
    settings: {
      method,
      url: `${origin}/${path}/{{ order }}`,
      ...(method === 'POST' ? { body: { order: '{{ order }}' } } : {}),
    },
    retry: { attempts: 4 },
  });
  return {
    ...createFlow('Book orders', 'book-orders'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        id: 'named',
        type: 'map_fields',
        name: 'Named',
        settings: { fields: [{ name: 'key', value: 'order-{{ order }}' }] },
      },
      call('debit', 'POST', 'debit'),
      call('looked', 'GET', 'balance'),
      call('credit', 'POST', 'credit'),
      { id: 'kept', type: 'store.set', name: 'Kept', settings: { key: '{{ key }}', value: '{{ order }}' } },
    ],
    edges: ['start', 'named', 'debit', 'looked', 'credit', 'kept']
      .slice(1)
      .map((to, place, all) => ({ from: all[place - 1] ?? 'start', to })),
  };
}

/** Keeps ending the service and starting it again on its port, until told to stop; it is up then. */
function restartAgainAndAgain(start: () => Program, first: Program) {
  const stopping = new AbortController();
  let service = first;
  let times = 0;
  const going = (async () => {
    while (!stopping.signal.aborted) {
      await delay(within(SERVICE_LIVES));
      await service.kill();
      await delay(Math.random() * MOST_OUTAGE_MS);
      service = start();
      await service.line(1);
      times += 1;
    }
  })();
  const stop = async (): Promise<number> => {
    stopping.abort();
    await going;
    return times;
  };
  return { stop };
}

/** Lets hosts live one after another, each killed after a while, until one gets to its end. Gives how many were killed. */
async function killAgainAndAgain(start: () => Program): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const host = start();
    await host.line(1);
    const isOver = host.line(2).then(
      () => true,
      () => false,
    );
    if (await Promise.race([isOver, delay(within(HOST_LIVES), false)])) return kills;
    await host.kill();
  }
}

describe('a host that is killed again and again, with services that are restarted', () => {
  it(
    `R30 brings ${RUNS} runs of five steps to a true end, and books each order once`,
    async () => {
      const file = join(createTemporaryFolder(), 'bookings.jsonl');
      const dataFolder = createTemporaryFolder();
      const startService = (port: string) =>
        startProgram(join(programs, 'chaos-service.ts'), [file, port, String(SERVICE_DELAY_MS)]);
      const service = startService('0');
      const port = await service.line(1);
      const host = await openNodeHost({ dataFolder, ownerName: 'chaos', version: '0.0.0', shell: 'none' });
      const { id } = host.services.flows.create('Book orders', booking(`http://127.0.0.1:${port}`));
      await host.close();
      const startHost = (...more: string[]) =>
        startProgram(join(programs, 'chaos-runs.ts'), [dataFolder, id, String(RUNS), ...more]);

      const restarts = restartAgainAndAgain(() => startService(port), service);
      const kills = await killAgainAndAgain(startHost).finally(restarts.stop);
      const before = readLines(file);
      const ends: OrderEnd[] = JSON.parse(await startHost('heal').line(2));

      // Each run is told as over, and what is told to have succeeded did.
      expect(ends).toHaveLength(RUNS);
      const statuses = new Set(ends.map((end) => end.before));
      expect([...statuses].filter((status) => !['succeeded', 'failed', 'interrupted'].includes(status))).toEqual([]);
      for (const part of PARTS) {
        const done = new Set(booked(before, part));
        expect(ends.filter((end) => end.before === 'succeeded' && !done.has(end.number))).toEqual([]);
      }
      // Once the services stay, everything comes to its end, and nothing was done twice.
      expect(ends.filter(({ after }) => after !== 'succeeded')).toEqual([]);
      const wanted = Array.from({ length: RUNS }, (_, index) => index + 1);
      for (const part of PARTS) expect(booked(readLines(file), part)).toEqual(wanted);
      expect(kills).toBeGreaterThan(0);
      const told = Object.groupBy(ends, (end) => end.before);
      const counts = Object.entries(told).map(([status, some]) => `${some.length} ${status}`);
      process.stdout.write(`Chaos: ${kills} hosts, ${await restarts.stop()} services killed; ${counts.join(', ')}\n`);
    },
    timeLimit(RUNS, 1_000),
  );
});
