import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { createTemporaryStore } from '../../../test/support/temporary-store.ts';
import { createChanges } from '../changes.ts';
import { createCallBudgets } from './call-budgets.ts';

describe('calls of a connection', () => {
  it('are counted by the computer’s days, and the next day begins at midnight', () => {
    const { budgets, id, clock } = open();
    budgets.set(id, 2);
    expect([budgets.take(id), budgets.take(id)]).toEqual([undefined, undefined]);
    expect(budgets.take(id)).toMatchObject({
      code: 'BUDGET_REACHED',
      data: { connection: 'CRM', limit: 2, until: new Date(2026, 10, 23).toISOString() },
    });
    expect([budgets.allows(id), budgets.get(id).callsToday]).toEqual([false, 2]);
    clock.advance(31_000);
    expect([budgets.allows(id), budgets.get(id).callsToday]).toEqual([true, 0]);
    expect(budgets.take(id)).toBeUndefined();
  });

  it('count without a limit too, so that one set later in the day knows them', () => {
    const { budgets, id, store } = open();
    for (let call = 0; call < 5; call += 1) expect(budgets.take(id)).toBeUndefined();
    expect(store.callBudgets.calls(id, '2026-11-22')).toBe(0);
    expect(budgets.get(id).callsToday).toBe(5);
    expect(budgets.set(id, 5)).toMatchObject({ dailyCalls: 5, callsToday: 5 });
    expect(budgets.take(id)).toMatchObject({ code: 'BUDGET_REACHED' });
    expect(store.callBudgets.calls(id, '2026-11-22')).toBe(5);
    store.connections.remove(id);
    expect([store.callBudgets.calls(id, '2026-11-22'), store.callBudgets.limit(id)]).toEqual([0, undefined]);
  });
});

function open() {
  const { store } = createTemporaryStore();
  const id = 'c1';
  store.connections.create(id, {
    name: 'CRM',
    description: '',
    connector: 'http',
    auth: 'none',
    environment: '',
    fields: {},
    secretsStored: [],
    sealed: null,
  });
  const clock = createManualClock(new Date(2026, 10, 22, 23, 59, 30).getTime());
  const budgets = createCallBudgets({ store, clock, changes: createChanges() });
  return { budgets, id, store, clock };
}
