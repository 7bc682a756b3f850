import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let service: TestServer;
let folder: string;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  folder = join(temporary.dataFolder, 'files');
  service = await startServer((_, response) => {
    // The headers of its answers are stored: the second that they were given in mustn’t count.
    response.sendDate = false;
    response.end('{}');
  });
});
afterEach(async () => {
  await temporary.dispose();
  await service.close();
});

/** Keeps a flow of these steps in a row, behind a trigger. */
function keep(name: string, steps: Omit<FlowStep, 'name'>[]): string {
  const all: FlowStep[] = [{ id: 'start', type: 'manual' }, ...steps].map((step) => ({ ...step, name: step.id }));
  const edges = all.slice(1).map(({ id }, place) => ({ from: all[place]?.id ?? '', to: id }));
  const document: FlowDocument = { ...createFlow(name, name.toLowerCase()), steps: all, edges };
  return temporary.host.services.flows.create(name, document).id;
}

async function dryRun(flowId: string, input: JsonObject[]): Promise<string> {
  const { runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId, input, dryRun: true });
  await runs.ended(runId);
  expect(runs.get(runId).state.status).toBe('succeeded');
  return runId;
}

const put = (path: string, body: string): Omit<FlowStep, 'name'> => ({
  id: 'put',
  type: 'http.request',
  settings: { method: 'PUT', url: `${service.url}/${path}`, body },
});

describe('applying a plan', () => {
  it('is done once, however often it is asked for at the same moment', async () => {
    const runId = await dryRun(keep('Putting', [put('{{ n }}', 'x')]), [{ n: 1 }, { n: 2 }]);
    const { plans, ended } = temporary.host.services.runs;
    const asked = await Promise.allSettled([plans.apply(runId), plans.apply(runId), plans.apply(runId)]);
    const begun = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(begun).toHaveLength(1);
    expect(refused).toMatchObject([{ code: 'PLAN_NOT_APPLICABLE' }, { code: 'PLAN_NOT_APPLICABLE' }]);
    await ended(begun[0]?.runId ?? '');
    expect(service.received.map(({ url }) => url).sort()).toEqual(['/1', '/2']);
  });

  it('writes odd values as the run would: long numbers, halves of characters, names of prototypes, the same twice', async () => {
    const odd: JsonObject = JSON.parse(
      '{"id":"a","long":"12345678901234567890","half":"\\ud800","\\udfff":1,"__proto__":{"constructor":-0}}',
    );
    const flowId = keep('Oddities', [
      put('{{ id }}', '{{ record }}'),
      { id: 'keep', type: 'store.set', settings: { key: '{{ id }}', value: '{{ record }}' } },
    ]);
    const { runs, flows, store } = temporary.host.services;
    const { runId } = await runs.startStored({ flowId, input: [odd, odd] });
    await runs.ended(runId);
    const real = service.received.splice(0).map(({ body }) => body);
    const stored = store.values.get(flowId, 'a');
    store.values.delete(flowId, 'a');
    expect([real.length, flows.get(flowId).revision]).toEqual([2, 1]);

    const applied = await runs.plans.apply(await dryRun(flowId, [odd, odd]));
    expect([applied.movedTotal, (await applied.result)?.state.status]).toEqual([0, 'succeeded']);
    expect(service.received.map(({ body }) => body)).toEqual(real);
    expect(JSON.stringify(store.values.get(flowId, 'a'))).toBe(JSON.stringify(stored));
  });
});

describe('a plan that is being applied', () => {
  it('leaves alone what somebody changes meanwhile', async () => {
    let release = (): void => undefined;
    await service.close();
    service = await startServer((_, response) => {
      release = () => response.end('{}');
    });
    const flowId = keep('Slow', [
      put('first', 'x'),
      { id: 'keep', type: 'store.set', settings: { key: 'k', value: 1 } },
      { id: 'save', type: 'files.write', settings: { path: 'saved.csv' } },
    ]);
    const { runs, store } = temporary.host.services;
    /** What becomes of an application during which `change` happens. */
    const applyWhile = async (change: () => void) => {
      const before = service.received.length;
      const { result } = await runs.plans.apply(await dryRun(flowId, [{ n: 1 }]));
      await expect.poll(() => service.received.length).toBe(before + 1);
      change();
      release();
      return (await result)?.state;
    };
    const moved = { status: 'failed', error: { code: 'PLAN_MOVED' } };
    expect(await applyWhile(() => store.values.set(flowId, 'k', 'theirs'))).toMatchObject(moved);
    expect(store.values.get(flowId, 'k')).toBe('theirs');
    const path = join(folder, 'saved.csv');
    expect(await applyWhile(() => writeFileSync(path, 'theirs'))).toMatchObject(moved);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    // Tried again from there it would have no plan to keep to.
    const [{ runId = '' } = {}] = runs.list({ offset: 0, limit: 1, flowId }).runs;
    await expect(runs.reruns.rerun({ runId, version: 'same', from: { kind: 'failed' } })).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      message: 'The run can’t be tried again like this: it applied a plan. Resume it, or make a dry run again.',
    });
    expect(await applyWhile(() => undefined)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a plan isn’t applied once something moved', () => {
  /** Applies the plan, which must be refused before anything is written. */
  async function refused(runId: string) {
    const { runs } = temporary.host.services;
    const { runId: began, movedTotal } = await runs.plans.apply(runId);
    expect(began).toBeNull();
    expect(service.received).toEqual([]);
    return movedTotal;
  }

  it('in a stored value', async () => {
    const flowId = keep('Storing', [
      { id: 'keep', type: 'store.set', settings: { key: '{{ n }}', value: 1 } },
      { id: 'forget', type: 'store.delete', settings: { key: 'other {{ n }}' } },
    ]);
    const { store } = temporary.host.services;
    const first = await dryRun(flowId, [{ n: 1 }]);
    store.values.set(flowId, '1', 'by somebody else');
    expect(await refused(first)).toBe(2);
    const second = await dryRun(flowId, [{ n: 1 }]);
    store.values.set(flowId, 'other 1', 'by somebody else');
    expect(await refused(second)).toBe(2);
    expect(store.values.get(flowId, 'other 1')).toBe('by somebody else');
  });

  it('in a file that would be replaced, even where its size is the same', async () => {
    const path = join(folder, 'saved.csv');
    const flowId = keep('Saving', [{ id: 'save', type: 'files.write', settings: { path: 'saved.csv' } }]);
    const first = await dryRun(flowId, [{ n: 1 }]);
    writeFileSync(path, 'by somebody else');
    expect(await refused(first)).toBe(2);
    const second = await dryRun(flowId, [{ n: 1 }]);
    const { atime, mtimeMs } = statSync(path);
    writeFileSync(path, 'BY SOMEBODY ELSE');
    utimesSync(path, atime, new Date(mtimeMs + 2_000));
    expect(await refused(second)).toBe(2);
  });

  it('in a flow that it calls', async () => {
    const called = keep('Called', [put('before', 'x')]);
    const runId = await dryRun(keep('Calling', [{ id: 'call', type: 'call_flow', settings: { flow: called } }]), [{}]);
    const { flows } = temporary.host.services;
    const { document, revision, bindings } = flows.get(called);
    const steps = document.steps.map((step) => (step.id === 'put' ? { ...step, ...put('after', 'x') } : step));
    flows.save({ id: called, revision, document: { ...document, steps }, bindings });
    expect(await refused(runId)).toBe(2);
  });
});
