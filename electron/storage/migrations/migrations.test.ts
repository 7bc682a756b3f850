import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTemporaryFolder, createTemporaryStore } from '../../../test/support/temporary-store.ts';
import { openDatabase } from '../../node/database.ts';
import { storeMigrations } from './index.ts';

const here = import.meta.dirname;

/** The store of a fixture: the tables of its version, with the rows that were in them then. */
function createFromFixture(name: string): string {
  const folder = createTemporaryFolder();
  const database = openDatabase(join(folder, 'millrace.db'));
  database.execute(readFileSync(join(here, 'fixtures', `${name}.sql`), 'utf8'));
  database.close();
  return folder;
}

describe('migrations of the store', () => {
  it('are counted from 1 without gaps', () => {
    expect(storeMigrations.map(({ version }) => version)).toEqual(storeMigrations.map((_, index) => index + 1));
  });

  it('stand in files of their names, each with a fixture of its version, and no file is left out', () => {
    const names = storeMigrations.map(({ name }) => name);
    const numbered = (folder: string, ending: string) =>
      readdirSync(folder).flatMap((file) =>
        /^\d{3}-/.test(file) && file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
      );
    expect(numbered(here, '.ts')).toEqual(names);
    expect(numbered(join(here, 'fixtures'), '.sql')).toEqual(names);
    for (const { version, name } of storeMigrations)
      expect(name).toMatch(new RegExp(`^${String(version).padStart(3, '0')}-`));
  });

  it.each(storeMigrations.map(({ name }) => name))(
    'R21 open a store of the time of %s with all that was in it',
    (name) => {
      const { store } = createTemporaryStore(createFromFixture(name));
      expect(store.notices).toEqual([]);
      expect(store.flows.list()).toMatchObject([
        { name: 'Welcome new leads', status: 'active', bindings: { crm: 'c1' } },
      ]);
      const [flow] = store.flows.list();
      expect(store.flows.get(flow?.id ?? '').document.steps).toHaveLength(2);
      expect(store.flows.versions(flow?.id ?? '')).toHaveLength(2);
      expect(store.connections.get('c1')).toMatchObject({
        name: 'Practice CRM',
        status: 'connected',
        secretsStored: ['password'],
      });
      expect(store.connections.get('c1').sealed).toEqual(new Uint8Array([1, 2, 3]));
      expect(store.settings.get('theme')).toBe('dark');
      expect(store.wrappedKeys.get('vault')).toEqual(new Uint8Array([9, 8]));
      expect(store.runs.get('r1')).toMatchObject({ summary: { status: 'succeeded' }, state: { status: 'succeeded' } });
      expect(store.runs.records('r1', 'start', 'out', { offset: 0, limit: 9 }).records).toEqual([{ Name: 'Ada' }]);
      expect(store.runs.failures('r1', 'start', { offset: 0, limit: 9 }).total).toBe(1);
      expect(store.journal.read('r1')).toHaveLength(1);
    },
  );

  it('R21 open the values that flows keep, of the time they came', () => {
    const { store } = createTemporaryStore(createFromFixture('006-stored-values'));
    const owner = 'b2f6c1de-3a52-4b8e-9d53-5f0e0c4f4a10';
    expect(store.values.get(owner, 'last-sync')).toBe('2026-11-22');
    expect(store.values.get('', 'last-sync')).toBeUndefined();
  });

  it('R21 open named credentials of the time they came, with their principals and the connections that use them', () => {
    const { store } = createTemporaryStore(createFromFixture('003-named-credentials'));
    expect(store.credentials.list()).toMatchObject([
      {
        name: 'Sales team',
        entity: 'custom',
        customEntity: 'Invoice',
        usedBy: [{ connectionId: 'c2', name: 'Acme' }],
        principals: [
          { name: 'Integration', permitted: true, fields: { domain: 'acme' }, lastTest: { succeeded: true } },
        ],
      },
    ]);
    expect(store.principals.get('p1').sealed).toEqual(new Uint8Array([4, 5, 6]));
  });
});
