import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestResult } from '../../shared/contract/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';
import type { CredentialDetails } from './credentials.ts';
import type { Store } from './open-store.ts';
import type { PrincipalDetails } from './principals.ts';

const details: CredentialDetails = { name: 'Sales team', entity: 'lead', customEntity: '', connector: 'salesforce' };

const principal: PrincipalDetails = {
  name: 'Integration',
  permitted: true,
  auth: 'client_credentials',
  environment: 'custom',
  fields: { environment: 'custom', domain: 'acme', clientId: 'key' },
  secretsStored: ['clientSecret'],
  sealed: new Uint8Array([0, 1, 255]),
};

const result = (minute: number, succeeded = true): TestResult => ({
  succeeded,
  message: succeeded ? 'Connected.' : 'Refused.',
  lines: [],
  testedAt: new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString(),
  durationMs: 12.5,
});
const tested = { result: result(0), status: 'connected' as const };

const create = (store: Store, id = 'n1', name = details.name, principalId = `${id}-p1`) =>
  store.credentials.create(id, { ...details, name }, { id: principalId, details: principal, tested });

const connect = (store: Store, id: string, credential: string, name = id) =>
  store.connections.create(id, {
    name,
    description: '',
    connector: 'salesforce',
    auth: 'named',
    environment: '',
    fields: { credential },
    secretsStored: [],
    sealed: null,
  });

describe('named credentials in the store', () => {
  it('come back as they were, with their principal, its test and its sealed secrets', () => {
    const temporary = createTemporaryStore();
    const created = create(temporary.store);
    expect(created).toMatchObject({ ...details, id: 'n1', revision: 1, usedBy: [] });
    expect(created.principals).toMatchObject([
      { ...principal, connector: 'salesforce', status: 'connected', lastTest: result(0), revision: 1 },
    ]);
    const reopened = temporary.reopen();
    expect(reopened.credentials.get('n1')).toEqual(created);
    expect(reopened.credentials.list()).toEqual([created]);
    expect(reopened.principals.list()).toEqual(created.principals);
  });

  it('have names of their own, whatever the case of the letters', () => {
    const { store } = createTemporaryStore();
    create(store);
    expect(() => create(store, 'n2', 'SALES TEAM')).toThrow('already a named credential');
    expect(store.principals.list()).toHaveLength(1);
    create(store, 'n2', 'Other');
    expect(() => store.credentials.update('n2', { name: 'sales team' })).toThrow('already a named credential');
    expect(store.credentials.update('n1', { name: 'SALES TEAM' }).name).toBe('SALES TEAM');
    expect(store.credentials.findNamed('sales team')?.id).toBe('n1');
    expect(store.credentials.findNamed('nobody')).toBeUndefined();
    expect(store.credentials.find('nobody')).toBeUndefined();
    expect(() => store.credentials.get('nobody')).toThrow('There is no named credential');
  });

  it('count a revision for each change of theirs and of a principal, not for tests and reseals', () => {
    const { store } = createTemporaryStore();
    create(store);
    const revisions = () => [store.credentials.get('n1').revision, store.principals.get('n1-p1').revision];
    store.credentials.update('n1', { entity: 'custom', customEntity: 'Invoice' });
    expect(revisions()).toEqual([2, 1]);
    store.principals.update('n1-p1', { permitted: false, name: 'Renamed' });
    expect(revisions()).toEqual([3, 1]);
    store.principals.update('n1-p1', { fields: {}, sealed: null }, { result: result(1), status: 'connected' });
    expect(revisions()).toEqual([4, 2]);
    store.principals.recordTest('n1-p1', result(2, false), 'failed');
    store.principals.setStatus('n1-p1', 'not_tested');
    expect(store.principals.reseal('n1-p1', new Uint8Array([1]), new Uint8Array([2]))).toBe(false);
    expect(revisions()).toEqual([4, 2]);
    expect(store.principals.get('n1-p1')).toMatchObject({
      name: 'Renamed',
      permitted: false,
      status: 'not_tested',
      lastTest: result(2, false),
      lastTestedAt: result(2).testedAt,
    });
  });

  it('keep their principals in the order in which they were added, and never lose the last one', () => {
    const { store } = createTemporaryStore();
    create(store);
    store.principals.add('n1', 'p2', { ...principal, name: 'Another' }, tested);
    expect(store.principals.of('n1').map(({ name }) => name)).toEqual(['Integration', 'Another']);
    expect(() => store.principals.add('n1', 'p3', { ...principal, name: 'another' }, tested)).toThrow('already');
    expect(() => store.principals.update('n1-p1', { name: 'ANOTHER' })).toThrow('already');
    store.principals.remove('n1-p1');
    expect(() => store.principals.remove('p2')).toThrow('Can’t remove the only principal of “Sales team”.');
    expect(() => store.principals.remove('n1-p1')).toThrow('There is no principal');
  });

  it('say “testing” only in the process that tests', () => {
    const temporary = createTemporaryStore();
    create(temporary.store);
    expect(temporary.store.principals.setStatus('n1-p1', 'testing').status).toBe('testing');
    expect(temporary.reopen().principals.get('n1-p1').status).toBe('connected');
    temporary.store.principals.setStatus('n1-p1', 'testing');
    temporary.store.principals.stopTesting('n1-p1');
    expect(temporary.store.principals.get('n1-p1').status).toBe('connected');
  });

  it('take other sealed secrets only in the place of those that were read', () => {
    const { store } = createTemporaryStore();
    create(store);
    expect(store.principals.reseal('n1-p1', new Uint8Array([0, 1, 255]), new Uint8Array([7]))).toBe(true);
    expect(store.principals.get('n1-p1')).toMatchObject({ sealed: new Uint8Array([7]), revision: 1 });
  });

  it('can’t be removed while a connection uses them, which is read out of the connections', () => {
    const { store } = createTemporaryStore();
    create(store);
    connect(store, 'c1', 'n1', 'Beta');
    connect(store, 'c2', 'n1', 'alpha');
    connect(store, 'c3', 'n2', 'Other');
    expect(store.credentials.get('n1').usedBy).toEqual([
      { connectionId: 'c2', name: 'alpha' },
      { connectionId: 'c1', name: 'Beta' },
    ]);
    expect(() => store.credentials.remove('n1')).toThrow('Can’t delete “Sales team”.');
    store.connections.remove('c1');
    store.connections.update('c2', { fields: { credential: 'n2' } });
    store.credentials.remove('n1');
    expect(store.credentials.list()).toEqual([]);
    expect(store.principals.list()).toEqual([]);
    expect(() => store.credentials.remove('n1')).toThrow('There is no named credential');
  });

  it.each([
    ['permitted = 1', 'p2'],
    ["fields = '{}'", 'n1-p1'],
    ["auth = 'password'", 'n1-p1'],
  ])('aren’t permitted any more once damage changed a principal (%s)', (damage, id) => {
    const temporary = createTemporaryStore();
    create(temporary.store);
    temporary.store.principals.add('n1', 'p2', { ...principal, name: 'Forbidden', permitted: false }, tested);
    temporary.store.close();
    const database = openDatabase(join(temporary.folder, 'millrace.db'));
    database.execute(`UPDATE principals SET ${damage} WHERE id = '${id}'`);
    database.close();
    expect(temporary.reopen().principals.get(id)).toMatchObject({ permitted: false, status: 'failed', fields: {} });
  });

  it('aren’t permitted any more once damage changed what they open', () => {
    const temporary = createTemporaryStore();
    create(temporary.store);
    temporary.store.close();
    const database = openDatabase(join(temporary.folder, 'millrace.db'));
    database.execute("UPDATE credentials SET connector = 'http', entity = 'x'");
    database.close();
    expect(temporary.reopen().credentials.get('n1')).toMatchObject({
      entity: 'custom',
      principals: [{ permitted: false }],
    });
  });
});
