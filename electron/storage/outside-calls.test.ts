import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import type { OutsideCalls } from '../ports/outside-calls.ts';
import type { JournalEntry, JournaledCall } from '../ports/run.ts';
import type { Store } from './open-store.ts';

const at = (clock: { now(): number }, runId: string, name: string, records: number[] = [0]): JournalEntry => ({
  runId,
  step: 'create',
  batchKey: '1',
  outcome: {
    records,
    begunAt: clock.now(),
    evidence: { type: 'create', connection: 'c1', each: records.map((record) => `${name}${record}`) },
  },
});

const done = (runId: string, outcomes: JournaledCall['outcomes'], records = [0]): JournalEntry => ({
  runId,
  step: 'create',
  batchKey: '1',
  outcome: { records, outcomes },
});

const lost = new MillraceError('STEP_TIMEOUT', { step: 'Create', seconds: 60 }).describe();
const refused = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' }).describe();

function open() {
  const temporary = createTemporaryStore();
  const outside = () => temporary.store.journal.outside as OutsideCalls;
  const told = () =>
    outside()
      .read('create', 0)
      .map(({ runId, record, evidence, adds }) => [runId, record, adds ?? evidence]);
  return {
    ...temporary,
    temporary,
    outside,
    told,
    append: (entries: JournalEntry[]) => temporary.store.journal.append(entries),
  };
}

/** A run of which nothing but its beginning is told. */
function record(store: Store, runId: string): void {
  store.createRunRecorder().event({
    seq: 1,
    elapsedMs: 0,
    type: 'run.started',
    header: {
      runId,
      flowId: 'f',
      flowName: 'F',
      revision: 1,
      trigger: 'manual',
      startedAt: '2026-11-22T08:00:00.000Z',
      retention: 'full',
      steps: [],
      edges: [],
    },
  });
}

describe('calls outside', () => {
  it('R8 are told with what they are known again by until it is known what became of them', async () => {
    const { append, told, clock, temporary } = open();
    await append([at(clock, 'r1', 'a', [0, 1, 2]), at(clock, 'r2', 'b')]);
    expect(told()).toEqual([
      ['r1', 0, 'a0'],
      ['r1', 1, 'a1'],
      ['r1', 2, 'a2'],
      ['r2', 0, 'b0'],
    ]);
    await append([done('r1', [{ adds: 'id' }, { error: refused }, { error: lost }], [0, 1, 2])]);
    const left = [
      ['r1', 0, 'id'],
      ['r1', 2, 'a2'],
      ['r2', 0, 'b0'],
    ];
    expect(told()).toEqual(left);
    temporary.reopen();
    expect(told()).toEqual(left);
  });

  it('R8 outlive the journal of their run, as long as one whose end isn’t known may be taken for them', async () => {
    const { append, told, clock, store } = open();
    await append([at(clock, 'r1', 'a'), at(clock, 'r2', 'b')]);
    await append([done('r1', [{ adds: 'id' }])]);
    store.journal.remove('r1');
    clock.advance(60_000);
    await append([at(clock, 'r3', 'c')]);
    expect(told()).toContainEqual(['r1', 0, 'id']);
    await append([done('r2', [{ adds: 'id2' }]), done('r3', [{ adds: 'id3' }])]);
    clock.advance(60_000);
    await append([at(clock, 'r4', 'd')]);
    expect(told()).toEqual([['r4', 0, 'd0']]);
  });

  it('aren’t kept for one that was cut off long before they began', async () => {
    const { append, told, clock, temporary, outside } = open();
    await append([at(clock, 'r1', 'a'), at(clock, 'r0', 'z')]);
    outside().ended('r0');
    temporary.reopen();
    clock.advance(20 * 60_000);
    await append([at(clock, 'r2', 'b')]);
    await append([done('r2', [{ adds: 'id' }])]);
    clock.advance(60_000);
    await append([at(clock, 'r3', 'c')]);
    expect(told().map(([runId]) => runId)).toEqual(['r1', 'r0', 'r3']);
  });

  it('are those of the run that goes on with them', async () => {
    const { append, told, clock, store, temporary } = open();
    await append([at(clock, 'r1', 'a'), at(clock, 'r3', 'c')]);
    await append([{ ...at(clock, 'r1', 'lost '), batchKey: '2' }, done('r3', [{ adds: 'id' }])]);
    await append([{ ...done('r1', [{ error: lost }]), batchKey: '2' }]);
    store.journal.handOver('r1', 'r2');
    expect(told()).toContainEqual(['r2', 0, 'a0']);
    expect(told()).toContainEqual(['r2', 0, 'lost 0']);
    await append([done('r2', [{ adds: 'id2' }])]);
    temporary.reopen();
    expect(told()).toEqual([
      ['r2', 0, 'id2'],
      ['r3', 0, 'id'],
      ['r2', 0, 'lost 0'],
    ]);
  });

  it('R8 are never taken for those of a run that was removed, nor forgotten to be over by a commit that failed', async () => {
    const { append, clock, store, outside } = open();
    const ends = () =>
      outside()
        .read('create', 0)
        .map(({ runId, endedAt }) => [runId, endedAt]);
    await append([at(clock, 'r0', 'z'), at(clock, 'r1', 'a')]);
    const cutAt = clock.now();
    outside().ended('r0');
    outside().ended('r1');
    const unwritable = { ...at(clock, 'r2', 'b'), outcome: { version: 1n as never } };
    await expect(append([at(clock, 'r2', 'b'), unwritable])).rejects.toThrow();
    record(store, 'r1');
    store.runs.remove('r1');
    clock.advance(60_000);
    await append([at(clock, 'r3', 'c')]);
    clock.advance(60_000);
    await append([at(clock, 'r4', 'd')]);
    expect(ends()).toEqual([
      ['r0', cutAt],
      ['r3', undefined],
      ['r4', undefined],
    ]);
  });

  it('are gone with their run', async () => {
    const { append, told, clock, store } = open();
    record(store, 'r1');
    await append([at(clock, 'r1', 'a')]);
    store.runs.remove('r1');
    expect(told()).toEqual([]);
  });

  it('are waited for only while an answer may come', async () => {
    const { append, clock, outside } = open();
    await append([at(clock, 'r1', 'a'), at(clock, 'r2', 'b'), at(clock, 'r3', 'c')]);
    let answered = false;
    const waiting = outside()
      .answered('create')
      .then(() => {
        answered = true;
      });
    await append([done('r1', [{}])]);
    outside().doubt({ runId: 'r2', step: 'create', records: [{ key: '1', id: 0 }] });
    await clock.yield();
    expect(answered).toBe(false);
    outside().ended('r3');
    await waiting;
  });

  it('are told as settled before that is journaled, and as not done once they are made anew', async () => {
    const { append, told, clock, outside } = open();
    await append([at(clock, 'r1', 'a', [0, 1]), at(clock, 'r2', 'b')]);
    const records = [0, 1].map((id) => ({ key: '1', id }));
    outside().settle({ runId: 'r1', step: 'create', records }, [{ outcome: { adds: 'id' } }, 'not-done']);
    expect(told()).toEqual([
      ['r1', 0, 'id'],
      ['r2', 0, 'b0'],
    ]);
    await append([at(clock, 'r2', 'again ')]);
    expect(told()).toContainEqual(['r2', 0, 'again 0']);
    expect(told()).toHaveLength(2);
  });

  it('are as the store has them when they couldn’t be journaled', async () => {
    const { append, clock, store, told, outside } = open();
    await append([at(clock, 'r1', 'a')]);
    // A value that no text can hold fails the whole transaction.
    const unkept = { ...at(clock, 'r2', 'b'), batchKey: Symbol('none') as unknown as string };
    await expect(append([at(clock, 'r3', 'c'), unkept])).rejects.toBeDefined();
    expect(told()).toEqual([['r1', 0, 'a0']]);
    outside().ended('r1');
    await outside().answered('create');
    expect(store.journal.read('r3')).toEqual([]);
  });

  it('are asked about in turn, and whoever stops meanwhile lets the next one ask', async () => {
    const { outside } = open();
    const first = Promise.withResolvers<string>();
    const stop = new AbortController();
    const order: string[] = [];
    const ask = (name: string, signal: AbortSignal, work: () => Promise<string>) =>
      outside().inTurn('create', signal, () => {
        order.push(name);
        return work();
      });
    const running = new AbortController().signal;
    const asked = [
      ask('a', running, () => first.promise),
      ask('b', stop.signal, async () => 'never'),
      ask('c', running, async () => 'third'),
    ];
    stop.abort(new Error('stopped'));
    await expect(asked[1]).rejects.toThrow('stopped');
    expect(order).toEqual(['a']);
    first.resolve('first');
    expect(await asked[2]).toBe('third');
    expect(order).toEqual(['a', 'c']);
  });
});
