import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFlow } from '../../shared/flow/index.ts';
import { millrace } from '../bench/millrace-command.ts';
import { repetitions } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const programs = join(import.meta.dirname, 'programs');
const MB = 1_000_000;
const RECORD_BYTES = 10_000;
/** So much more than may be queued that the source is as good as endless. */
const SOURCE_BYTES = 64 * MB;
const MOST_QUEUED = 16 * MB;
const STOPPED_MS = repetitions(1_500, 10_000);
const LOOK_EVERY_MS = 50;
/** What the memory of a process that waits may still waver by: a collector that gives nothing back. */
const MOST_RISE = 4 * MB;

/** How far a process has read a file. */
function readSoFar(pid: number, file: string): number {
  const descriptor = readdirSync(`/proc/${pid}/fd`).find((name) => readlinkSync(`/proc/${pid}/fd/${name}`) === file);
  return descriptor === undefined
    ? 0
    : Number(/pos:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'))?.[1]);
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

// Only Linux tells how far a process has read.
describe.runIf(process.platform === 'linux')('a target that is slower than the source', () => {
  it(
    `R16 slows the source to 1 MB/s with at most 16 MB queued, and memory stays as it is while it is stopped for ${STOPPED_MS} ms`,
    async () => {
      const folder = createTemporaryFolder();
      const file = join(folder, 'rows.jsonl');
      const row = `${JSON.stringify({ text: 'x'.repeat(RECORD_BYTES) })}\n`;
      writeFileSync(file, row.repeat(SOURCE_BYTES / RECORD_BYTES));
      const sink = startProgram(join(programs, 'slow-sink.ts'), [String(MB)]);
      const settings = { method: 'POST', url: await sink.line(1), body: '{{ text }}' };
      const flow = {
        ...createFlow('Send all', 'send-all'),
        steps: [
          { id: 'start', type: 'manual', name: 'Run now' },
          { id: 'read', type: 'files.read', name: 'Read', settings: { path: file } },
          { id: 'send', type: 'http.request', name: 'Send', settings },
        ],
        edges: [
          { from: 'start', to: 'read' },
          { from: 'read', to: 'send' },
        ],
      };
      writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
      const words = ['run', join(folder, 'flow.json'), '--data', join(folder, 'data')];
      const run = startProgram(join(programs, 'run-command.ts'), words, [], millrace.flags);
      const { pid = 0 } = run.process;
      const taken = () => (sink.lines.length > 1 ? Number(sink.lines.at(-1)) : 0);
      const queued: number[] = [];
      const look = () => queued.push(readSoFar(pid, file) - taken());

      await expect.poll(() => look() && taken(), { interval: LOOK_EVERY_MS, timeout: 20_000 }).toBeGreaterThan(MB);
      const before = taken();
      sink.process.kill('SIGSTOP');
      // What was under way may still be read and queued.
      await delay(STOPPED_MS / 5);
      const resident: number[] = [];
      for (let passed = 0; passed < STOPPED_MS; passed += LOOK_EVERY_MS) {
        await delay(LOOK_EVERY_MS);
        resident.push(residentBytes(pid));
        look();
      }
      sink.process.kill('SIGCONT');
      await expect.poll(taken, { timeout: 10_000 }).toBeGreaterThan(before + 20 * RECORD_BYTES);
      const [first = 0] = resident;
      expect(Math.max(...queued)).toBeGreaterThan(0);
      expect(Math.max(...queued)).toBeLessThanOrEqual(MOST_QUEUED);
      expect(Math.max(...resident) - first).toBeLessThan(MOST_RISE);
    },
    30_000 + 2 * STOPPED_MS,
  );
});
