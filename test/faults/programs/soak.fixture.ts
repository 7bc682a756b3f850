// Runs a short flow so many times in one host, and after each part of them (in `PARTS`) prints what the process holds
// by then, as a line of JSON: `rssMib` after a collection, open `handles`, and `cpuMs` for one run of the part.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { chain } from '../../bench/engine-run.ts';

/** Parts that are reported one by one. */
const PARTS = 20;
const [count = '1000'] = process.argv.slice(2);
const runsInPart = Math.ceil(Number(count) / PARTS);

const flow = chain(
  [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'open', type: 'filter', name: 'Open', settings: { condition: 'n % 3 != 0' } },
    { id: 'map', type: 'map_fields', name: 'Map', settings: { fields: [{ name: 'm', value: '{{ n * 2 }}' }] } },
    { id: 'sum', type: 'summarise', name: 'Sum', settings: { measures: [{ name: 's', function: 'sum', value: 'm' }] } },
    { id: 'write', type: 'files.write', name: 'Write', settings: { path: 'sums.csv' } },
  ],
  { open: 'kept' },
);
const input = Array.from({ length: 10 }, (_, n) => ({ n }));
const folder = mkdtempSync(join(tmpdir(), 'millrace-soak-'));
const host = await openNodeHost({ dataFolder: folder, ownerName: 'soak', version: '0', shell: 'none' });

async function runOnce(): Promise<void> {
  const request = { document: flow, revision: 0, bindings: {}, input, baseFolder: folder };
  const { result } = await host.services.runs.startDocument(request);
  const { state } = await result;
  if (state.status !== 'succeeded') throw new Error(state.error?.message ?? state.status);
}

function countHandles(): number {
  // Descriptors where the system lists them, and whatever keeps the loop alive.
  const open = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  return open + process.getActiveResourcesInfo().length;
}

for (let part = 0; part < PARTS; part += 1) {
  const before = process.cpuUsage();
  for (let run = 0; run < runsInPart; run += 1) await runOnce();
  const { user, system } = process.cpuUsage(before);
  globalThis.gc?.();
  const rssMib = process.memoryUsage.rss() / 2 ** 20;
  const cpuMs = (user + system) / 1_000 / runsInPart;
  process.stdout.write(`${JSON.stringify({ rssMib, handles: countHandles(), cpuMs })}\n`);
}
await host.close();
rmSync(folder, { recursive: true, force: true });
