import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs/watch-triggers.ts');

it('R9 a Millrace that was killed right after its start three times lets no run go on at the fourth, until somebody wants it', async () => {
  let answers = false;
  const service = await startServer((_, response) => {
    if (answers) response.end('{}');
  });
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-safe-'));
  onTestFinished(async () => {
    await service.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const open = () => openNodeHost({ dataFolder, ownerName: 'test', version: '0.0.0', shell: 'none' });

  const host = await open();
  const { flows, runs } = host.services;
  const { id } = flows.create('Deadly', {
    ...createFlow('Deadly', 'deadly'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'GET', url: service.url } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  });
  const { runId } = await runs.startStored({ flowId: id });
  await expect.poll(() => service.received.length).toBe(1);
  await host.close();

  for (let start = 1; start <= 3; start += 1) {
    const watching = startProgram(program, [dataFolder]);
    // The third try of a run is its last one, so the third start comes without it.
    if (start < 3) await expect.poll(() => service.received.length, { timeout: 20_000 }).toBe(1 + start);
    else await watching.line(1);
    await watching.kill();
  }

  const after = await open();
  onTestFinished(() => after.close());
  const failures: unknown[] = [];
  after.awaken((error) => failures.push(error));
  expect(after.services.info().safeMode).toMatchObject({ runs: 0, flows: 0 });
  expect(after.services.runs.get(runId)).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
  answers = true;
  await after.services.runs.resume(runId);
  await expect.poll(() => after.services.runs.get(runId).summary.status).toBe('succeeded');
  after.services.safeMode.leave();
  expect(after.services.info().safeMode).toBeNull();
  expect(failures).toEqual([]);
});
