import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, timeGoal } from './benchmark.ts';
import { measureChild } from './child.ts';

const MOST_MEMORY = 200 * 2 ** 20;

let folder = '';

async function writeInput(rows: number): Promise<void> {
  const stream = createWriteStream(join(folder, `in-${rows}.csv`));
  stream.write('Id,Name,Email,Country,Status,Amount\n');
  for (let index = 0; index < rows; index += 1) {
    const status = index % 3 === 0 ? 'Closed' : 'Open';
    const line = `${index},"Person, ${index}",Person.${index}@Example.org,Norway,${status},${(index * 7) % 1000}\n`;
    if (!stream.write(line)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  await new Promise<void>((resolve) => stream.end(resolve));
}

const script = (name: string) => join(import.meta.dirname, name);

/** A CSV file through a filter and two computed columns into a CSV file, each way in a process of its own. */
export const csvToCsv: Benchmark = {
  name: 'CSV → filter → compute → CSV',
  unit: 'rows',
  sizes: [10_000, 100_000, 1_000_000],
  rounds: (size) => (size >= 1_000_000 ? 3 : 5),
  prepare: async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    for (const size of csvToCsv.sizes) await writeInput(size);
    await measureChild(script('csv-plain.ts'), [folder, '10000']);
    await measureChild(script('csv-ours.ts'), [folder, '10000']);
    assert.equal(
      readFileSync(join(folder, 'ours-10000.csv'), 'utf8'),
      readFileSync(join(folder, 'plain-10000.csv'), 'utf8'),
    );
  },
  finish: async () => rmSync(folder, { recursive: true, force: true }),
  plain: (size) => measureChild(script('csv-plain.ts'), [folder, String(size)]),
  ours: (size) => measureChild(script('csv-ours.ts'), [folder, String(size)]),
  goals: [
    timeGoal(2, 1_000_000),
    { text: '≤ 200 MiB', size: 1_000_000, holds: ({ peakBytes }) => (peakBytes ?? Number.NaN) <= MOST_MEMORY },
  ],
};
