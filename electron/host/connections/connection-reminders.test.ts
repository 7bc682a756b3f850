import { describe, expect, it } from 'vitest';
import { createTemporaryStore } from '../../../test/support/temporary-store.ts';
import { findReminders } from './connection-reminders.ts';

const details = {
  description: '',
  connector: 'salesforce',
  auth: 'oauth2',
  environment: 'production',
  fields: {},
  secretsStored: ['refreshToken'],
  sealed: new Uint8Array([1]),
};
const DAY = 24 * 3_600_000;

describe('reminders of connections', () => {
  it('come once a stored sign-in was unused for 14 days, the longest first, and go when it is used', () => {
    const { store, clock } = createTemporaryStore();
    store.connections.create('c1', { ...details, name: 'First' });
    clock.advance(DAY);
    store.connections.create('c2', { ...details, name: 'Second' });
    store.connections.create('c3', { ...details, name: 'Without', secretsStored: ['password'] });
    clock.advance(13 * DAY - 1);
    expect(findReminders(store, clock)).toEqual([]);
    clock.advance(1);
    expect(findReminders(store, clock)).toMatchObject([{ id: 'c1', name: 'First', unusedDays: 14 }]);
    clock.advance(DAY);
    expect(findReminders(store, clock).map(({ id }) => id)).toEqual(['c1', 'c2']);
    store.connections.noteUse('c1');
    expect(findReminders(store, clock).map(({ id }) => id)).toEqual(['c2']);
  });

  it('spare connections that are switched off or expired already', () => {
    const { store, clock } = createTemporaryStore();
    store.connections.create('c1', { ...details, name: 'Off' });
    store.connections.setActive('c1', false);
    store.connections.create('c2', { ...details, name: 'Expired' });
    store.connections.setStatus('c2', 'sign_in_expired');
    clock.advance(20 * DAY);
    expect(findReminders(store, clock)).toEqual([]);
  });

  it('come once for all connections that share a sign-in, when none of them used it', () => {
    const { store, clock } = createTemporaryStore();
    const tested = {
      result: {
        succeeded: true,
        message: '',
        lines: [],
        testedAt: new Date(clock.now()).toISOString(),
        durationMs: 1,
      },
      status: 'connected' as const,
    };
    const { connector: _, description: __, ...signIn } = details;
    store.credentials.create(
      'n1',
      { name: 'Sales team', entity: 'lead', customEntity: '', connector: 'salesforce' },
      { id: 'p1', details: { ...signIn, name: 'Ada', permitted: true }, tested },
    );
    const named = { ...details, auth: 'named', fields: { credential: 'n1' }, secretsStored: [], sealed: null };
    store.connections.create('c1', { ...named, name: 'First' });
    store.connections.create('c2', { ...named, name: 'Second' });
    store.connections.create('c3', { ...named, name: 'Gone', fields: { credential: 'n2' } });
    clock.advance(14 * DAY);
    expect(findReminders(store, clock)).toMatchObject([{ id: 'c1', unusedDays: 14 }]);
    store.connections.noteUse('c2');
    expect(findReminders(store, clock)).toEqual([]);
    clock.advance(15 * DAY);
    expect(findReminders(store, clock)).toMatchObject([{ id: 'c1', unusedDays: 15 }]);
  });
});
