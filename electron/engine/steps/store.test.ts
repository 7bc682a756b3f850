import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FlowStep } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { createMemoryObjectStore } from '../../../test/support/memory-object-store.ts';
import { numbered, startTestRun, testFlow } from '../flow-run.fixture.ts';

type Drawn = Partial<FlowStep> & { id: string; type: string };

/** Runs `steps` behind a trigger that gives `records`, on a store that holds `before`. */
async function run(records: JsonObject[], steps: Drawn[], before: Record<string, Json> = {}) {
  const { objectStore, values } = createMemoryObjectStore();
  for (const [key, value] of Object.entries(before)) values.set(key, value);
  const flow = testFlow([{ id: 'start', type: 'manual' }, ...steps], undefined, { settings: { batchSize: 3 } });
  const test = startTestRun(flow, { turn, triggerRecords: records, services: async () => ({ objectStore }) as never });
  const { state, output } = await test.end();
  return { state, output, values: Object.fromEntries(values), test };
}

const get = (settings: JsonObject): Drawn => ({ id: 'got', type: 'store.get', settings });
const set = (settings: JsonObject): Drawn => ({ id: 'set', type: 'store.set', settings, onError: 'skip' });

describe('The object store', () => {
  it('adds the value under each record’s key, or the default, or null', async () => {
    const before = { 'flow a-1': { deep: [1] }, 'flow a-2': null, 'all a-3': 'shared' };
    const { output } = await run(numbered(4), [get({ key: 'a-{{ n }}', default: '{{ n * 10 }}' })], before);
    expect(output.map(({ got }) => got)).toEqual([0, { deep: [1] }, null, 30]);
    expect((await run([{ n: 3 }], [get({ key: 'a-{{ n }}', scope: 'all' })], before)).output).toEqual([
      { n: 3, got: 'shared' },
    ]);
    expect((await run([{}], [get({ key: 'b' })])).output).toEqual([{ got: null }]);
  });

  it('keeps the value of the last record, taking them in order, and hands them on unchanged', async () => {
    const { output, values, state } = await run(numbered(50), [set({ key: 7, value: { n: '{{ n }}' } })]);
    expect(values).toEqual({ 'flow 7': { n: 49 } });
    expect(output).toEqual(numbered(50));
    expect(state.steps.set).toMatchObject({ in: 50, out: { out: 50 } });
  });

  it('forgets values, and nothing where there is none', async () => {
    const { values, output } = await run(
      numbered(2),
      [{ id: 'gone', type: 'store.delete', settings: { key: '{{ n }}' } }],
      { 'flow 0': 1, 'all 0': 2 },
    );
    expect(values).toEqual({ 'all 0': 2 });
    expect(output).toEqual(numbered(2));
  });

  it('writes to the journal what it is about to store, and what it found', async () => {
    const { test } = await run([{}], [set({ key: 'a', value: 1 }), get({ key: 'a' })]);
    expect(test.journal.map(({ step, outcome }) => [step, Object.keys(outcome).includes('outcomes')])).toEqual([
      ['set', false],
      ['set', true],
      ['got', true],
    ]);
  });

  it('journals what many records store at once, so that the disk is waited for once for all of them', async () => {
    const { test } = await run(numbered(600), [set({ key: '{{ n }}', value: 1 })]);
    const told = test.journal.map(({ outcome }) => ('outcomes' in outcome ? 'done' : 'begun'));
    const calls = told.filter((one, place) => one === 'begun' && told[place - 1] !== 'begun');
    // Records come in batches of 3: 200 calls, were it one for each of those.
    expect(calls.length).toBeLessThan(20);
  });

  it.each<[string, string, JsonObject]>([
    ['MISSING_INPUT', 'Key', { k: null, v: 1 }],
    ['MISSING_INPUT', 'Key', { k: '', v: 1 }],
    ['INVALID_INPUT', 'Key', { k: ['a'], v: 1 }],
    ['INVALID_INPUT', 'Key', { k: 'x'.repeat(201), v: 1 }],
    ['INVALID_INPUT', 'Key', { k: 'half \ud83d', v: 1 }],
    ['INVALID_INPUT', 'Value', { k: 'a', v: 'ä'.repeat(500_000) }],
  ])('fails a record with %s at %s', async (code, field, record) => {
    const { state, values } = await run([record, { k: 'ok', v: 2 }], [set({ key: '{{ k }}', value: '{{ v }}' })]);
    expect(state.steps.set?.failures).toMatchObject([{ error: { code, data: { field } } }]);
    expect(values).toEqual({ 'flow ok': 2 });
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'key', { value: 1 }],
    ['SETTING_REQUIRED', 'value', { key: 'a' }],
    ['SETTING_WRONG', 'scope', { key: 'a', value: 1, scope: 'some' }],
    ['EXPRESSION_SYNTAX', 'key', { key: '{{ a + }}', value: 1 }],
    ['EXPRESSION_SYNTAX', 'value', { key: 'a', value: '{{ a + }}' }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(run([], [set(settings)])).rejects.toMatchObject({ code, data: { field } });
  });
});
