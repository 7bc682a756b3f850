import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRun } from '../../electron/engine/run.ts';
import { builtInSteps } from '../../electron/engine/steps/registry.ts';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createSpillFolder } from '../../electron/node/spill.ts';
import { FLOW_FORMAT, type FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { keepNothing } from '../bench/engine-run.ts';
import { millrace } from '../bench/millrace-command.ts';
import { openTemporaryHost } from '../host/temporary-host.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const MOST_BYTES = 300 * 2 ** 20;
const COUNT = repetitions(100_000, 1_000_000);
const bench = join(import.meta.dirname, '../bench');

type Result = { digest: number; results?: number; peakBytes?: number };

/** Runs a program with the flags that the command itself has, and reads what it prints. */
async function runChild(program: string, ...args: string[]): Promise<Result> {
  const parameters = [...millrace.flags, join(bench, program), ...args];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  return JSON.parse(printed) as Result;
}

describe('records that memory can’t hold', () => {
  it.each([
    ['sort', COUNT],
    ['summarise', COUNT / 10],
    ['join', COUNT],
  ])(
    'R15 %s gives what plain code gives in memory, within 300 MiB, and leaves nothing behind',
    async (work, results) => {
      const folder = join(createTemporaryFolder(), 'temporary');
      const ours = await runChild('data-ours.ts', work, String(COUNT), folder);
      const plain = await runChild('data-plain.ts', work, String(COUNT));
      expect(ours).toMatchObject({ digest: plain.digest, results });
      if (process.platform === 'linux') expect(ours.peakBytes).toBeLessThan(MOST_BYTES);
      if (work !== 'summarise') expect(readdirSync(folder)).toEqual([]);
    },
    timeLimit(COUNT, 0.3),
  );
});

/** A run of “Run now” and one step on real files, with so little memory that everything spills. */
function start(
  folder: string,
  records: JsonObject[],
  step: Partial<FlowStep> & { type: string },
  signal?: AbortSignal,
) {
  const known = new Map(builtInSteps.map((definition) => [definition.manifest.type, definition]));
  const steps = [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'step', name: 'Step', ...step },
  ];
  return startRun({
    runId: 'run-1',
    flow: { format: FLOW_FORMAT, id: 'flow-1', name: 'Test', steps, edges: [{ from: 'start', to: 'step' }] },
    revision: 1,
    parameters: {},
    triggerRecords: records,
    retention: 'none',
    durable: false,
    definitions: async (type) => known.get(type),
    services: async () => undefined,
    recorder: keepNothing,
    journal: { append: async () => undefined },
    openSpill: createSpillFolder(folder, 1_000).open,
    clock: createNodeClock(),
    random: createNodeRandom(),
    ...(signal ? { signal } : {}),
  }).result;
}

const filesIn = (folder: string) => readdirSync(folder, { recursive: true });

describe('what a run spilled is gone', () => {
  const records = Array.from({ length: 5_000 }, (_, n) => ({ n: (n * 7) % 5_000, name: `Account ${n}` }));
  const failing = [...records, { n: 'x' }];

  it.each<[string, Partial<FlowStep> & { type: string }, JsonObject[], string]>([
    ['that succeeded', { type: 'sort', settings: { by: 'n' } }, records, 'succeeded'],
    ['that removed duplicates', { type: 'remove_duplicates' }, records, 'succeeded'],
    ['that failed', { type: 'sort', settings: { by: 'n * 2' } }, failing, 'failed'],
  ])('after a run %s', async (_, step, input, status) => {
    const folder = createTemporaryFolder();
    const { state } = await start(folder, input, step);
    expect(state.status).toBe(status);
    expect(filesIn(folder)).toEqual([]);
  });

  it('after a run that was cancelled while it spilled', async () => {
    const folder = createTemporaryFolder();
    const cancel = new AbortController();
    const many = Array.from({ length: 50 }, () => records).flat();
    const ended = start(folder, many, { type: 'sort', settings: { by: 'n' } }, cancel.signal);
    await expect.poll(() => filesIn(folder).length, { interval: 1 }).toBeGreaterThan(1);
    cancel.abort();
    expect((await ended).state.status).toBe('cancelled');
    expect(filesIn(folder)).toEqual([]);
  });

  it('at the next start when the process was killed', async () => {
    const temporary = await openTemporaryHost();
    onTestFinished(() => temporary.dispose());
    const left = join(temporary.dataFolder, 'temporary', 'left-by-a-killed-run');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, '0'), '{"Name":"Ada"}\n');
    await temporary.reopen();
    expect(existsSync(left)).toBe(false);
  });
});
