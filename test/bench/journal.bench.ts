import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createStoreFiles } from '../../electron/node/store-files.ts';
import { openStore, type Store } from '../../electron/storage/index.ts';
import { type Benchmark, timed, timeGoal } from './benchmark.ts';
import { chain, runFlow } from './engine-run.ts';

let folder = '';
let store: Store | undefined;

const flow = chain([
  { id: 'start', type: 'manual', name: 'Run now' },
  { id: 'compute', type: 'map_fields', name: 'Compute', settings: { fields: [{ name: 'b', value: '{{ a * 2 }}' }] } },
  { id: 'write', type: 'files.write', name: 'Write', settings: { path: 'out.csv' } },
]);

async function run(count: number, durable: boolean): Promise<void> {
  const input = Array.from({ length: count }, (_, a) => ({ a, name: `Record ${a}` }));
  await runFlow(flow, { input, folder, durable, ...(store ? { journal: store.journal } : {}) });
  store?.journal.remove('bench');
}

/** The same run with the journal on and off: here “plain” is ours without it. */
export const durableWrites: Benchmark = {
  name: 'journal on (plain: journal off)',
  unit: 'records',
  sizes: [1_000, 10_000, 100_000],
  rounds: () => 9,
  warmUps: 3,
  prepare: async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    store = openStore({ files: createStoreFiles(folder), clock: createNodeClock(), random: createNodeRandom() });
  },
  finish: async () => {
    store?.close();
    rmSync(folder, { recursive: true, force: true });
  },
  plain: (size) => timed(() => run(size, false)),
  ours: (size) => timed(() => run(size, true)),
  goals: [timeGoal(1.1, 10_000)],
};
