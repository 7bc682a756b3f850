import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import { type CreatedRecord, type PossibleCreate, tellApart } from './tell-apart.ts';

const times = { from: 0, until: 100 };
const sent = (fields: JsonObject, more: Partial<PossibleCreate> = {}): PossibleCreate => ({
  fields,
  ...times,
  ...more,
});
const there = (id: string, fields: JsonObject, createdAt = 50): CreatedRecord => ({ id, createdAt, fields });

describe('records that were created, and the creates they may be of', () => {
  it('belong to who sent their values, and a create without one wasn’t done', () => {
    const asked = [sent({ name: 'A' }), sent({ name: 'B' })];
    expect(tellApart(asked, [], [there('1', { name: 'B' })])).toEqual([null, '1']);
  });

  it('leave open what may be a create’s own, changed on the way, in its time', () => {
    const asked = [sent({ name: 'A' })];
    expect(tellApart(asked, [], [there('1', { name: 'changed' })])).toEqual([undefined]);
    expect(tellApart(asked, [], [there('1', { name: 'changed' }, 101)])).toEqual([null]);
    expect(tellApart(asked, [sent({ name: 'changed' })], [there('1', { name: 'changed' })])).toEqual([null]);
    const later = sent({ name: 'changed' }, { from: 60 });
    expect(tellApart(asked, [later], [there('1', { name: 'changed' })])).toEqual([undefined]);
  });

  it('go to the create that says most about them, whoever asks', () => {
    const found = [there('1', { name: 'A', city: 'Oslo' })];
    expect(tellApart([sent({ name: 'A' })], [sent({ name: 'A', city: 'Oslo' })], found)).toEqual([null]);
    expect(tellApart([sent({ name: 'A', city: 'Oslo' })], [sent({ name: 'A' })], found)).toEqual(['1']);
  });

  it('are compared as they were written first, then as Salesforce keeps values', () => {
    const asked = [sent({ name: 'ADA' }), sent({ name: 'Ada' })];
    expect(tellApart(asked, [], [there('1', { name: 'Ada' })])).toEqual([null, '1']);
    const fields = { email: 'Ada@Example.org ', amount: '5.0', at: '2026-11-22T10:00:00+02:00', note: ' x ' };
    const kept = { email: 'ada@example.org', amount: 5, at: '2026-11-22T08:00:00.000+0000', note: 'x' };
    expect(tellApart([sent(fields)], [], [there('1', kept)])).toEqual(['1']);
  });

  it('have times without a zone in UTC, wherever this computer stands', () => {
    const zone = process.env.TZ;
    onTestFinished(() => {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    });
    process.env.TZ = 'America/New_York';
    const kept = [there('1', { at: '2026-11-22T10:00:00.000+0000' })];
    expect(tellApart([sent({ at: '2026-11-22T10:00:00' })], [], kept)).toEqual(['1']);
  });

  it('say nothing of a create that sent nothing to be known by', () => {
    expect(tellApart([sent({})], [], [there('1', { name: 'A' })])).toEqual([undefined]);
    expect(tellApart([sent({})], [], [])).toEqual([null]);
  });

  /** A create of a run: what it sends, whether it was done, and whether its answer came. */
  const create = fc.record({
    fields: fc.constantFrom<JsonObject>(
      { a: 1 },
      { a: 2 },
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { b: 1 },
      { a: 1, b: 1, c: 1 },
    ),
    done: fc.boolean(),
    answered: fc.boolean(),
    changed: fc.boolean(),
    run: fc.nat(3),
  });

  /**
   * Lets the runs ask, one after another, about their creates without an answer, and create what wasn't done. Gives the
   * values of all records in the end, and for how many creates nobody could tell.
   */
  function settleAll(
    creates: { fields: JsonObject; done: boolean; answered: boolean; changed: boolean; run: number }[],
  ) {
    const records: CreatedRecord[] = [];
    const add = (fields: JsonObject) => {
      const record = there(`${records.length}`, fields);
      records.push(record);
      return record.id;
    };
    const calls = creates.map(({ fields, done, answered, changed, run }, place) => {
      const id = done ? add(changed && !answered ? { ...fields, a: `changed ${place}` } : fields) : undefined;
      // What wasn't done and was answered was refused: it is over.
      return { create: sent(fields), run, id: answered ? id : undefined, open: !answered, refused: answered && !done };
    });
    let unknown = 0;
    for (const run of [2, 0, 3, 1]) {
      const asked = calls.filter((call) => call.open && call.run === run);
      const others = calls.filter((call) => call.open && call.run !== run);
      const known = new Set(calls.map(({ id }) => id));
      const found = records.filter(({ id }) => !known.has(id));
      const made = tellApart(
        asked.map((call) => call.create),
        others.map((call) => call.create),
        found,
      );
      for (const [place, call] of asked.entries()) {
        const id = made[place];
        // One of whom nobody can tell stays in everybody's way.
        if (id === undefined) unknown += 1;
        else Object.assign(call, { open: false, id: id ?? add(call.create.fields) });
      }
    }
    return { records, unknown, wanted: calls.filter(({ refused }) => !refused).map((call) => call.create.fields) };
  }

  const textOf = (fields: JsonObject) => JSON.stringify(fields);

  it('R8 are all there once in the end, equal ones too, whoever asks first', () => {
    fc.assert(
      fc.property(fc.array(create, { maxLength: 12 }), (creates) => {
        const { records, unknown, wanted } = settleAll(creates.map((one) => ({ ...one, changed: false })));
        expect(unknown).toBe(0);
        expect(records.map(({ fields }) => textOf(fields)).sort()).toEqual(wanted.map(textOf).sort());
      }),
      { numRuns: 400 },
    );
  });

  it('R8 are never made twice, though some were changed on the way', () => {
    fc.assert(
      fc.property(fc.array(create, { maxLength: 12 }), (creates) => {
        const { records, unknown, wanted } = settleAll(creates);
        expect(records.length).toBeLessThanOrEqual(wanted.length);
        expect(records.length + unknown).toBeGreaterThanOrEqual(wanted.length);
      }),
      { numRuns: 400 },
    );
  });
});
