import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import { type Benchmark, timed } from './benchmark.ts';
import { measureChild } from './child.ts';
import { millrace } from './millrace-command.ts';

const CONNECTIONS = 20;
const GIB = 2 ** 30;

interface Running {
  readonly child: ChildProcess;
  readonly pool: Pool;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

let practice: Running | undefined;
let plain: Running | undefined;

async function start(script: string): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, token } = JSON.parse(line.toString()) as { url: string; token: string };
  const pool = new Pool(url, { connections: CONNECTIONS });
  const headers = { authorization: `Bearer ${token}` };
  const found = await pool.request({
    path: '/services/data/v64.0/query?q=SELECT+Id+FROM+Account+LIMIT+1',
    method: 'GET',
    headers,
  });
  const body = (await found.body.json()) as { records?: { Id: string }[] };
  return { child, pool, headers, path: `/services/data/v64.0/sobjects/Account/${body.records?.[0]?.Id ?? ''}` };
}

async function read(running: Running | undefined, count: number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const answer = await running?.pool.request({ path: running.path, method: 'GET', headers: running.headers });
      await answer?.body.json();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

/** Simple REST reads of one record, 20 at a time, the org in its own process. */
export const practiceReads: Benchmark = {
  name: 'practice org: reads of a record',
  unit: 'calls',
  sizes: [1_000, 5_000, 20_000],
  rounds: () => 5,
  warmUps: 2,
  prepare: async () => {
    practice = await start('practice-server.ts');
    plain = await start('record-server.mjs');
  },
  finish: async () => {
    for (const running of [practice, plain]) {
      await running?.pool.close();
      running?.child.kill();
    }
  },
  plain: (size) => timed(() => read(plain, size)),
  ours: (size) => timed(() => read(practice, size)),
  goals: [{ text: '≥ 2,000 a second', size: 20_000, holds: (ours) => ours.milliseconds <= (20_000 / 2_000) * 1_000 }],
};

/** Records of one object held by an org in a process of its own. */
export const practiceRecords: Benchmark = {
  name: 'practice org: records of one object',
  unit: 'records',
  sizes: [10_000, 100_000, 1_000_000],
  rounds: (size) => (size === 1_000_000 ? 1 : 3),
  plain: (size) => measureChild(join(import.meta.dirname, 'practice-records.ts'), ['plain', String(size)]),
  ours: (size) =>
    measureChild(join(import.meta.dirname, 'practice-records.ts'), ['practice', String(size)], millrace.flags),
  goals: [
    { text: '≤ 1 GiB', size: 1_000_000, holds: ({ peakBytes }) => (peakBytes ?? Number.POSITIVE_INFINITY) <= GIB },
  ],
};
