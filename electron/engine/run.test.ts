import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { foldRunEvents } from '../../shared/run/state.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

/** Remembers the records of each call. */
function creating(calls: JsonObject[][], size = 200) {
  return testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
    shape: 'batch',
    size,
    async run(records) {
      calls.push(records);
      return records.map((_, index) => ({ adds: { id: index } }));
    },
  }));
}

describe('a run', () => {
  // start ── big (filter) ── twice (map_fields) ── create
  it('carries records from the trigger through computing steps to a step that calls out', async () => {
    const calls: JsonObject[][] = [];
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'big', type: 'filter', settings: { condition: 'n >= 2' } },
      { id: 'twice', type: 'map_fields', settings: { fields: [{ name: 'twice', value: '{{ n * 2 }}' }] } },
      { id: 'create', type: 'create' },
    ]);
    const { end, events } = startTestRun(flow, { turn, steps: [creating(calls)], triggerRecords: numbered(4) });
    const { state, output } = await end();

    expect(state.status).toBe('succeeded');
    expect(calls).toEqual([
      [
        { n: 2, twice: 4 },
        { n: 3, twice: 6 },
      ],
    ]);
    expect(output).toEqual([
      { n: 2, twice: 4, create: { id: 0 } },
      { n: 3, twice: 6, create: { id: 1 } },
    ]);
    expect(state.steps.big).toMatchObject({ in: 4, out: { kept: 2, not_kept: 2 }, failed: 0, status: 'succeeded' });
    expect(state.steps.create).toMatchObject({ in: 2, out: { out: 2 }, status: 'succeeded' });
    expect(state).toEqual(foldRunEvents(events));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  it('computes a chain of pure steps as one loop: the same records, nothing between them', async () => {
    const given: JsonObject[] = [];
    let turns = 0;
    const seen: { record: JsonObject; turns: number }[] = [];
    const pure = (type: string, see: (record: JsonObject) => void) =>
      testStep({ type, shape: 'map', pure: true }, () => ({
        shape: 'map',
        pure: true,
        apply(record, _scope, emit) {
          see(record);
          emit(0, record);
        },
      }));
    const first = pure('first', (record) => {
      if (given.push(record) === 1) queueMicrotask(() => (turns += 1));
    });
    const last = pure('last', (record) => void seen.push({ record, turns }));
    const chain = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'first', type: 'first' },
        { id: 'kept', type: 'filter', settings: { condition: 'n > 0' } },
        { id: 'last', type: 'last' },
      ],
      [
        { from: 'start', to: 'first' },
        { from: 'first', to: 'kept' },
        { from: 'kept', port: 'kept', to: 'last' },
      ],
    );
    await startTestRun(chain, { turn, steps: [first, last], triggerRecords: numbered(10) }).end();
    expect(seen).toHaveLength(9);
    expect(seen.every(({ record, turns: passed }, place) => record === given[place + 1] && passed === 0)).toBe(true);
  });

  it('fills calls of 200 for 10,000 records: 50 calls', async () => {
    const calls: JsonObject[][] = [];
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'create', type: 'create' },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [creating(calls)], triggerRecords: numbered(10_000) });
    const { state, output } = await end();
    expect(calls.map(({ length }) => length)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(state.steps.create?.out).toEqual({ out: 10_000 });
    expect(output).toHaveLength(1_000);
  });
});
