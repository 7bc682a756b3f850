import { describe, expect, it } from 'vitest';
import type { TestResult } from '../../shared/contract/index.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';
import type { ConnectionDetails } from './connection-rows.ts';

const details: ConnectionDetails = {
  name: 'Acme',
  description: '',
  connector: 'salesforce',
  auth: 'basic',
  environment: 'production',
  fields: { username: 'ada@acme.example', 'a.b': [1, null] },
  secretsStored: ['password'],
  sealed: new Uint8Array([0, 1, 255]),
};

const result = (minute: number, succeeded = true): TestResult => ({
  succeeded,
  message: succeeded ? 'Connected.' : 'Refused.',
  lines: [],
  testedAt: new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString(),
  durationMs: 12.5,
});

describe('connections in the store', () => {
  it('come back as they were, with their sealed secrets', () => {
    const temporary = createTemporaryStore();
    const created = temporary.store.connections.create('c1', details);
    expect(created).toMatchObject({ id: 'c1', status: 'not_tested', revision: 1, lastTest: null, lastTestedAt: null });
    expect(temporary.reopen().connections.get('c1')).toEqual(created);
    expect(created.sealed).toEqual(details.sealed);
    expect(temporary.store.connections.list()).toEqual([created]);
  });

  it('keep their secrets and aren’t damaged when a name or description holds half a character', () => {
    const temporary = createTemporaryStore();
    temporary.store.connections.create('c1', { ...details, name: 'Acme \ud83d', description: '\udc00' });
    const { name, fields, sealed } = temporary.reopen().connections.get('c1');
    expect({ name, fields, sealed }).toEqual({ name: 'Acme \ufffd', fields: details.fields, sealed: details.sealed });
  });

  it('count a revision for each change and leave out what isn’t given', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    const changed = store.connections.update('c1', { description: 'The real one' });
    expect(changed).toMatchObject({ revision: 2, description: 'The real one', fields: details.fields });
    expect(changed.sealed).toEqual(details.sealed);
  });

  it('have names of their own, whatever the case of the letters', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    expect(() => store.connections.create('c2', { ...details, name: 'ACME' })).toThrow('already a connection');
    store.connections.create('c2', { ...details, name: 'Other' });
    expect(() => store.connections.update('c2', { name: 'acme' })).toThrow('already a connection');
    expect(store.connections.update('c1', { name: 'ACME' }).name).toBe('ACME');
    expect(store.connections.find('aCmE')?.id).toBe('c1');
    expect(store.connections.find('nobody')).toBeUndefined();
  });

  it('keep their last ten tests, newest first', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    for (let minute = 0; minute < 12; minute += 1) store.connections.recordTest('c1', result(minute), 'connected');
    const tested = store.connections.recordTest('c1', result(12, false), 'failed');
    expect(tested).toMatchObject({ status: 'failed', lastTestedAt: result(12).testedAt, lastTest: result(12, false) });
    expect(store.connections.tests('c1').map(({ testedAt }) => testedAt)).toEqual(
      Array.from({ length: 10 }, (_, index) => result(12 - index).testedAt),
    );
  });

  it('keep an edit and its test together, and what was before until the next change', () => {
    const temporary = createTemporaryStore();
    const { store } = temporary;
    store.connections.create('c1', details, { result: result(0), status: 'connected' });
    const tested = { result: result(1), status: 'connected' as const };
    store.connections.update('c1', { description: 'Second' }, { changed: ['description'], tested });
    const edited = temporary.reopen().connections.get('c1');
    expect(edited).toMatchObject({ revision: 2, status: 'connected', undoable: { changed: ['description'] } });
    expect(temporary.store.connections.previous('c1')).toEqual(details);
    temporary.store.connections.update('c1', { sealed: null });
    expect(temporary.store.connections.get('c1')).toMatchObject({ undoable: null, revision: 3 });
    expect(temporary.store.connections.previous('c1')).toBeUndefined();
    expect(temporary.store.connections.changedSince('c1', 1)).toEqual(['description', 'sealed']);
    expect(temporary.store.connections.changedSince('c1', 2)).toEqual(['sealed']);
  });

  it('are inactive while switched off, whatever tests find, and say “testing” only in the process that tests', () => {
    const temporary = createTemporaryStore();
    temporary.store.connections.create('c1', details);
    expect(temporary.store.connections.setActive('c1', false)).toMatchObject({ status: 'inactive', active: false });
    expect(temporary.store.connections.recordTest('c1', result(1), 'connected').status).toBe('inactive');
    expect(temporary.store.connections.setStatus('c1', 'testing').status).toBe('testing');
    expect(temporary.reopen().connections.get('c1').status).toBe('inactive');
    expect(temporary.store.connections.setActive('c1', true)).toMatchObject({ status: 'connected', active: true });
  });

  it('take other sealed secrets only in the place of those that were read', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    const sealed = new Uint8Array([7]);
    expect(store.connections.reseal('c1', new Uint8Array([6]), sealed)).toBe(false);
    expect(store.connections.reseal('nobody', new Uint8Array([0, 1, 255]), sealed)).toBe(false);
    expect(store.connections.reseal('c1', new Uint8Array([0, 1, 255]), sealed)).toBe(true);
    expect(store.connections.get('c1')).toMatchObject({ sealed, revision: 1 });
  });

  it('remember when they were last used', () => {
    const { store, clock } = createTemporaryStore();
    store.connections.create('c1', details);
    expect(store.connections.get('c1').lastUsedAt).toBeNull();
    store.connections.noteUse('c1');
    store.connections.noteUse('nobody');
    expect(store.connections.get('c1').lastUsedAt).toBe(new Date(clock.now()).toISOString());
  });

  it('can’t be removed while a flow uses them', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    const flow = store.flows.create(
      { ...createFlow('Import', ''), connections: { crm: { connector: 'salesforce' } } },
      { crm: 'c1' },
    );
    expect(() => store.connections.remove('c1')).toThrow('Can’t delete “Acme”');
    expect(store.connections.list()).toHaveLength(1);
    store.flows.save({ ...flow, bindings: {} });
    store.connections.remove('c1');
    expect(() => store.connections.get('c1')).toThrow('There is no connection');
    expect(() => store.connections.remove('c1')).toThrow('There is no connection');
  });

  it('read as failed and without fields once damage changed them', () => {
    const temporary = createTemporaryStore();
    temporary.store.connections.create('c1', details);
    temporary.store.close();
    const database = openDatabase(`${temporary.folder}/millrace.db`);
    database.execute("UPDATE connections SET environment = 'test'");
    database.close();
    const { store } = createTemporaryStore(temporary.folder);
    expect(store.connections.get('c1')).toMatchObject({ status: 'failed', fields: {} });
    expect(store.connections.update('c1', details)).toMatchObject({ fields: details.fields });
  });

  it('leave nothing of a change that fails half-way', () => {
    const { store } = createTemporaryStore();
    store.connections.create('c1', details);
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => store.connections.recordTest('c1', loop as unknown as TestResult, 'connected')).toThrow();
    expect(store.connections.get('c1').status).toBe('not_tested');
    expect(store.connections.tests('c1')).toEqual([]);
  });
});

describe('settings and wrapped keys', () => {
  it('come back by their names, whatever these are', () => {
    const temporary = createTemporaryStore();
    temporary.store.settings.set('theme', 'dark');
    temporary.store.settings.set('theme', { name: 'light' });
    temporary.store.settings.set('__proto__', [1]);
    temporary.store.wrappedKeys.set('vault', new Uint8Array([1, 2]));
    const store = temporary.reopen();
    expect(Object.entries(store.settings.all())).toEqual([
      ['__proto__', [1]],
      ['theme', { name: 'light' }],
    ]);
    expect(store.settings.get('theme')).toEqual({ name: 'light' });
    expect(store.settings.get('constructor')).toBeUndefined();
    expect(store.wrappedKeys.get('vault')).toEqual(new Uint8Array([1, 2]));
    expect(store.wrappedKeys.get('other')).toBeUndefined();
  });
});
