import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RerunRequest } from '../../shared/contract/index.ts';
import { createFlow, type ErrorPolicy, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** A service that takes names and refuses some; it remembers every name it took, and the keys of all requests. */
let service: Server;
let taken: string[];
let keys: string[];
let refuses: (name: string) => boolean;
let temporary: TemporaryHost;

beforeEach(async () => {
  taken = [];
  keys = [];
  refuses = (name) => name === 'Basil';
  service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { name } = JSON.parse(body);
      keys.push(String(request.headers['idempotency-key']));
      if (refuses(name)) {
        response.writeHead(422).end('no');
        return;
      }
      taken.push(name);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: taken.length }));
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  temporary = await openTemporaryHost();
});

afterEach(async () => {
  await temporary.dispose();
  await new Promise((resolve) => service.close(resolve));
});

function sendingFlow(onError: ErrorPolicy): FlowDocument {
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/names`;
  return {
    ...createFlow('Sending', 'sending'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        id: 'send',
        type: 'http.request',
        name: 'Send',
        onError,
        settings: { method: 'POST', url, body: { name: '{{ name }}' }, concurrency: 1 },
      },
      {
        id: 'last',
        type: 'map_fields',
        name: 'Last',
        settings: { fields: [{ name: 'sent', value: '{{ send.body.id }}' }] },
      },
    ],
    edges: [
      { from: 'start', to: 'send' },
      { from: 'send', to: 'last' },
    ],
  };
}

const input: JsonObject[] = ['Ada', 'Basil', 'Cora'].map((name) => ({ name }));

async function ended(runId: string) {
  const { runs } = temporary.host.services;
  for await (const _ of runs.watch(runId, 0, undefined));
  return runs.get(runId);
}

async function runFirst(onError: ErrorPolicy) {
  const { runs, flows } = temporary.host.services;
  const { id: flowId } = flows.create('Sending', sendingFlow(onError));
  const { runId } = await runs.startStored({ flowId, input });
  const { state, summary } = await ended(runId);
  return { flowId, runId, state, summary };
}

async function again(request: RerunRequest) {
  const { runId, result } = await temporary.host.services.runs.reruns.rerun(request);
  await result;
  return ended(runId);
}

function save(flowId: string, change: (document: FlowDocument) => void): void {
  const { flows } = temporary.host.services;
  const { document, revision, bindings } = flows.get(flowId);
  change(document);
  flows.save({ id: flowId, revision, document, bindings });
}

describe('a run that is tried again', () => {
  it('R8 doesn’t go on where it failed once a run of their own has tried its failures again', async () => {
    const { runId } = await runFirst('stop');
    refuses = () => false;
    await again({ runId, version: 'same', from: { kind: 'failures' } });
    const sent = [...taken];
    expect(sent).toContain('Basil');
    await expect(temporary.host.services.runs.resume(runId)).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      message: expect.stringContaining('run 2 is its retry already'),
    });
    expect(taken).toEqual(sent);
  });

  it.each(['retry first', 'resume first'])(
    'R8 is tried again once only, when it is also let go on at the same moment (%s)',
    async (order) => {
      const { runId } = await runFirst('stop');
      refuses = () => false;
      const { runs } = temporary.host.services;
      const retry = () => runs.reruns.rerun({ runId, version: 'same', from: { kind: 'failed' } });
      const resume = () => runs.resume(runId);
      const begun = await Promise.allSettled(order === 'retry first' ? [retry(), resume()] : [resume(), retry()]);
      const going = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value.result] : []));
      expect(going).toHaveLength(1);
      expect((await going[0])?.state.status).toBe('succeeded');
      expect(taken.toSorted()).toEqual(['Ada', 'Basil', 'Cora']);
    },
  );

  it.each(['stop', 'skip'] as const)(
    'R27 goes on where it failed (%s): what was sent isn’t sent again, and it names the run that it tries again',
    async (onError) => {
      const first = await runFirst(onError);
      const sent = [...taken];
      expect(sent).toContain('Ada');
      refuses = () => false;
      const { state, summary } = await again({ runId: first.runId, version: 'same', from: { kind: 'failed' } });
      expect(state.status).toBe('succeeded');
      expect(state.header.cameOf).toEqual({ runId: first.runId, number: first.summary.number, as: 'retry' });
      expect(summary.runId).not.toBe(first.runId);
      expect(state.steps.send).toMatchObject({ in: 3, out: { out: 3 }, failed: 0 });
      expect(taken.toSorted()).toEqual(['Ada', 'Basil', 'Cora']);
      // The run that failed stays as it was.
      expect(temporary.host.services.runs.get(first.runId).state.status).toBe(first.state.status);
    },
  );

  it('goes on with the flow as it is now, as long as its steps and lines are the same', async () => {
    const { flowId, runId } = await runFirst('skip');
    save(flowId, (document) => {
      const [, send] = document.steps;
      if (send?.settings) send.settings.body = { name: '{{ name + "!" }}' };
    });
    const { state } = await again({ runId, version: 'current', from: { kind: 'failed' } });
    expect([state.header.revision, taken]).toEqual([2, ['Ada', 'Cora', 'Basil!']]);
    save(flowId, (document) =>
      document.steps.push({ id: 'more', type: 'limit', name: 'More', settings: { count: 1 } }),
    );
    await expect(again({ runId, version: 'current', from: { kind: 'failed' } })).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      message: expect.stringContaining('changed since'),
    });
  });

  it('from the start does all of it again with the same trigger data', async () => {
    const { runId } = await runFirst('skip');
    await again({ runId, version: 'current', from: { kind: 'start' } });
    expect(taken).toEqual(['Ada', 'Cora', 'Ada', 'Cora']);
  });

  it('R27 with its failures only sends those, and nothing that was sent', async () => {
    const { runId } = await runFirst('skip');
    refuses = () => false;
    const { state } = await again({ runId, version: 'current', from: { kind: 'failures' } });
    expect([taken, state.steps.last?.out]).toEqual([['Ada', 'Cora', 'Basil'], { out: 1 }]);
  });

  it('from a step runs on the records that reached it then', async () => {
    const { runId } = await runFirst('skip');
    const { state } = await again({ runId, version: 'same', from: { kind: 'step', step: 'last' } });
    expect([taken, state.steps.last?.in]).toEqual([['Ada', 'Cora'], 2]);
  });

  it('is told beforehand: what is kept, what would be done twice, and what can’t be', async () => {
    const { flowId, runId, summary } = await runFirst('skip');
    const { reruns } = temporary.host.services.runs;
    const told = await reruns.options(runId);
    expect(told).toMatchObject({ revision: summary.revision, current: summary.revision });
    expect(told.options).toEqual([
      { version: 'same', from: { kind: 'failed' }, unavailable: null, kept: 2, repeats: [] },
      { version: 'current', from: { kind: 'failed' }, unavailable: null, kept: 2, repeats: [] },
      { version: 'current', from: { kind: 'failures', step: 'send' }, unavailable: null, kept: 0, repeats: [] },
      {
        version: 'current',
        from: { kind: 'start' },
        unavailable: null,
        kept: 0,
        repeats: [{ step: 'send', name: 'Send', records: 2 }],
      },
    ]);
    save(flowId, (document) => void document.edges.pop());
    const [, current] = (await reruns.options(runId)).options;
    expect(current?.unavailable).toContain('changed since');
  });

  it.each([{ kind: 'failed' }, { kind: 'failures', step: 'send' }] as const)(
    'is told what would be done twice, with what its retries did since ($kind)',
    async (from) => {
      const { runId } = await runFirst('skip');
      refuses = () => false;
      const { summary } = await again({ runId, version: 'current', from });
      expect(taken.toSorted()).toEqual(['Ada', 'Basil', 'Cora']);
      const { reruns } = temporary.host.services.runs;
      const repeatsOf = async () => {
        const { options } = await reruns.options(runId);
        return options.find((option) => option.from.kind === 'start')?.repeats;
      };
      expect(await repeatsOf()).toEqual([{ step: 'send', name: 'Send', records: 3 }]);
      // A retry that was forgotten can't be counted.
      await temporary.host.services.runs.remove(summary.runId);
      expect(await repeatsOf()).toEqual([{ step: 'send', name: 'Send', records: 2 }]);
    },
  );

  it('R27 is tried again once, however often and at whatever moment that is asked for', async () => {
    const { runId } = await runFirst('skip');
    refuses = () => false;
    const { reruns } = temporary.host.services.runs;
    const ways = [{ kind: 'failures' }, { kind: 'failures', step: 'send' }, { kind: 'failed' }] as const;
    const asked = await Promise.allSettled(ways.map((from) => reruns.rerun({ runId, version: 'same', from })));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const [first] = asked;
    const number = first?.status === 'fulfilled' ? (await ended(first.value.runId)).summary.number : 0;
    expect(taken).toEqual(['Ada', 'Cora', 'Basil']);

    await temporary.reopen();
    await expect(again({ runId, version: 'current', from: { kind: 'failures' } })).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      message: `The run can’t be tried again like this: run ${number} is its retry already. What that one left can be tried again from there.`,
    });
    const { options } = await temporary.host.services.runs.reruns.options(runId);
    expect(options.map(({ from, unavailable }) => [from.kind, unavailable === null])).toEqual([
      ['failed', false],
      ['failed', false],
      ['failures', false],
      ['start', true],
    ]);
    expect(taken).toEqual(['Ada', 'Cora', 'Basil']);
  });

  it('isn’t one that goes on when all of it came to its end: what failed is tried again instead', async () => {
    const { runId } = await runFirst('skip');
    const { runs } = temporary.host.services;
    expect(runs.get(runId).resumable).toBe(false);
    await expect(runs.resume(runId)).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      message: expect.stringContaining('each of its records has come to its end'),
    });
    expect(taken).toEqual(['Ada', 'Cora']);
  });

  it('R27 goes on by itself no longer once another run goes on in its place', async () => {
    const { runId } = await runFirst('stop');
    const { runs } = temporary.host.services;
    expect(runs.get(runId).resumable).toBe(true);
    const retry = await again({ runId, version: 'same', from: { kind: 'failed' } });
    expect(runs.get(runId).resumable).toBe(false);
    await expect(runs.resume(runId)).rejects.toMatchObject({ code: 'RUN_NOT_RESUMABLE' });
    // What the retry left is tried again from there.
    refuses = () => false;
    await again({ runId: retry.summary.runId, version: 'same', from: { kind: 'failed' } });
    expect(taken.toSorted()).toEqual(['Ada', 'Basil', 'Cora']);
  });

  it('can be tried again after a retry that couldn’t begin', async () => {
    const { flowId, runId } = await runFirst('skip');
    const undo = temporary.host.services.flows.get(flowId).document.steps[1]?.settings?.url;
    save(flowId, (document) => {
      const [, send] = document.steps;
      if (send?.settings) send.settings.url = '';
    });
    await expect(again({ runId, version: 'current', from: { kind: 'failures' } })).rejects.toThrow();
    save(flowId, (document) => {
      const [, send] = document.steps;
      if (send?.settings) send.settings.url = undo ?? '';
    });
    refuses = () => false;
    await again({ runId, version: 'current', from: { kind: 'failures' } });
    expect(taken).toEqual(['Ada', 'Cora', 'Basil']);
  });

  it('goes on with a call whose end nobody saw under the key that it went out with', async () => {
    const { runId } = await runFirst('skip');
    const { store } = temporary.host.services;
    const before = keys.length;
    // As a crash leaves it: Basil's call was begun, and its outcome never came.
    const [trigger] = store.journal.read(runId).map(({ batchKey }) => batchKey);
    store.journal.remove(runId);
    await store.journal.append([
      {
        runId,
        step: 'send',
        batchKey: trigger ?? '',
        outcome: { records: [0, 2], outcomes: [{ adds: 1 }, { adds: 2 }] },
      },
      { runId, step: 'send', batchKey: trigger ?? '', outcome: { records: [1], begunAt: 1 } },
    ]);
    refuses = () => false;
    const { state } = await again({ runId, version: 'same', from: { kind: 'failed' } });
    expect(state.steps.send?.in).toBe(3);
    expect(keys.slice(before)).toEqual([expect.stringContaining(runId)]);
  });

  it('is refused while it runs, where nothing is kept, and where nothing failed', async () => {
    const { flowId } = await runFirst('skip');
    refuses = () => false;
    const { runs } = temporary.host.services;
    const { runId } = await runs.startStored({ flowId, input });
    await ended(runId);
    await expect(again({ runId, version: 'same', from: { kind: 'failed' } })).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
    });
    await expect(again({ runId, version: 'same', from: { kind: 'failures' } })).rejects.toMatchObject({
      message: expect.stringContaining('no record failed'),
    });
    expect((await runs.reruns.options(runId)).options.map(({ from }) => from.kind)).toEqual(['start']);
  });
});
