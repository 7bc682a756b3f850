// Runs five flows at once in one host over files of so many rows, while somebody watches them and looks through 10,000
// rows of the first. Prints as a line of JSON how late the host's loop was (`p99Ms`, `mostMs`), how long it was held by
// its own work, whatever else the machine does (`ownP99Ms`, `ownMostMs`: processor time between two looks), how many
// `runs` there were, what went wrong in them, and the rows `previewed`.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import type { FlowStep } from '../../../shared/flow/document.ts';
import { chain } from '../../bench/engine-run.ts';

const PREVIEWED_ROWS = 10_000;
/** As many as the page asks for at once, at most. */
const PAGE_ROWS = 1_000;
const [rows = '50000'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'millrace-busy-'));

function* lines(): Generator<string> {
  yield 'Id,Name,Amount\n';
  for (let id = 0; id < Number(rows); id += 1) yield `${id},"Account ${id}",${(id * 7919) % 1000}\n`;
}
await pipeline(Readable.from(lines()), createWriteStream(join(folder, 'rows.csv')));

const step = (id: string, type: string, settings: FlowStep['settings'] = {}): FlowStep => ({
  id,
  type,
  name: id,
  settings,
});
const read = step('read', 'files.read', { path: 'rows.csv' });
const map = step('map', 'map_fields', { fields: [{ name: 'Name', value: '{{ upper(Name) }}' }] });
const write = (number: number) => step('write', 'files.write', { path: `out-${number}.jsonl` });
const works: FlowStep[][] = [
  [map],
  [step('sort', 'sort', { by: 'Amount' })],
  [map, step('unique', 'remove_duplicates', { by: ['Amount', 'Name'] })],
  [step('sum', 'summarise', { groupBy: ['Amount'], measures: [{ name: 'n', function: 'count' }] })],
  [map, step('last', 'sort', { by: 'Name', order: 'descending' })],
];

const host = await openNodeHost({ dataFolder: folder, ownerName: 'busy', version: '0', shell: 'none' });
const { runs } = host.services;
const started = await Promise.all(
  works.map((work, number) =>
    runs.startDocument({
      document: chain([step('start', 'manual'), read, ...work, write(number)]),
      revision: 0,
      bindings: {},
      baseFolder: folder,
      retention: 'full',
    }),
  ),
);

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
const held: number[] = [];
let before = process.threadCpuUsage();
const looking = setInterval(() => {
  const { user, system } = process.threadCpuUsage(before);
  before = process.threadCpuUsage();
  held.push((user + system) / 1_000);
}, 2);
const abort = new AbortController();
const watching = started.map(async ({ runId }) => {
  for await (const events of runs.watch(runId, 0, abort.signal))
    if (events.some(({ type }) => type === 'run.finished')) return;
});
const [{ runId } = { runId: '' }] = started;
const previewing = (async () => {
  let seen = 0;
  while (seen < PREVIEWED_ROWS) {
    const page = runs.records({ runId, step: 'read', port: 'out', offset: seen, limit: PAGE_ROWS });
    // What crosses to the page.
    JSON.stringify(page);
    seen += page.records.length;
    await delay(10);
  }
  return seen;
})();
const results = await Promise.all(started.map(({ result }) => result));
const previewed = await previewing;
await Promise.all(watching);
delays.disable();
clearInterval(looking);
held.sort((a, b) => a - b);
const figures = {
  p99Ms: delays.percentile(99) / 1e6,
  mostMs: delays.max / 1e6,
  ownP99Ms: held[Math.floor(held.length * 0.99)],
  ownMostMs: held.at(-1),
};
const failed = results.filter(({ state }) => state.status !== 'succeeded').map(({ state }) => state.error?.message);
await host.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ ...figures, previewed, failed, runs: results.length })}\n`);
