import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FLOW_FORMAT, type FlowDocument } from '../../shared/flow/document.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let world: TemporaryHost;
let inbox: string;

beforeEach(async () => {
  world = await openTemporaryHost();
  inbox = join(world.host.filesFolder, 'inbox');
  await mkdir(inbox);
});
afterEach(() => world.dispose());

const flow: FlowDocument = {
  format: FLOW_FORMAT,
  id: '',
  name: 'Read what comes',
  steps: [
    {
      id: 'inbox',
      type: 'watch_folder',
      name: 'Inbox',
      settings: { path: 'inbox', pattern: '*.csv', settleSeconds: 0.05 },
    },
    { id: 'rows', type: 'files.read', name: 'Rows', settings: { path: '{{ path }}' } },
    { id: 'done', type: 'map_fields', name: 'Done', settings: { fields: [{ name: 'done', value: '{{ Name }}' }] } },
  ],
  edges: [
    { from: 'inbox', to: 'rows' },
    { from: 'rows', to: 'done' },
  ],
};

async function activate(): Promise<string> {
  const { flows, activations, triggers, store } = world.host.services;
  await triggers.start([], 'all');
  const { id } = flows.create(flow.name, flow);
  await activations.activate(id);
  await until(() => expect(store.triggers.position(id, 'inbox')).toBeDefined());
  return id;
}

/** What the runs of the flow made so far, oldest first. */
function made(flowId: string): unknown[] {
  const { runs } = world.host.services;
  return runs
    .list({ flowId, offset: 0, limit: 100 })
    .runs.filter(({ status }) => status === 'succeeded')
    .reverse()
    .flatMap(({ runId }) => runs.records({ runId, step: 'done', port: 'out', offset: 0, limit: 100 }).records)
    .map(({ name, done }) => `${String(name)}: ${String(done)}`);
}

const put = (name: string, rows: string) => writeFile(join(inbox, name), rows);
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 25 });

describe('an active flow that watches a folder', () => {
  it('reads the files that come, also those that came while Millrace was closed, each once', async () => {
    await put('old.csv', 'Name\nOld\n');
    const id = await activate();
    await put('a.csv', 'Name\nAda\nBo\n');
    await until(() => expect(made(id)).toEqual(['a.csv: Ada', 'a.csv: Bo']));
    await world.reopen();
    await put('b.csv', 'Name\nCy\n');
    await world.host.services.triggers.start([], 'all');
    await until(() => expect(made(id)).toEqual(['a.csv: Ada', 'a.csv: Bo', 'b.csv: Cy']));
  });

  it('starts no more runs once it is switched off, and leaves alone what came meanwhile', async () => {
    const id = await activate();
    const { activations, store } = world.host.services;
    const before = store.triggers.position(id, 'inbox');
    await activations.deactivate(id);
    await put('a.csv', 'Name\nAda\n');
    await activations.activate(id);
    await until(() => expect(store.triggers.position(id, 'inbox')).not.toEqual(before));
    await put('b.csv', 'Name\nBo\n');
    await until(() => expect(made(id)).toEqual(['b.csv: Bo']));
  });
});
