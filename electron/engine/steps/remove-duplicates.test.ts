import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { runStep } from './data-steps.fixture.ts';

const unique = (by?: Json): { type: string; settings: JsonObject } => ({
  type: 'remove_duplicates',
  settings: by === undefined ? {} : { by },
});

describe('Remove duplicates', () => {
  it('keeps the first of each key; the others lead to nothing', async () => {
    const records: JsonObject[] = [
      { e: 'A@x', n: 1 },
      { e: 'b@x', n: 2 },
      { e: 'a@X', n: 3 },
      { n: 4 },
      { e: null, n: 5 },
    ];
    const { output, parents, state } = await runStep(records, unique('lower(e)'));
    expect(output.map(({ n }) => n)).toEqual([1, 2, 4]);
    expect(parents).toEqual([[0], [1], [3]]);
    expect(state).toMatchObject({ in: 5, out: { out: 3 }, filtered: 2, failed: 0 });
  });

  it('without a key compares whole records, whatever the order of their fields', async () => {
    const records: JsonObject[] = [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
      { a: '1', b: { c: 2, d: 3 } },
      { a: 1 },
    ];
    expect((await runStep(records, unique())).output).toEqual([records[0], records[2], records[3]]);
  });

  it('R15 keeps what a set in memory keeps, however little memory there is', async () => {
    const value = fc.constantFrom<Json>(0, 1, '1', 'a', 'b', '', null, true, [1], { a: 1 });
    const rows = fc.array(fc.record({ a: value, b: value }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 0, max: 2_000 }), async (drawn, memoryBytes) => {
        const records: JsonObject[] = drawn.map((row, place) => ({ ...row, place }));
        const { output, state, spill } = await runStep(records, unique(['a', 'b']), { memoryBytes });
        const seen = new Set<string>();
        const expected = records.filter(({ a, b }) => {
          const key = JSON.stringify([a, b]);
          return !seen.has(key) && seen.add(key);
        });
        expect(output).toEqual(expected);
        expect(state.in).toBe(expected.length + (state.filtered ?? 0));
        if (memoryBytes === 0) expect(spill.taken).toBe(Math.max(0, expected.length - 1));
      }),
      { numRuns: 150 },
    );
  });

  it('fails a record whose key can’t be worked out', async () => {
    const { output, state } = await runStep([{ a: 'x' }, { a: 1 }], { ...unique('a * 2'), onError: 'skip' });
    expect(output).toEqual([{ a: 1 }]);
    expect(state).toMatchObject({ failed: 1, filtered: 0 });
  });

  it.each<[string, string, Json]>([
    ['SETTING_WRONG', 'by', 7],
    ['SETTING_WRONG', 'by.0.value', [{}]],
    ['EXPRESSION_SYNTAX', 'by.1.value', ['a', 'b +']],
  ])('refuses with %s what is wrong at %s', async (code, field, by) => {
    await expect(runStep([], unique(by))).rejects.toMatchObject({ code, data: { field } });
  });
});
