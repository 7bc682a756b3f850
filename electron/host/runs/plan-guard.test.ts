import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { StoredWrite } from '../../storage/index.ts';
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

describe('the guard of a plan', () => {
  it('lets a write pass as often as it is planned, and no other', () => {
    const { guard } = createPlanGuard(planOf(create('Ada'), create('Ada')), (id) => id);
    const ask = (key: string, name: string) => guard.permit('contact', key, [create(name)], false);
    expect(ask('1', 'Ada')).not.toBeInstanceOf(MillraceError);
    expect(ask('1', 'Ada')).not.toBeInstanceOf(MillraceError);
    expect(ask('2', 'Ada')).not.toBeInstanceOf(MillraceError);
    expect(ask('3', 'Ada')).toMatchObject({ code: 'PLAN_MOVED', data: { step: 'contact', target: 'Contact' } });
    expect(ask('4', 'Basil')).toMatchObject({ code: 'PLAN_MOVED' });
  });

  it('lets values differ that the plan couldn’t know, but not their number, their fields or their object', () => {
    const { guard } = createPlanGuard(planOf(create('Ada', '‹would be created›')), (id) => id);
    expect(guard.permit('contact', '1', [create('Ada')], true)).toMatchObject({ code: 'PLAN_MOVED' });
    expect(guard.permit('contact', '2', [create('Ada', '001')], false)).toMatchObject({ code: 'PLAN_MOVED' });
    expect(guard.permit('contact', '3', [create('Ada', '001')], true)).not.toBeInstanceOf(MillraceError);
    expect(guard.permit('contact', '4', [create('Ada', '002')], true)).toMatchObject({ code: 'PLAN_MOVED' });
  });

  it('refuses at the gateway what a step sends without having asked', () => {
    const { guard, policy } = createPlanGuard(planOf(create('Ada')), (id) => id);
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
