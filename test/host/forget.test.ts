import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
afterEach(() => temporary.dispose());

/** A flow of a trigger and these steps, each behind the one before it. */
function chain(name: string, steps: FlowStep[]): FlowDocument {
  const all = [{ id: 'start', type: 'manual', name: 'Start' }, ...steps];
  const edges = all.slice(1).map(({ id: to }, index) => ({ from: all[index]?.id ?? '', to }));
  return { ...createFlow(name, name.toLowerCase()), steps: all, edges };
}

/** Files of the data folder that hold this text. */
function filesWith(text: string): string[] {
  const names = readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
    .map(({ name }) => name);
}

it('leaves nothing of a forgotten run in any file, nor of the runs that it called; those that another one called stay', async () => {
  temporary = await openTemporaryHost();
  const { flows, runs } = temporary.host.services;
  const stop: FlowStep = { id: 'stop', type: 'stop', name: 'Stop', settings: { status: 'failed', message: 'No.' } };
  const sort: FlowStep = { id: 'sort', type: 'sort', name: 'Sort', settings: { by: [{ value: 'name' }] } };
  flows.create('Inner', chain('Inner', [stop]));
  const callInner: FlowStep = {
    id: 'call',
    type: 'call_flow',
    name: 'Call',
    onError: 'skip',
    settings: { flow: 'Inner' },
  };
  flows.create('Middle', chain('Middle', [callInner]));
  const callMiddle: FlowStep = { ...callInner, settings: { flow: 'Middle' } };
  const { id: flowId } = flows.create('Outer', chain('Outer', [sort, callMiddle]));
  const run = async (name: string) => {
    const input = ['1', '2', '3'].map((n) => ({ name: `${name}-${n}`, text: `${name} `.repeat(3_000) }));
    const { runId } = await runs.startStored({ flowId, input });
    await runs.ended(runId);
    return runId;
  };
  const forgotten = await run('canary-to-forget');
  await run('canary-to-keep');
  expect(runs.list({ offset: 0, limit: 99 }).total).toBe(14);
  expect(filesWith('canary-to-forget')).not.toEqual([]);
  await runs.remove(forgotten);
  expect(runs.list({ offset: 0, limit: 99 }).total).toBe(7);
  expect(filesWith('canary-to-forget')).toEqual([]);
  expect(filesWith('canary-to-keep')).not.toEqual([]);
});
