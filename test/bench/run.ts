import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { chainOfSteps, chainOfStepsRecorded } from './chain-of-steps.bench.ts';
import { coldStart } from './cold-start.bench.ts';
import { csvToCsv } from './csv-to-csv.bench.ts';
import { joining, sorting, summarising } from './data-steps.bench.ts';
import { closeEditor, editorDrawn } from './editor.bench.ts';
import { editorDragged, editorPanned } from './editor-frames.bench.ts';
import { httpCalls } from './http-calls.bench.ts';
import { durableWrites } from './journal.bench.ts';
import { practiceReads, practiceRecords } from './practice-org.bench.ts';
import { records } from './records.bench.ts';
import { salesforceCreates } from './salesforce-creates.bench.ts';
import { durableWebhooks, webhooks } from './webhooks.bench.ts';

const all: readonly Benchmark[] = [
  coldStart,
  records,
  csvToCsv,
  sorting,
  summarising,
  joining,
  chainOfSteps,
  chainOfStepsRecorded,
  httpCalls,
  salesforceCreates,
  practiceReads,
  practiceRecords,
  durableWrites,
  webhooks,
  durableWebhooks,
  editorDrawn,
  editorDragged,
  editorPanned,
];

type Row = { benchmark: string; unit: string; size: number; plain: Measurement; ours: Measurement; goals: string[] };

/** Plain and ours in turn, so that the machine's drift meets both alike. */
async function measure(benchmark: Benchmark, size: number): Promise<{ plain: Measurement; ours: Measurement }> {
  const plain: Measurement[] = [];
  const ours: Measurement[] = [];
  for (let round = 0; round < (benchmark.warmUps ?? 0); round += 1) {
    await benchmark.plain(size);
    await benchmark.ours(size);
  }
  globalThis.gc?.();
  for (let round = 0; round < benchmark.rounds(size); round += 1) {
    plain.push(await benchmark.plain(size));
    ours.push(await benchmark.ours(size));
  }
  return { plain: combine(plain), ours: combine(ours) };
}

function combine(measurements: readonly Measurement[]): Measurement {
  const peaks = measurements.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  const calls = measurements[0]?.calls;
  return {
    milliseconds: median(measurements.map(({ milliseconds }) => milliseconds)),
    ...(peaks.length > 0 ? { peakBytes: median(peaks) } : {}),
    ...(calls === undefined ? {} : { calls }),
  };
}

function show({ milliseconds, peakBytes, calls }: Measurement): string {
  const time = milliseconds < 10 ? `${milliseconds.toFixed(2)} ms` : `${Math.round(milliseconds)} ms`;
  const memory = peakBytes === undefined ? '' : `, ${Math.round(peakBytes / 2 ** 20)} MiB`;
  return `${time}${memory}${calls === undefined ? '' : `, ${calls} calls`}`;
}

const chosen = process.argv.slice(2);
const rows: Row[] = [];
for (const benchmark of all.filter(({ name }) => chosen.length === 0 || chosen.some((part) => name.includes(part)))) {
  process.stderr.write(`${benchmark.name} …\n`);
  await benchmark.prepare?.();
  for (const size of benchmark.sizes) {
    const { plain, ours } = await measure(benchmark, size);
    const goals = benchmark.goals
      .filter((goal) => goal.size === size)
      .map((goal) => `${goal.text}: ${goal.holds(ours, plain) ? 'ok' : 'short'}`);
    rows.push({ benchmark: benchmark.name, unit: benchmark.unit, size, plain, ours, goals });
  }
  await benchmark.finish?.();
}

await closeEditor();

const lines = ['| work | size | ours | plain | ratio | growth | goal |', '|---|---:|---:|---:|---:|---:|---|'];
for (const [index, row] of rows.entries()) {
  const before = rows[index - 1];
  const growth =
    before?.benchmark === row.benchmark
      ? `×${(row.ours.milliseconds / before.ours.milliseconds).toFixed(1)} for ×${(row.size / before.size).toFixed(0)}`
      : '';
  const ratio = `${(row.ours.milliseconds / row.plain.milliseconds).toFixed(2)}×`;
  const cells = [
    row.benchmark,
    `${row.size.toLocaleString('en-US')} ${row.unit}`,
    show(row.ours),
    show(row.plain),
    ratio,
  ];
  lines.push(`| ${[...cells, growth, row.goals.join('; ')].join(' | ')} |`);
}
process.stdout.write(`${lines.join('\n')}\n`);
writeFileSync(join(import.meta.dirname, '..', '..', 'bench-results.json'), `${JSON.stringify(rows, null, 2)}\n`);
