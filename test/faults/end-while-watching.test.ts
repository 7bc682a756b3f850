import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs/watch-triggers.ts');

it('R25 a Millrace that watches an active flow ends within 10 seconds of SIGTERM, exits with 0 and leaves its run to go on', async () => {
  const service = await startServer(() => undefined);
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-end-'));
  onTestFinished(async () => {
    await service.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const open = () => openNodeHost({ dataFolder, ownerName: 'test', version: '0.0.0', shell: 'none' });

  const host = await open();
  const { flows, activations, store } = host.services;
  const { id, revision } = flows.create('Daily', {
    ...createFlow('Daily', 'daily'),
    steps: [
      { id: 'start', type: 'schedule', name: 'Schedule', settings: { cron: '@daily', timeZone: 'UTC' } },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'GET', url: service.url } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  });
  await activations.activate(id);
  // It fired in the moment in which the process ended, so the next one starts the run at once.
  const { document } = flows.get(id);
  const request = JSON.parse(JSON.stringify({ document, revision, bindings: {}, trigger: 'start', baseFolder: '/' }));
  store.triggers.fire({ flowId: id, step: 'start', runId: 'r1', records: [], request });
  await host.close();

  const serving = startProgram(program, [dataFolder]);
  await serving.line(1);
  await expect.poll(() => service.received.length, { timeout: 20_000 }).toBe(1);
  const told = performance.now();
  serving.process.kill('SIGTERM');
  await once(serving.process, 'close');
  expect(serving.process.exitCode).toBe(0);
  expect(performance.now() - told).toBeLessThan(10_000);

  const after = await open();
  onTestFinished(() => after.close());
  expect(after.services.runs.get('r1')).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
  expect(after.services.flows.get(id)).toMatchObject({ status: 'active', activation: { trouble: null } });
});
