import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { isJournaledCall, isJournaledPage, type JournalEntry } from '../ports/run.ts';
import type { CallContext, StepDefinition } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

type Wait = (call: CallContext) => Promise<unknown>;

/** Steps that call out after a wait, with the identity of every record they were given. */
function callingSteps(wait: Wait, seen: Map<string, string>): StepDefinition[] {
  const note = (step: string, { n }: JsonObject, key: string) => {
    const at = `${step} ${n}`;
    const known = seen.get(key);
    if (known !== undefined && known !== at) throw new Error(`${key} is ${known} and ${at}`);
    seen.set(key, at);
  };
  return [
    testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      async *read(_incoming, call) {
        for (let page = 0; page < 6; page += 1) {
          await wait(call);
          yield { records: numbered(70).map(({ n }) => ({ n: Number(n) + 70 * page })), cursor: page };
        }
      },
    })),
    testStep({ type: 'look', shape: 'map', effect: 'read' }, ({ step }) => ({
      shape: 'map',
      pure: false,
      concurrency: 7,
      async run(record, call) {
        note(step.id, record, call.idempotencyKey(0));
        await wait(call);
        return { adds: true };
      },
    })),
    testStep({ type: 'create', shape: 'batch', effect: 'write' }, ({ step }) => ({
      shape: 'batch',
      size: 50,
      async run(records, call) {
        for (const [index, record] of records.entries()) note(step.id, record, call.idempotencyKey(index));
        await wait(call);
        return records.map(() => ({ adds: true }));
      },
    })),
  ];
}

//                          ┌─ kept ── look ────────────┐
// start ── rows ── third ──┤                           ├── create ── again
//                          └─ not_kept ── other ───────┘
const flow: FlowDocument = testFlow(
  [
    { id: 'start', type: 'manual' },
    { id: 'rows', type: 'rows' },
    { id: 'third', type: 'filter', settings: { condition: 'n / 3 == floor(n / 3)' } },
    { id: 'look', type: 'look' },
    { id: 'other', type: 'map_fields', settings: { fields: [{ name: 'other', value: true }] } },
    { id: 'create', type: 'create' },
    { id: 'again', type: 'look' },
  ],
  [
    { from: 'start', to: 'rows' },
    { from: 'rows', to: 'third' },
    { from: 'third', port: 'kept', to: 'look' },
    { from: 'third', port: 'not_kept', to: 'other' },
    { from: 'look', to: 'create' },
    { from: 'other', to: 'create' },
    { from: 'create', to: 'again' },
  ],
  { settings: { batchSize: 30 } },
);

async function identities(delays: number[]): Promise<{ seen: Map<string, string>; journal: JournalEntry[] }> {
  const seen = new Map<string, string>();
  let next = 0;
  const clock = { sleep: (_: number): Promise<void> => Promise.resolve() };
  const wait: Wait = () => {
    next += 1;
    return clock.sleep(delays[next % delays.length] ?? 0);
  };
  const test = startTestRun(flow, { turn, steps: callingSteps(wait, seen) });
  clock.sleep = (milliseconds) => test.clock.sleep(milliseconds);
  const { state } = await test.end();
  expect(state.status).toBe('succeeded');
  return { seen, journal: test.journal };
}

/** Every record of which the journal tells what became of it, as `step batchKey#id`. */
function journaledRecords(journal: JournalEntry[]): string[] {
  return journal.flatMap(({ step, batchKey, outcome }) =>
    isJournaledCall(outcome) ? outcome.records.map((id) => `${step} ${batchKey}#${id}`) : [],
  );
}

describe('lineage keys', () => {
  it('R8 are the same for the same flow and input, whatever the timing, and name each record once', async () => {
    const first = await identities([0]);
    expect(first.seen.size).toBe(140 + 420 + 420);
    const named = journaledRecords(first.journal).sort();
    expect(new Set(named).size).toBe(named.length);
    expect(named).toHaveLength(980);
    expect(first.journal.filter(({ outcome }) => isJournaledPage(outcome))).toHaveLength(6 + 1);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(500), { minLength: 1, maxLength: 40 }), async (delays) => {
        const other = await identities(delays);
        expect(Object.fromEntries(other.seen)).toEqual(Object.fromEntries(first.seen));
        expect(journaledRecords(other.journal).sort()).toEqual(named);
      }),
      { numRuns: 25 },
    );
  });

  it('tell the source, its page, and the way taken where ways part', async () => {
    const { seen } = await identities([0]);
    const keyOf = (at: string) => [...seen].filter(([, name]) => name === at).map(([key]) => key);
    expect(keyOf('look 0')).toEqual(['run-1/look/start:0#0/rows:0/third.0#0']);
    expect(keyOf('create 1')).toEqual(['run-1/create/start:0#0/rows:0/third.1#1']);
    expect(keyOf('create 418')).toEqual(['run-1/create/start:0#0/rows:5/third.1#68']);
  });
});

describe('the journal of a durable run', () => {
  const create = (size = 200) =>
    testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size,
      run: async (records) =>
        records.map(({ n }) =>
          n === 2
            ? { error: new MillraceError('DUPLICATE_RECORD', { system: 'CRM', detail: '' }) }
            : { adds: { id: n ?? null } },
        ),
    }));
  const small = testFlow([
    { id: 'start', type: 'manual' },
    { id: 'create', type: 'create', onError: 'skip' },
    { id: 'after', type: 'limit', settings: { count: 100 } },
  ]);

  it('R8 holds each write before it begins, and what became of every record before it moves on', async () => {
    const written: JournalEntry[][] = [];
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: durable, resolve: commit } = Promise.withResolvers<void>();
    const journal = {
      append(entries: JournalEntry[]) {
        written.push(entries);
        return written.length === 1 ? begun : durable;
      },
    };
    const { end, clock, records } = startTestRun(small, {
      turn,
      steps: [create()],
      triggerRecords: numbered(3),
      journal,
    });
    await clock.idle();
    expect(written).toHaveLength(1);
    begin();
    await clock.idle();
    expect(written).toMatchObject([
      [{ batchKey: 'start:0', outcome: { records: [0, 1, 2], begunAt: expect.any(Number) } }],
      [
        {
          runId: 'run-1',
          step: 'create',
          batchKey: 'start:0',
          outcome: {
            records: [0, 1, 2],
            outcomes: [{ adds: { id: 0 } }, { adds: { id: 1 } }, { error: { code: 'DUPLICATE_RECORD' } }],
          },
        },
      ],
    ]);
    expect(records.get('create.out')).toBeUndefined();
    commit();
    await end();
    expect(records.get('create.out')).toHaveLength(2);
  });

  it('R11 tells of a call once, and of what only computes nothing, however long both may take', async () => {
    const evaluator = { open: async () => ({ evaluate: async () => 1 }) };
    const called = {
      name: 'Called',
      concurrency: 1,
      call: async () => ({ output: [], more: false, failed: 0, number: 1 }),
    };
    const calling = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'made', type: 'reshape', settings: { expression: '1' } },
      { id: 'call', type: 'call_flow', settings: { flow: 'Called' } },
    ]);
    const { end, journal } = startTestRun(calling, {
      turn,
      services: async () => ({ evaluator, flowCalls: { find: async () => called } }),
    });
    expect((await end()).state.status).toBe('succeeded');
    const told = journal.map(({ step, outcome }) => [step, 'begunAt' in outcome ? 'begun' : 'done']);
    expect(told).toEqual([
      ['call', 'begun'],
      ['call', 'done'],
    ]);
  });

  it('is written in groups while many calls end at once', async () => {
    const groups: number[] = [];
    const look = testStep({ type: 'create', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 20,
      run: async () => ({ adds: 1 }),
    }));
    const journal = {
      async append(entries: JournalEntry[]) {
        groups.push(entries.length);
        await turn();
      },
    };
    await startTestRun(small, { turn, steps: [look], triggerRecords: numbered(100), journal }).end();
    expect(groups.reduce((sum, size) => sum + size, 0)).toBe(100);
    expect(groups.length).toBeLessThanOrEqual(20);
  });

  it('leaves out pure steps and triggers, and calls that only count when the step has finished', async () => {
    const write = testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 10,
      run: async (records) => records.map(() => ({})),
      repeatable: true,
      finish: async () => undefined,
    }));
    const { end, journal } = startTestRun(small, { turn, steps: [write], triggerRecords: numbered(30) });
    await end();
    expect(journal).toEqual([]);
  });

  it('isn’t written in a run that isn’t durable', async () => {
    const { end, journal } = startTestRun(small, { turn, steps: [create()], durable: false });
    await end();
    expect(journal).toEqual([]);
  });

  it('that can’t be written stops the run, and nothing moves on', async () => {
    const full = { append: () => Promise.reject(new MillraceError('DISK_FULL', { path: 'millrace.db' })) };
    const { end, records } = startTestRun(small, { turn, steps: [create()], journal: full });
    const { state } = await end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
    expect(records.get('after.out')).toBeUndefined();
  });
});
