import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { AppliedWrites, StoredWrite } from '../../storage/index.ts';
import type { OutgoingCall } from '../gateway/record.ts';
import { createPlanGuard } from './plan-guard.ts';
import { createPlanKeeper } from './plan-keeper.ts';

const create = (name: string, id?: string): PlannedWrite => ({
  operation: 'create',
  target: 'Contact',
  fields: [
    { field: 'LastName', wouldBecome: name },
    ...(id === undefined ? [] : [{ field: 'AccountId', wouldBecome: id }]),
  ],
});

function planOf(...writes: PlannedWrite[]): StoredWrite[] {
  const kept: StoredWrite[] = [];
  const keeper = createPlanKeeper('full', { originOf: () => undefined }, (added) => void kept.push(...added));
  keeper.keep('contact', 0, writes);
  keeper.flush();
  return kept;
}

const call = (more: Partial<OutgoingCall>): OutgoingCall => ({
  runId: 'r',
  step: 'contact',
  kind: 'http',
  effect: 'write',
  purpose: 'work',
  method: 'POST',
  target: 'example.org',
  ...more,
});

/** A guard of a plan, with what it has taken; `before` is what it took before it was cut off. */
function guardOf(planned: PlannedWrite[], before: AppliedWrites[] = []) {
  const taken: AppliedWrites[] = [];
  const keep = (one: AppliedWrites) => void taken.push(one);
  return { ...createPlanGuard(planOf(...planned), (id) => id, { before, keep }), taken };
}

const permitted = { release: expect.any(Function) };

describe('the guard of a plan', () => {
  it('lets a write pass as often as it is planned, and none after the first that isn’t', () => {
    const { guard } = guardOf([create('Ada'), create('Ada'), create('Basil')]);
    const ask = (key: string, name: string) => guard.permit('contact', key, [create(name)], false);
    expect(ask('1', 'Ada')).toEqual(permitted);
    expect(ask('1', 'Ada')).toEqual(permitted);
    expect(ask('2', 'Ada')).toEqual(permitted);
    expect(guard.refused()).toBe(false);
    expect(ask('3', 'Ada')).toMatchObject({ code: 'PLAN_MOVED', data: { step: 'contact', target: 'Contact' } });
    expect(ask('4', 'Basil')).toMatchObject({ code: 'PLAN_MOVED' });
    expect(guard.refused()).toBe(true);
  });

  it('lets values differ that the plan couldn’t know, but not their number, their fields or their object', () => {
    const planned = [create('Ada', '‹would be created›')];
    const ask = (write: PlannedWrite, open: boolean) => guardOf(planned).guard.permit('contact', '1', [write], open);
    expect(ask(create('Ada'), true)).toMatchObject({ code: 'PLAN_MOVED' });
    expect(ask(create('Ada', '001'), false)).toMatchObject({ code: 'PLAN_MOVED' });
    const { guard } = guardOf(planned);
    expect(guard.permit('contact', '1', [create('Ada', '001')], true)).toEqual(permitted);
    expect(guard.permit('contact', '2', [create('Ada', '002')], true)).toMatchObject({ code: 'PLAN_MOVED' });
  });

  it('lets no other record be written than the one that the plan names, whatever isn’t known of its values', () => {
    const set = (recordId: string): PlannedWrite => ({
      operation: 'delete-value',
      target: 'Stored value of the flow',
      recordId,
      fields: [{ field: 'value' }],
    });
    const ask = (planned: string, written: string) =>
      guardOf([set(planned)]).guard.permit('contact', '1', [set(written)], true);
    expect(ask('Ada', 'Basil')).toMatchObject({ code: 'PLAN_MOVED' });
    expect(ask('Ada', 'Ada')).toEqual(permitted);
    expect(ask('of ‹not known yet›', 'of 001')).toEqual(permitted);
  });

  it('knows what it has let pass before it was cut off', () => {
    const first = guardOf([create('Ada'), create('Basil')]);
    first.guard.permit('contact', '1', [create('Ada')], false);
    const goingOn = () => guardOf([create('Ada'), create('Basil')], first.taken).guard;
    expect(goingOn().permit('contact', '1', [create('Ada')], false)).toEqual(permitted);
    expect(goingOn().permit('contact', '2', [create('Basil')], false)).toEqual(permitted);
    expect(goingOn().permit('contact', '2', [create('Ada')], false)).toMatchObject({ code: 'PLAN_MOVED' });
    // What the first try sent may be done.
    expect(goingOn().permit('contact', '1', [create('Basil')], false)).toMatchObject({ code: 'PLAN_MOVED' });
  });

  it('refuses at the gateway what a step sends without having asked', () => {
    const { guard, policy } = guardOf([create('Ada')]);
    expect(policy.decide(call({}))).toMatchObject({ code: 'PLAN_MOVED' });
    expect(policy.decide(call({ effect: 'read' }))).toBeUndefined();
    expect(policy.decide(call({ purpose: 'sign-in' }))).toBeUndefined();
    const permission = guard.permit('contact', '1', [create('Ada')], false);
    expect(policy.decide(call({}))).toBeUndefined();
    expect(policy.decide(call({ step: 'other' }))).toMatchObject({ code: 'PLAN_MOVED' });
    expect(policy.decide(call({ kind: 'file', target: '/a.csv' }))).toMatchObject({ code: 'PLAN_MOVED' });
    if (!(permission instanceof MillraceError)) permission.release();
    expect(policy.decide(call({}))).toMatchObject({ code: 'PLAN_MOVED' });
  });
});
