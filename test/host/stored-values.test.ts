import { afterEach, describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
afterEach(() => temporary?.dispose());

/** Adds one to `count` and to what all flows share, for each record. */
function counting(name: string): FlowDocument {
  return {
    ...createFlow(name, name.toLowerCase()),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'own', type: 'store.get', name: 'Own', settings: { key: 'count', default: 0 } },
      { id: 'shared', type: 'store.get', name: 'Shared', settings: { key: 'count', default: 0, scope: 'all' } },
      { id: 'keep', type: 'store.set', name: 'Keep', settings: { key: 'count', value: '{{ own + 1 }}' } },
      {
        id: 'share',
        type: 'store.set',
        name: 'Share',
        settings: { key: 'count', value: '{{ shared + 1 }}', scope: 'all' },
      },
    ],
    edges: ['start', 'own', 'shared', 'keep'].map((from, index) => ({
      from,
      to: ['own', 'shared', 'keep', 'share'][index] ?? '',
    })),
  };
}

async function run({ host }: TemporaryHost, flowId: string): Promise<JsonObject[]> {
  const { runs } = host.services;
  const { runId } = await runs.startStored({ flowId, input: [{}] });
  await expect.poll(() => runs.get(runId).summary.status).toBe('succeeded');
  return runs.records({ runId, step: 'share', port: 'out', offset: 0, limit: 9 }).records;
}

describe('values that last between runs', () => {
  it('are there for the next run of the flow, after a restart too, and others see only what is shared', async () => {
    temporary = await openTemporaryHost();
    const { flows } = temporary.host.services;
    const first = flows.create('First', counting('First')).id;
    const second = flows.create('Second', counting('Second')).id;
    expect(await run(temporary, first)).toEqual([{ own: 0, shared: 0 }]);
    expect(await run(temporary, first)).toEqual([{ own: 1, shared: 1 }]);
    await temporary.reopen();
    expect(await run(temporary, second)).toEqual([{ own: 0, shared: 2 }]);
    expect(await run(temporary, first)).toEqual([{ own: 2, shared: 3 }]);
  });
});
