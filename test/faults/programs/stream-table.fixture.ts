import { readFileSync } from 'node:fs';
import { prepareStep, testCall } from '../../../electron/connectors/sdk/step-run.fixture.ts';
import { openGateway } from '../../../electron/host/gateway/gateway.fixture.ts';

// Writes a table of so many rows into a file and reads it back, in a process whose memory is its own. Prints what it took.
const [folder = '.', path = 'table.xlsx', count = '1000'] = process.argv.slice(2);
const gateway = openGateway({ folder });
const rows = Number(count);
const batchSize = 1_000;

const begin = performance.now();
const writer = await prepareStep('files.write', { path }, { gateway });
if (writer.shape !== 'batch') throw new Error('It takes batches.');
for (let start = 0; start < rows; start += batchSize) {
  const batch = Array.from({ length: Math.min(batchSize, rows - start) }, (_, index) => ({
    Id: start + index,
    Name: `Person ${start + index}`,
    Email: `person.${start + index}@example.org`,
    Active: (start + index) % 2 === 0,
    Amount: (start + index) * 1.25,
  }));
  await writer.run(batch, testCall());
}
await writer.finish?.(testCall());
const written = performance.now();

const reader = await prepareStep('files.read', { path }, { gateway });
if (reader.shape !== 'source') throw new Error('It is a source.');
let sum = 0;
let records = 0;
for await (const page of reader.read({}, testCall())) {
  records += page.records.length;
  for (const { Id } of page.records) sum += Number(Id);
}

const peakKib = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
const took = { writeMs: Math.round(written - begin), readMs: Math.round(performance.now() - written) };
process.stdout.write(`${JSON.stringify({ records, sum, peakMib: Math.round(peakKib / 1024), ...took })}\n`);
