import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { runStep } from './data-steps.fixture.ts';
import { DecimalSum } from './decimal-sum.ts';

const summarise = (measures: Json, groupBy?: Json): { type: string; settings: JsonObject } => ({
  type: 'summarise',
  settings: groupBy === undefined ? { measures } : { measures, groupBy },
});
const measure = (name: string, value?: string) => ({ name, function: name, ...(value ? { value } : {}) });
const all = ['sum', 'avg', 'min', 'max', 'first', 'last', 'list'].map((name) => measure(name, 'v'));

describe('Summarise', () => {
  it('gives one record for each group, in the order in which the groups first appeared', async () => {
    const records: JsonObject[] = [
      { Country: 'Norway', v: 2 },
      { Country: 'Chile', v: 'x' },
      { Country: 'Norway', v: 0.5 },
      { v: null },
    ];
    const { output, parents, state } = await runStep(
      records,
      summarise([measure('count'), { name: 'filled', function: 'count', value: 'v' }, measure('last', 'v')], 'Country'),
    );
    expect(output).toEqual([
      { Country: 'Norway', count: 2, filled: 2, last: 0.5 },
      { Country: 'Chile', count: 1, filled: 1, last: 'x' },
      { Country: null, count: 1, filled: 0, last: null },
    ]);
    expect(parents).toEqual([[0, 2], [1], [3]]);
    expect(state).toMatchObject({ in: 4, out: { out: 3 }, failed: 0 });
  });

  it('works out each measure; what is empty counts for nothing in sums and extremes', async () => {
    const records: JsonObject[] = [{ v: '10' }, { v: null }, { v: 9 }, { v: '' }, {}, { v: 2 }];
    const { output } = await runStep(records, summarise(all));
    expect(output).toEqual([
      { sum: 21, avg: 7, min: 2, max: '10', first: '10', last: 2, list: ['10', null, 9, '', null, 2] },
    ]);
  });

  it('of no records gives one result without groups, and none with them', async () => {
    const measures = [measure('count'), ...all];
    const nothing = { count: 0, sum: 0, avg: null, min: null, max: null, first: null, last: null, list: [] };
    expect((await runStep([], summarise(measures))).output).toEqual([nothing]);
    expect((await runStep([], summarise(measures, 'Country'))).output).toEqual([]);
  });

  it('names a group’s field after the field, or as it is told', async () => {
    const groupBy = ['account.Country', 'record["Main Sector"]', { value: 'lower(Name)', name: 'who' }, '{{ city }}'];
    const record = { account: { Country: 'Norway' }, 'Main Sector': 'Bank', Name: 'ADA', city: 'Oslo' };
    const { output } = await runStep([record], summarise([measure('count')], groupBy));
    expect(output).toEqual([{ Country: 'Norway', 'Main Sector': 'Bank', who: 'ada', city: 'Oslo', count: 1 }]);
  });

  it('R15 gives what grouping in memory gives, with any data and however little memory', async () => {
    const groups = fc.constantFrom<Json>('a', 'b', '\0["a"]', '\0', 1, '1', true, null, [1], ['a'], { x: 1 });
    const rows = fc.array(fc.record({ g: groups, v: fc.integer({ min: -9, max: 9 }) }), { maxLength: 80 });
    const withList = fc.boolean();
    await fc.assert(
      fc.asyncProperty(rows, withList, fc.integer({ min: 0, max: 5_000 }), async (drawn, listed, memoryBytes) => {
        const records: JsonObject[] = drawn;
        const measures = [measure('count'), measure('sum', 'v'), measure('max', 'v'), measure('first', 'v')];
        const step = summarise(listed ? [...measures, measure('list', 'v')] : measures, 'g');
        const { output, parents } = await runStep(records, step, { memoryBytes });
        const grouped = Map.groupBy(drawn.entries(), ([, { g }]) => JSON.stringify(g));
        const expected = [...grouped.values()].map((group) => {
          const values = group.map(([, { v }]) => v);
          return {
            g: group[0]?.[1].g,
            count: values.length,
            sum: values.reduce((sum, v) => sum + v, 0),
            max: Math.max(...values),
            first: values[0],
            ...(listed ? { list: values } : {}),
          };
        });
        expect(output).toEqual(expected);
        expect(parents).toEqual([...grouped.values()].map((group) => group.map(([place]) => place)));
      }),
      { numRuns: 150 },
    );
  });

  it('fails a record that can’t be added up, and the others count', async () => {
    const { output, state } = await runStep([{ v: 1 }, { v: 'much' }, { v: true }, { v: 2 }], {
      ...summarise([measure('sum', 'v')]),
      onError: 'skip',
    });
    expect(output).toEqual([{ sum: 3 }]);
    expect(state).toMatchObject({ in: 4, failed: 2 });
  });

  it('says so when a sum is past the largest number', async () => {
    const { state } = await runStep([{ v: 1.7e308 }, { v: 1.7e308 }], summarise([measure('sum', 'v')]));
    expect(state).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
  });

  it.each<[string, string, Json, Json]>([
    ['SETTING_REQUIRED', 'measures', [], []],
    ['SETTING_WRONG', 'measures', 'count', []],
    ['SETTING_WRONG', 'measures.0.name', [{ function: 'count' }], []],
    ['SETTING_WRONG', 'measures.0.function', [{ name: 'a', function: 'median', value: 'v' }], []],
    ['SETTING_WRONG', 'measures.0.value', [{ name: 'a', function: 'sum' }], []],
    ['SETTING_WRONG', 'measures.1.name', [measure('count'), measure('count')], []],
    ['SETTING_WRONG', 'measures.0.name', [{ name: '__proto__', function: 'count' }], []],
    ['SETTING_WRONG', 'measures.0.name', [{ name: 'g', function: 'count' }], 'g'],
    ['SETTING_WRONG', 'groupBy.0.name', [measure('count')], 'lower(g)'],
    ['EXPRESSION_SYNTAX', 'measures.0.value', [measure('sum', 'v +')], []],
  ])('refuses with %s what is wrong at %s', async (code, field, measures, groupBy) => {
    await expect(runStep([], summarise(measures, groupBy))).rejects.toMatchObject({ code, data: { field } });
  });
});

describe('a sum of decimals', () => {
  const sumOf = (values: (number | string)[]) => {
    const sum = new DecimalSum();
    for (const value of values) sum.add(value);
    return sum.value();
  };

  it.each<[number, (number | string)[]]>([
    [0.3, [0.1, 0.2]],
    [0, [1e300, 1, -1e300, -1]],
    [1e-9, [1e9, 1e-9, -1e9]],
    [0.1, ['0.05', ' 5e-2 ']],
    [9007199254740994, ['9007199254740993', '1']],
    [0, ['1e-999999']],
    [Number.POSITIVE_INFINITY, [1e308, 1e308]],
  ])('is %d, as on paper', (expected, values) => {
    expect(sumOf(values)).toBe(expected);
  });

  it('is the same as adding what each number is written as, whatever its decimals', () => {
    const numbers = fc.oneof(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.integer({ min: -2000, max: 2000 }).map((amount) => amount * 1.2),
    );
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 30 }), (drawn) => {
        // As texts they take the way of the digits.
        expect(sumOf(drawn)).toBe(sumOf(drawn.map((value) => String(value))));
      }),
      { numRuns: 500 },
    );
  });

  it('doesn’t depend on the order of its terms, and is the whole number of cents', () => {
    const cents = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 50 });
    fc.assert(
      fc.property(cents, (drawn) => {
        const values = drawn.map((cent) => cent / 100);
        const exact = drawn.reduce((sum, cent) => sum + BigInt(cent), 0n);
        expect(sumOf(values)).toBe(Number(`${exact}e-2`));
        expect(sumOf(values.toReversed())).toBe(sumOf(values));
      }),
    );
  });
});
