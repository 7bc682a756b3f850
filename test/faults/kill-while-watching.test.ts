import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs/watch-fast.ts');
/** A minute of the schedule in milliseconds of the computer. */
const MINUTE_MS = 60;
const SPEED = 60_000 / MINUTE_MS;
const KILLS = repetitions(6, 30);

it(
  'R18 each minute of a schedule has its run, once, although Millrace is killed again and again',
  async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-watch-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
    const open = () => openNodeHost({ dataFolder, ownerName: 'test', version: '0.0.0', shell: 'none' });

    const host = await open();
    const { flows, activations } = host.services;
    const { id: flowId } = flows.create('Minutely', {
      ...createFlow('Minutely', 'minutely'),
      settings: { overlap: 'queue', retention: 'full' },
      steps: [
        {
          id: 'start',
          type: 'schedule',
          name: 'Schedule',
          settings: { cron: '* * * * *', timeZone: 'UTC', missed: 'run-all' },
        },
      ],
    });
    await activations.activate(flowId);
    const startedAt = Date.now();
    await host.close();

    for (let kill = 0; kill < KILLS; kill += 1) {
      const watching = startProgram(program, [dataFolder, String(startedAt), String(SPEED)]);
      // Killed at any moment after a run succeeded: what never gets on is given up, or its flow paused (R9).
      await watching.line(2);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      await watching.kill();
    }

    const after = await open();
    onTestFinished(() => after.close());
    const { runs, store, triggers } = after.services;
    await triggers.start(await runs.resumeInterrupted());
    const list = () => runs.list({ flowId, offset: 0, limit: 1_000 }).runs.toReversed();
    await expect
      .poll(() => [store.triggers.waiting(), list().filter(({ status }) => status !== 'succeeded')], {
        timeout: 20_000,
      })
      .toEqual([[], []]);
    const { missed } = store.triggers.gaps.list({ flowId, offset: 0, limit: 1_000 });
    expect(missed.filter(({ state }) => state !== 'caught-up')).toEqual([]);
    const dueAt = list()
      .flatMap(({ runId }) => runs.records({ runId, step: 'start', port: 'out', offset: 0, limit: 9 }).records)
      .map(({ scheduledAt }) => Date.parse(String(scheduledAt)));
    expect(dueAt.length).toBeGreaterThan(20);
    const distances = new Set(dueAt.slice(1).map((due, index) => due - (dueAt[index] ?? 0)));
    expect([...distances]).toEqual([60_000]);
  },
  timeLimit(KILLS, 3_000),
);
