import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { runStep } from './data-steps.fixture.ts';

const sortBy = (settings: JsonObject) => ({ type: 'sort', settings });
const column = (values: Json[]): JsonObject[] => values.map((a, place) => ({ a, place }));
const places = (output: JsonObject[]) => output.map(({ place }) => place);

/** What a value is compared by, worked out anew: its kind and what counts within the kind. */
function naiveKey(value: Json | undefined): [number, number | string] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number') return [0, value];
  if (typeof value === 'string') return /^\d+$/.test(value) ? [0, Number(value)] : [1, value];
  return typeof value === 'boolean' ? [2, Number(value)] : [3, 0];
}

function naiveCompare(a: Json | undefined, b: Json | undefined, sign: number): number {
  const [left, right] = [naiveKey(a), naiveKey(b)];
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  if (left[0] !== right[0]) return sign * (left[0] - right[0]);
  return left[1] < right[1] ? -sign : left[1] > right[1] ? sign : 0;
}

const value = fc.constantFrom<Json>(
  0,
  1,
  2,
  10,
  -3,
  0.5,
  '7',
  '10',
  'a',
  'b',
  'B',
  'ä',
  '',
  null,
  true,
  false,
  [1],
  {},
);

describe('Sort', () => {
  it('puts numbers before text before truths, and what is empty last both ways', async () => {
    const records = column(['b', null, 10, true, 'a', '9', '', false, '2026-11-22', 2]);
    const up = await runStep(records, sortBy({ by: 'a' }));
    expect(up.output.map(({ a }) => a)).toEqual([2, '9', 10, '2026-11-22', 'a', 'b', false, true, null, '']);
    const down = await runStep(records, sortBy({ by: 'a', order: 'descending' }));
    expect(down.output.map(({ a }) => a)).toEqual([true, false, 'b', 'a', '2026-11-22', 10, '9', 2, null, '']);
  });

  it('keeps the order in which equal records came, and lets later keys decide among them', async () => {
    const records: JsonObject[] = [
      { a: 1, b: 1 },
      { a: 0, b: 1 },
      { a: 1, b: 2 },
      { a: 1, b: 1, c: 'later' },
    ];
    const { output, parents } = await runStep(
      records,
      sortBy({ by: [{ value: 'a' }, { value: '{{ b }}', order: 'descending' }] }),
    );
    expect(parents).toEqual([[1], [2], [0], [3]]);
    expect(output.at(-1)).toEqual({ a: 1, b: 1, c: 'later' });
  });

  it('R15 gives what sorting in memory gives, with any data and however little memory', async () => {
    const rows = fc.array(fc.record({ a: value, b: value }, { requiredKeys: [] }), { maxLength: 60 });
    const direction = fc.constantFrom('ascending', 'descending');
    await fc.assert(
      fc.asyncProperty(
        rows,
        direction,
        direction,
        fc.integer({ min: 0, max: 6_000 }),
        async (drawn, a, b, memoryBytes) => {
          const records = drawn.map((row, place) => ({ ...row, place }) as JsonObject);
          const by = [
            { value: 'a', order: a },
            { value: 'b', order: b },
          ];
          const { output, parents, state, spill } = await runStep(records, sortBy({ by }), { memoryBytes });
          const sign = (order: string) => (order === 'ascending' ? 1 : -1);
          const expected = records.toSorted(
            (x, y) => naiveCompare(x.a, y.a, sign(a)) || naiveCompare(x.b, y.b, sign(b)),
          );
          expect(output).toEqual(expected);
          expect(parents).toEqual(places(output).map((place) => [place]));
          expect(state).toMatchObject({ in: records.length, failed: 0 });
          expect(spill.closed).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('S26 keeps a field called __proto__ as data, also when it was outside memory', async () => {
    const records: JsonObject[] = JSON.parse('[{"a":2,"__proto__":{"bad":1}},{"a":1}]');
    const { output, spill } = await runStep(records, sortBy({ by: 'a' }), { memoryBytes: 1 });
    expect(JSON.stringify(output)).toBe('[{"a":1},{"a":2,"__proto__":{"bad":1}}]');
    expect(spill.taken).toBeGreaterThan(0);
  });

  it('fails a record whose key can’t be worked out, and sorts the others', async () => {
    const { output, state } = await runStep([{ a: 2 }, { a: 'x' }, { a: 1 }], {
      ...sortBy({ by: 'a * 2' }),
      onError: 'skip',
    });
    expect(output).toEqual([{ a: 1 }, { a: 2 }]);
    expect(state).toMatchObject({ in: 3, failed: 1 });
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'by', {}],
    ['SETTING_REQUIRED', 'by', { by: [] }],
    ['SETTING_WRONG', 'by', { by: 5 }],
    ['SETTING_WRONG', 'by', { by: [5] }],
    ['SETTING_WRONG', 'by.1.value', { by: ['a', { order: 'ascending' }] }],
    ['SETTING_WRONG', 'by.0.order', { by: [{ value: 'a', order: 'up' }] }],
    ['SETTING_WRONG', 'order', { by: 'a', order: 'up' }],
    ['EXPRESSION_SYNTAX', 'by.0.value', { by: 'a +' }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(runStep([], sortBy(settings))).rejects.toMatchObject({ code, data: { field } });
  });
});
