import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFlow } from '../../shared/flow/index.ts';
import { type Benchmark, timeGoal } from './benchmark.ts';
import { measureChild } from './child.ts';
import { chain } from './engine-run.ts';
import { millrace } from './millrace-command.ts';

const MOST_MEMORY = 200 * 2 ** 20;

let folder = '';

async function writeInput(rows: number): Promise<void> {
  const stream = createWriteStream(join(folder, `in-${rows}.csv`));
  stream.write('Id,Name,Email,Country,Status,Amount\n');
  for (let index = 0; index < rows; index += 1) {
    const status = index % 3 === 0 ? 'Closed' : 'Open';
    const line = `${index},"Person, ${index}",Person.${index}@Example.org,Norway,${status},${(index * 7) % 1000}\n`;
    if (!stream.write(line)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

const flow = (rows: number) =>
  chain(
    [
      { id: 'start', type: 'manual', name: 'Run now' },
      { id: 'read', type: 'files.read', name: 'Read', settings: { path: `in-${rows}.csv` } },
      { id: 'open', type: 'filter', name: 'Open', settings: { condition: 'Status == "Open"' } },
      {
        id: 'compute',
        type: 'map_fields',
        name: 'Compute',
        settings: {
          fields: [
            { name: 'Email', value: '{{ lower(Email) }}' },
            { name: 'Total', value: '{{ Amount * 2 }}' },
          ],
        },
      },
      { id: 'write', type: 'files.write', name: 'Write', settings: { path: `ours-${rows}.csv` } },
    ],
    { open: 'kept' },
  );

const measurePlain = (rows: number) => measureChild(join(import.meta.dirname, 'csv-plain.mjs'), [folder, String(rows)]);

/** The command itself, as `npm start` runs it: start, data folder and journal included in its memory. */
const measureOurs = (rows: number) => {
  const command = ['run', join(folder, `flow-${rows}.json`), '--json', '--retention', 'none'];
  return measureChild(millrace.script, [...command, '--data', join(folder, 'data')], millrace.flags);
};

/** A CSV file through a filter and two computed columns into a CSV file, each way in a process of its own. */
export const csvToCsv: Benchmark = {
  name: 'CSV → filter → compute → CSV',
  unit: 'rows',
  sizes: [10_000, 100_000, 1_000_000],
  rounds: (size) => (size >= 1_000_000 ? 3 : 5),
  prepare: async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    for (const size of csvToCsv.sizes) {
      await writeInput(size);
      writeFileSync(join(folder, `flow-${size}.json`), formatFlow(flow(size)));
    }
    await measurePlain(10_000);
    await measureOurs(10_000);
    const [ours, plain] = ['ours', 'plain'].map((name) => readFileSync(join(folder, `${name}-10000.csv`), 'utf8'));
    assert.equal(ours, plain);
  },
  finish: async () => rmSync(folder, { recursive: true, force: true }),
  plain: measurePlain,
  ours: measureOurs,
  goals: [
    timeGoal(2, 1_000_000),
    { text: '≤ 200 MiB', size: 1_000_000, holds: ({ peakBytes }) => (peakBytes ?? Number.NaN) <= MOST_MEMORY },
  ],
};
