import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createStoreFiles } from '../../electron/node/store-files.ts';
import { openStore, type Store } from '../../electron/storage/index.ts';
import { type Benchmark, timed } from './benchmark.ts';
import { chain, keepNothing, runFlow } from './engine-run.ts';

function chainOf(count: number) {
  const steps = Array.from({ length: count }, (_, index) => ({
    id: `step_${index}`,
    type: 'map_fields',
    name: `Step ${index}`,
    settings: { fields: [{ name: 'n', value: '{{ n + 1 }}' }] },
  }));
  return chain([{ id: 'start', type: 'manual', name: 'Run now' }, ...steps]);
}

const flows = new Map([10, 100, 1_000].map((size) => [size, chainOf(size)]));

async function runPlainly(count: number): Promise<number> {
  const steps = Array.from({ length: count }, () => async (record: { n: number }) => ({ ...record, n: record.n + 1 }));
  let record = { n: 0 };
  for (const step of steps) record = await step(record);
  return record.n;
}

async function runOurs(count: number, recorder = keepNothing, retention: 'full' | 'none' = 'none'): Promise<void> {
  const flow = flows.get(count);
  if (!flow) throw new Error(`No chain of ${count}`);
  const { output } = await runFlow(flow, { input: [{ n: 0 }], recorder, retention });
  assert.equal(output[0]?.n, count);
}

const common = { unit: 'steps', sizes: [10, 100, 1_000], rounds: () => 31, warmUps: 100 } as const;

/** A long chain of trivial steps, one record, nothing kept. */
export const chainOfSteps: Benchmark = {
  ...common,
  name: 'chain of trivial steps, one record',
  plain: (size) => timed(() => runPlainly(size)),
  ours: (size) => timed(() => runOurs(size)),
  goals: [
    { text: '≤ 1 ms over plain', size: 100, holds: (ours, plain) => ours.milliseconds <= plain.milliseconds + 1 },
  ],
};

let folder = '';
let store: Store | undefined;

/** The same with every record of every line kept in the store. */
export const chainOfStepsRecorded: Benchmark = {
  ...common,
  name: 'the same, full retention',
  prepare: async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    store = openStore({ files: createStoreFiles(folder), clock: createNodeClock(), random: createNodeRandom() });
  },
  finish: async () => {
    store?.close();
    rmSync(folder, { recursive: true, force: true });
  },
  plain: (size) => timed(() => runPlainly(size)),
  ours: async (size) => {
    const recorder = store?.createRunRecorder();
    const measured = await timed(() => runOurs(size, recorder, 'full'));
    assert.equal(store?.runs.get('bench').summary.status, 'succeeded');
    store?.runs.remove('bench');
    return measured;
  },
  goals: [
    { text: '≤ 3 ms over plain', size: 100, holds: (ours, plain) => ours.milliseconds <= plain.milliseconds + 3 },
  ],
};
