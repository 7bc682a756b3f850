import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowStep } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { runStep } from './data-steps.fixture.ts';

const steps = [
  { id: 'lefts', type: 'filter', settings: { condition: 'side == "left"' } },
  { id: 'rights', type: 'filter', settings: { condition: 'side == "right"' } },
];
const edges = [
  { from: 'start', to: 'lefts' },
  { from: 'start', to: 'rights' },
  { from: 'lefts', port: 'kept', to: 'step', toPort: 'left' },
  { from: 'rights', port: 'kept', to: 'step', toPort: 'right' },
];

/** Joins two lists; their records are told apart by the field “side”. */
function join(
  left: JsonObject[],
  right: JsonObject[],
  settings: JsonObject,
  more: Partial<FlowStep> & { memoryBytes?: number } = {},
) {
  const { memoryBytes, ...step } = more;
  const records = [
    ...left.map((record) => ({ ...record, side: 'left' })),
    ...right.map((record) => ({ ...record, side: 'right' })),
  ];
  const options = { steps, edges, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  return runStep(records, { type: 'join', settings: { leftKey: 'k', rightKey: 'k', ...settings }, ...step }, options);
}

const people: JsonObject[] = [
  { name: 'Ada', k: 1 },
  { name: 'Bo', k: 9 },
  { name: 'Cy', k: '2' },
  { name: 'Di', k: null },
];
const firms: JsonObject[] = [{ firm: 'Fjord', k: 2 }, { firm: 'Bank', k: 1 }, { firm: 'Ore', k: 1 }, { firm: 'Tin' }];
const shown = ({ name, step }: JsonObject) => [name, (step as JsonObject | null)?.firm ?? null];

describe('Join', () => {
  it('adds the right record under the step’s id, once for each that matches, in the order of the left', async () => {
    const { output, state } = await join(people, firms, {});
    expect(output[0]).toEqual({ name: 'Ada', k: 1, side: 'left', step: { firm: 'Bank', k: 1, side: 'right' } });
    expect(output.map(shown)).toEqual([
      ['Ada', 'Bank'],
      ['Ada', 'Ore'],
      ['Cy', 'Fjord'],
    ]);
    expect(state).toMatchObject({ in: 8, out: { out: 3 }, failed: 0, filtered: 3 });
  });

  it('keeps every left record with “left”, and puts lone right ones last with “full”', async () => {
    const left = await join(people, firms, { type: 'left' });
    expect(left.output.map(shown)).toEqual([
      ['Ada', 'Bank'],
      ['Ada', 'Ore'],
      ['Bo', null],
      ['Cy', 'Fjord'],
      ['Di', null],
    ]);
    expect(left.state.filtered).toBe(1);
    const full = await join(people, firms, { type: 'full' });
    expect(full.output.slice(0, 5)).toEqual(left.output);
    expect(full.output.slice(5)).toEqual([{ step: { firm: 'Tin', side: 'right' } }]);
    expect(full.state.filtered ?? 0).toBe(0);
  });

  it('replaces a field of the left that has the step’s id', async () => {
    const { output } = await join([{ k: 1, step: 'old' }], [{ k: 1 }], {});
    expect(output[0]?.step).toEqual({ k: 1, side: 'right' });
  });

  it('R15 gives what joining in memory gives, with any data and however little memory', async () => {
    const key = fc.constantFrom<Json>(1, 2, 3, '1', 'a', 'b', null, '', true, [1], { x: 1 });
    const side = fc.array(fc.record({ k: key }, { requiredKeys: [] }), { maxLength: 25 });
    const type = fc.constantFrom('inner', 'left', 'full');
    const same = (a: Json | undefined, b: Json | undefined) => {
      if (a === undefined || b === undefined || a === null || b === null || a === '' || b === '') return false;
      return typeof a === 'object' || typeof b === 'object'
        ? JSON.stringify(a) === JSON.stringify(b)
        : String(a) === String(b);
    };
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        type,
        fc.integer({ min: 0, max: 4_000 }),
        async (drawnLeft, drawnRight, kind, memoryBytes) => {
          const left = drawnLeft.map((row, l) => ({ ...row, l }) as JsonObject);
          const right = drawnRight.map((row, r) => ({ ...row, r }) as JsonObject);
          const { output, parents, state, spill } = await join(left, right, { type: kind }, { memoryBytes });
          const expected: [Json, Json][] = [];
          const found = new Set<Json>();
          for (const { l = null, k } of left) {
            const matches = right.filter((other) => same(k, other.k));
            for (const { r = null } of matches) {
              expected.push([l, r]);
              found.add(r);
            }
            if (matches.length === 0 && kind !== 'inner') expected.push([l, null]);
          }
          if (kind === 'full') for (const { r = null } of right) if (!found.has(r)) expected.push([null, r]);
          expect(output.map(({ l, step }) => [l ?? null, (step as JsonObject | null)?.r ?? null])).toEqual(expected);
          const led = new Set(parents.flat());
          expect(state.in).toBe(led.size + (state.filtered ?? 0));
          expect(parents.map((places) => places.length)).toEqual(
            expected.map((pair) => pair.filter((place) => place !== null).length),
          );
          expect(spill.closed).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fails a record whose key can’t be worked out', async () => {
    const { state } = await join([{ k: 'x' }, { k: 1 }], [{ k: 2 }], { leftKey: 'k * 2' }, { onError: 'skip' });
    expect(state).toMatchObject({ in: 3, out: { out: 1 }, failed: 1 });
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'leftKey', { leftKey: '' }],
    ['SETTING_REQUIRED', 'rightKey', { rightKey: '' }],
    ['SETTING_WRONG', 'type', { type: 'outer' }],
    ['SETTING_WRONG', 'leftKey', { leftKey: 5 }],
    ['EXPRESSION_SYNTAX', 'rightKey', { rightKey: 'k +' }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(join([], [], settings)).rejects.toMatchObject({ code, data: { field } });
  });
});
