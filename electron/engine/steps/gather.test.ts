import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowEdge, FlowStep } from '../../../shared/flow/document.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { splitPlace } from '../../../shared/run/split-place.ts';
import { startTestRun, type TestRunOptions, testFlow, testStep } from '../flow-run.fixture.ts';
import { memorySpill } from '../spill/memory-spill.fixture.ts';
import { runStep } from './data-steps.fixture.ts';

type Drawn = Partial<FlowStep> & { id: string; type: string };

/** A step that calls out for several records at once. */
const call = testStep({ type: 'call', shape: 'batch', effect: 'read' }, () => ({
  shape: 'batch',
  size: 3,
  run: async (records) => records.map(() => ({ adds: 1 })),
}));

/** Runs `steps` behind a trigger that gives `records`, with batches of 7. */
async function run(records: JsonObject[], steps: Drawn[], edges?: FlowEdge[], options: Partial<TestRunOptions> = {}) {
  const flow = testFlow([{ id: 'start', type: 'manual' }, ...steps], edges, { settings: { batchSize: 7 } });
  const test = startTestRun(flow, { turn, triggerRecords: records, steps: [call], ...options });
  const { state, output } = await test.end();
  return { state, output, test };
}

const each: Drawn = { id: 'each', type: 'for_each', settings: { list: 'lines' } };
const lists: Drawn = { id: 'lists', type: 'gather', settings: { origin: 'each', value: 'item' } };

describe('For each', () => {
  it('hands on a record for each item, with the fields of the one that held the list', async () => {
    const { output, parents, state } = await runStep([{ a: 1, l: [5, { x: 6 }] }, { a: 2, l: [] }, { a: 3 }], {
      type: 'for_each',
      settings: { list: '{{ l }}', as: 'n' },
    });
    expect(output).toEqual([
      { a: 1, l: [5, { x: 6 }], n: 5 },
      { a: 1, l: [5, { x: 6 }], n: { x: 6 } },
    ]);
    expect(parents).toEqual([[0], [0]]);
    expect(state).toMatchObject({ in: 3, out: { out: 2 }, filtered: 2 });
  });

  it('fails a record whose list is something else, and says which setting gave it', async () => {
    const { state, output } = await run([{ lines: 'a,b' }, { lines: [1] }], [{ ...each, onError: 'skip' }, lists]);
    expect(state.steps.each).toMatchObject({ in: 2, failed: 1, failures: [{ error: { code: 'INVALID_INPUT' } }] });
    expect(state.steps.each?.failures?.[0]?.error.message).toBe('List: this must be a list, not "a,b".');
    expect(output).toEqual([{ lines: [1], lists: [1] }]);
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'list', {}],
    ['EXPRESSION_SYNTAX', 'list', { list: 'a +' }],
    ['SETTING_WRONG', 'as', { list: 'a', as: '__proto__' }],
    ['SETTING_WRONG', 'as', { list: 'a', as: 5 }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(runStep([], { type: 'for_each', settings })).rejects.toMatchObject({ code, data: { field } });
  });
});

describe('Gather', () => {
  it('gives each split record its list in the order of its items, and an empty one where nothing came', async () => {
    const records = [
      { id: 1, lines: [3, 1, 2] },
      { id: 2, lines: null },
      { id: 3, lines: [] },
      { id: 4, lines: [9] },
    ];
    const { output, state, test } = await run(records, [
      each,
      { id: 'few', type: 'filter', settings: { condition: 'item < 5' } },
      { id: 'order', type: 'sort', settings: { by: 'item' } },
      lists,
    ]);
    expect(output).toEqual([
      { id: 1, lines: [3, 1, 2], lists: [3, 1, 2] },
      { id: 2, lines: null, lists: [] },
      { id: 3, lines: [], lists: [] },
      { id: 4, lines: [9], lists: [] },
    ]);
    expect(state.steps.lists).toMatchObject({ in: 3, out: { out: 4 }, failed: 0, filtered: 0 });
    expect(test.departures.filter(({ step }) => step === 'lists')).toEqual([
      // Where nothing came, the record that was split: the second to the fourth.
      { step: 'lists', port: 'out', first: 0, parents: [[2, 0, 1], ...[1, 2, 3].map((place) => [splitPlace(place)])] },
    ]);
    expect(Object.getOwnPropertySymbols(output[0] ?? {})).toEqual([]);
  });

  it('puts whole records into the list when no value is named, and all of them into one for “all”', async () => {
    const all: Drawn = { id: 'rows', type: 'gather', settings: { origin: 'all' } };
    expect((await run([{ a: 1 }, { a: 2 }], [all])).output).toEqual([{ rows: [{ a: 1 }, { a: 2 }] }]);
    expect((await run([], [all])).output).toEqual([{ rows: [] }]);
    const whole: Drawn = { id: 'rows', type: 'gather', settings: { origin: 'each' } };
    const { output } = await run([{ lines: [1] }], [each, whole]);
    expect(output).toEqual([{ lines: [1], rows: [{ lines: [1], item: 1 }] }]);
    const [[first]] = output.map(({ rows }) => rows) as [[JsonObject]];
    expect(Object.getOwnPropertySymbols(first)).toEqual([]);
  });

  it('fails a record that another way brought, and says which step it missed', async () => {
    const edges = [
      { from: 'start', to: 'each' },
      { from: 'each', to: 'lists' },
      { from: 'start', to: 'lists' },
    ];
    const { output, state } = await run([{ lines: [1, 2] }], [each, { ...lists, onError: 'skip' }], edges);
    expect(output).toEqual([{ lines: [1, 2], lists: [1, 2] }]);
    expect(state.steps.lists?.failures).toMatchObject([
      { error: { code: 'RECORD_NOT_SPLIT', data: { step: 'each' } } },
    ]);
  });

  it('still gives every split record when a step between wants no more of them', async () => {
    const records = Array.from({ length: 100 }, (_, id) => ({ id, lines: [id, id] }));
    const { output } = await run(records, [each, { id: 'first', type: 'limit', settings: { count: 3 } }, call3, lists]);
    expect(output.map(({ lists: list }) => list)).toEqual([[0, 0], [1], ...Array.from({ length: 98 }, () => [])]);
  });

  it('ends the run when what was split can’t be put on the disk', async () => {
    const spill = memorySpill(10);
    const full = new MillraceError('DISK_FULL', { path: 'temporary/1' });
    const createFile = () => ({ ...spill.createFile(), append: () => Promise.reject(full) });
    const records = [{ lines: [] }, { lines: [] }];
    const { state } = await run(records, [each, lists], undefined, { openSpill: () => ({ ...spill, createFile }) });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'origin', {}],
    ['SETTING_WRONG', 'origin', { origin: 5 }],
    ['EXPRESSION_SYNTAX', 'value', { origin: 'all', value: 'a +' }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(runStep([], { type: 'gather', settings })).rejects.toMatchObject({ code, data: { field } });
  });
});

const call3: Drawn = { id: 'call3', type: 'call' };

/** What may stand between splitting and gathering: it leaves out numbers, or only moves and remakes records. */
const between = fc.array(fc.constantFrom('evens', 'remake', 'sort', 'branch', 'call', 'skip'), { maxLength: 4 });

/** Steps for what was drawn, each after the one before. `n` is a field with a number. */
function build(drawn: string[], prefix: string, n: string): { steps: Drawn[]; edges: FlowEdge[]; last: string } {
  const steps: Drawn[] = [];
  const edges: FlowEdge[] = [];
  let last = '';
  const add = (step: Drawn, ...from: Omit<FlowEdge, 'to'>[]): void => {
    steps.push(step);
    edges.push(...from.map((edge) => ({ ...edge, to: step.id })));
    last = step.id;
  };
  for (const [index, kind] of drawn.entries()) {
    const id = `${prefix}${index}`;
    const before = { from: last };
    if (kind === 'evens') add({ id, type: 'filter', settings: { condition: `${n} % 2 == 0` } }, before);
    else if (kind === 'call') add({ id, type: 'call' }, before);
    else if (kind === 'sort') add({ id, type: 'sort', settings: { by: [{ value: n, order: 'descending' }] } }, before);
    else if (kind === 'skip') add({ id, type: 'for_each', settings: { list: '[1]', as: 'once' } }, before);
    else if (kind === 'remake') {
      const fields = ['id', 'list', 'g', 'n', 'size'].map((name) => ({ name, value: `{{ ${name} }}` }));
      add({ id, type: 'map_fields', settings: { fields, keep: 'mapped' } }, before);
    } else if (kind === 'branch') {
      add({ id, type: 'if', settings: { condition: `${n} > 3` } }, before);
      add({ id: `${id}m`, type: 'merge' }, { from: id, port: 'true' }, {
        from: id,
        port: 'false',
        toPort: 'b',
      } as FlowEdge);
    }
  }
  return { steps, edges: edges.filter(({ from }) => from !== ''), last };
}

describe('For each and gather, one inside the other', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 });
  const groups = fc.array(fc.option(numbers), { maxLength: 5 });
  const records = fc.array(fc.option(groups), { maxLength: 12 });

  it('R15 give what a naive version gives, whatever lies between and however little memory there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        between,
        between,
        fc.integer({ min: 0, max: 3_000 }),
        fc.constantFrom('full', 'none'),
        async (drawn, outer, inner, memoryBytes, retention) => {
          const input = drawn.map((list, id): JsonObject => ({ id, list }));
          const a = build(outer, 'a', 'size');
          const b = build(inner, 'b', 'n');
          const steps: Drawn[] = [
            { id: 'each', type: 'for_each', settings: { list: 'list', as: 'g' } },
            { id: 'sized', type: 'map_fields', settings: { fields: [{ name: 'size', value: '{{ count(g) }}' }] } },
            ...a.steps,
            { id: 'nested', type: 'for_each', settings: { list: 'g', as: 'n' } },
            ...b.steps,
            { id: 'back', type: 'gather', settings: { origin: 'nested', value: 'n' } },
            { id: 'home', type: 'gather', settings: { origin: 'each', value: 'back' } },
          ];
          const joint = (from: string, part: typeof a, to: string): FlowEdge[] => {
            const [first] = part.steps;
            if (!first) return [{ from, to }];
            return [{ from, to: first.id }, ...part.edges, { from: part.last, to }];
          };
          const edges = [
            { from: 'start', to: 'each' },
            { from: 'each', to: 'sized' },
            ...joint('sized', a, 'nested'),
            ...joint('nested', b, 'back'),
            { from: 'back', to: 'home' },
          ];
          const spill = memorySpill(memoryBytes);
          const { output, state } = await run(input, steps, edges, { retention, openSpill: () => spill });
          const expected = input.map((record, index) => ({
            ...record,
            home: (drawn[index] ?? [])
              // The size of no list is empty, which isn’t even.
              .filter((group) => !outer.includes('evens') || (group !== null && group.length % 2 === 0))
              .map((group) => (group ?? []).filter((n) => !inner.includes('evens') || n % 2 === 0)),
          }));
          expect(state.error).toBeUndefined();
          expect(output).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('records that For each keeps for Gather', () => {
  it('R15 slow the source down while the disk is slow, instead of filling memory', async () => {
    const { promise: disk, resolve: free } = Promise.withResolvers<void>();
    let pages = 0;
    const rows = testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      async *read() {
        for (; pages < 100; pages += 1) {
          await turn();
          yield { records: Array.from({ length: 20 }, () => ({ text: 'x'.repeat(500), lines: [1] })) };
        }
      },
    }));
    const spill = memorySpill(20_000);
    const openSpill = () => ({
      ...spill,
      createFile() {
        const file = spill.createFile();
        return {
          ...file,
          async append(lines: readonly string[]) {
            // A split record, not a row of the list.
            if (lines[0]?.startsWith('[{')) await disk;
            return file.append(lines);
          },
        };
      },
    });
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'rows', type: 'rows' },
      each,
      { ...lists, settings: { origin: 'each', value: '1' } },
    ]);
    const { end, clock } = startTestRun(flow, { turn, steps: [rows], openSpill, retention: 'none' });
    for (let waits = 0; waits < 40; waits += 1) await clock.idle();
    expect(pages).toBeLessThan(20);
    free();
    expect((await end()).state).toMatchObject({ status: 'succeeded', steps: { lists: { out: { out: 2_000 } } } });
  });
});

describe('a sort between For each and Gather', () => {
  it('R27 counts as filtered what it didn’t hand on, since nobody wanted more', async () => {
    const sorted: Drawn[] = [
      { id: 'sort', type: 'sort', settings: { by: 'item' } },
      { id: 'first', type: 'limit', settings: { count: 1 } },
    ];
    const lines = Array.from({ length: 2_000 }, (_, n) => n);
    const { state } = await run([{ lines }], [each, ...sorted, lists]);
    expect(state.steps.sort).toMatchObject({ in: 2_000, out: { out: 500 }, filtered: 1_500 });
  });
});

describe('a list that is larger than a record can be', () => {
  const text = 'x'.repeat(1_000_000);
  it.each([
    ['gather', { origin: 'all', value: 'text' }],
    ['summarise', { measures: [{ name: 'all', function: 'list', value: 'text' }] }],
  ])('R15 ends the run before %s holds it in memory, whatever failed records do', async (type, settings) => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'all', type, settings, onError: 'skip' },
    ]);
    // The same text, so that the test itself doesn't need the memory.
    const triggerRecords = Array.from({ length: 70 }, () => ({ text }));
    const { state } = await startTestRun(flow, { turn, triggerRecords, openSpill: () => memorySpill(2 ** 24) }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'LIST_TOO_LARGE' } });
    expect(state.error?.message).toBe('A list that “all” makes takes more than 64 MB.');
  });
});
