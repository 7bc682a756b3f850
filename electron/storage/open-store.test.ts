import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { createManualClock } from '../../test/support/manual-clock.ts';
import { createTemporaryFolder, createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';
import { createNodeRandom } from '../node/random.ts';
import { createStoreFiles } from '../node/store-files.ts';
import { storeMigrations } from './migrations/index.ts';
import { openStore } from './open-store.ts';
import { openStoreDatabase } from './open-store-database.ts';
import { readVersion } from './schema.ts';

const STORE = 'millrace.db';

const listFiles = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder).filter((name) => pattern.test(name));
const backupsIn = (folder: string): string[] => listFiles(folder, /backup-.*\.db$/);

/** Names and contents of a folder's files. */
function fingerprint(folder: string): string[] {
  return readdirSync(folder).map(
    (name) =>
      `${name} ${createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')}`,
  );
}

/** A folder with a closed store in which one flow was made. */
function closedStore(): { folder: string; flowId: string } {
  const { folder, store } = createTemporaryStore();
  const { id } = store.flows.create(createFlow('Kept', ''));
  store.close();
  return { folder, flowId: id };
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'nothing was thrown';
  } catch (thrown) {
    return thrown instanceof MillraceError ? thrown.code : String(thrown);
  }
}

describe('opening a store', () => {
  it('makes one where there is none, and finds it again', () => {
    const temporary = createTemporaryStore();
    expect(temporary.store.notices).toEqual([]);
    temporary.store.flows.create(createFlow('A', 'a'));
    const again = temporary.reopen();
    expect(again.notices).toEqual([]);
    expect(again.flows.list()).toHaveLength(1);
  });

  it('leaves only the store and its backups behind', () => {
    const { folder } = closedStore();
    expect(listFiles(folder, /./)).toEqual([...backupsIn(folder), STORE]);
  });

  it('begins anew after it was cut off while it made the store', () => {
    const folder = createTemporaryFolder();
    writeFileSync(join(folder, 'millrace.unfinished.db'), 'half of it');
    const { store } = createTemporaryStore(folder);
    expect(store.notices).toEqual([]);
    expect(store.flows.list()).toEqual([]);
  });

  it('R21 refuses a newer store and changes nothing', () => {
    const { folder } = closedStore();
    const database = openDatabase(join(folder, STORE));
    database.execute('PRAGMA user_version = 99');
    database.close();
    const before = fingerprint(folder);
    expect(codeOf(() => createTemporaryStore(folder))).toBe('STORE_NEWER');
    expect(fingerprint(folder)).toEqual(before);
  });

  it('says that a folder can’t be written when it can’t', () => {
    const folder = join(createTemporaryFolder(), 'taken');
    writeFileSync(folder, 'a file');
    expect(codeOf(() => createTemporaryStore(folder))).toBe('STORE_UNWRITABLE');
    const other = createTemporaryFolder();
    mkdirSync(join(other, 'millrace.unfinished.db'));
    expect(codeOf(() => createTemporaryStore(other))).toBe('STORE_UNWRITABLE');
  });
});

describe('bringing a store up to date', () => {
  const version = storeMigrations.length + 1;
  const next = { version, name: 'invented', keeps: [], sql: 'CREATE TABLE invented (a TEXT) STRICT' };
  const clock = createManualClock();

  it('R21 keeps a copy of what was there before', () => {
    const { folder, flowId } = closedStore();
    const files = createStoreFiles(folder);
    const before = backupsIn(folder).length;
    const database = openStoreDatabase({ files, clock, notices: [], migrations: [...storeMigrations, next] });
    expect(readVersion(database)).toBe(version);
    expect(database.prepare('SELECT * FROM invented').all()).toEqual([]);
    database.close();
    expect(codeOf(() => createTemporaryStore(folder))).toBe('STORE_NEWER');
    const copies = backupsIn(folder);
    expect(copies.length).toBeGreaterThanOrEqual(before);
    renameSync(join(folder, copies.at(-1) ?? ''), join(folder, STORE));
    expect(createTemporaryStore(folder).store.flows.get(flowId).document.name).toBe('Kept');
  });

  it('R21 leaves the old one when a step of it fails', () => {
    const { folder, flowId } = closedStore();
    const files = createStoreFiles(folder);
    const failing = {
      version,
      name: 'failing',
      keeps: [],
      sql: 'CREATE TABLE half (a TEXT) STRICT; SELECT no_such_function()',
    };
    expect(() => openStoreDatabase({ files, clock, notices: [], migrations: [...storeMigrations, failing] })).toThrow();
    const { store } = createTemporaryStore(folder);
    expect(store.notices).toEqual([]);
    expect(store.flows.get(flowId).document.name).toBe('Kept');
  });
});

describe('a damaged store', () => {
  it('R5 is set aside whole, its newest good backup takes its place, and it is said', () => {
    const { folder, flowId } = closedStore();
    writeFileSync(join(folder, STORE), 'garbage');
    const { store } = createTemporaryStore(folder);
    expect(store.flows.get(flowId).document.name).toBe('Kept');
    expect(store.notices).toMatchObject([{ code: 'STORE_DAMAGED', data: { backup: backupsIn(folder)[0] } }]);
    const [quarantine = ''] = listFiles(folder, /damaged/);
    expect(readFileSync(join(folder, quarantine), 'utf8')).toBe('garbage');
    expect(store.notices[0]?.fix).toContain(quarantine);
  });

  it('R5 is said once, not for ever', () => {
    const { folder } = closedStore();
    writeFileSync(join(folder, STORE), 'garbage');
    const temporary = createTemporaryStore(folder);
    expect(temporary.reopen().notices).toEqual([]);
  });

  it('R5 comes back from an older backup when the newest is damaged too', () => {
    const temporary = createTemporaryStore();
    for (const name of ['first', 'second']) {
      temporary.store.flows.create(createFlow(name, name));
      temporary.clock.advance(3_600_000);
      temporary.reopen();
    }
    temporary.store.close();
    const [, newest = ''] = backupsIn(temporary.folder);
    writeFileSync(join(temporary.folder, newest), 'garbage');
    writeFileSync(join(temporary.folder, STORE), '');
    const { store } = createTemporaryStore(temporary.folder);
    expect(store.flows.list().map(({ id }) => id)).toEqual(['first']);
    expect(readFileSync(join(temporary.folder, `${newest}.damaged`), 'utf8')).toBe('garbage');
  });

  it('R5 is refused, again and again, where no good backup is left, until a person moves it away', () => {
    const { folder } = closedStore();
    for (const name of [STORE, ...backupsIn(folder)]) writeFileSync(join(folder, name), 'garbage');
    expect(codeOf(() => createTemporaryStore(folder))).toBe('STORE_DAMAGED');
    expect(codeOf(() => createTemporaryStore(folder))).toBe('STORE_DAMAGED');
    expect(listFiles(folder, /damaged/)).toHaveLength(2);
    for (const name of listFiles(folder, /damaged/)) rmSync(join(folder, name));
    expect(createTemporaryStore(folder).store.flows.list()).toEqual([]);
  });

  it('R5 that is gone altogether comes back from its backup', () => {
    const { folder, flowId } = closedStore();
    rmSync(join(folder, STORE));
    const { store } = createTemporaryStore(folder);
    expect(store.notices).toMatchObject([{ why: '“millrace.db” is gone.' }]);
    expect(store.flows.get(flowId).document.name).toBe('Kept');
  });

  it('R5 that lost changes with its journal is known by its backup', () => {
    const temporary = createTemporaryStore();
    const { folder, store, clock } = temporary;
    const early = readFileSync(join(folder, STORE));
    store.flows.create(createFlow('Kept', 'kept'));
    clock.advance(3_000);
    store.close();
    writeFileSync(join(folder, STORE), early);
    const again = createTemporaryStore(folder).store;
    expect(again.notices[0]?.why).toContain('changes are missing');
    expect(again.flows.get('kept').document.name).toBe('Kept');
  });

  it('R5 that is another program’s database is set aside as it is', () => {
    const { folder, flowId } = closedStore();
    rmSync(join(folder, STORE));
    const other = openDatabase(join(folder, STORE));
    other.execute('CREATE TABLE theirs (a TEXT)');
    other.close();
    const { store } = createTemporaryStore(folder);
    expect(store.flows.get(flowId).document.name).toBe('Kept');
    const [quarantine = ''] = listFiles(folder, /damaged/);
    const kept = openDatabase(join(folder, quarantine));
    expect(kept.prepare('SELECT * FROM theirs').all()).toEqual([]);
    kept.close();
  });
});

describe('backups', () => {
  it('are made two quiet seconds after the first change', () => {
    const { folder, store, clock } = createTemporaryStore();
    store.flows.create(createFlow('A', ''));
    expect(backupsIn(folder)).toEqual([]);
    clock.advance(2_000);
    expect(backupsIn(folder)).toHaveLength(1);
  });

  it('are made after 25 changes or ten minutes, and on closing only when something changed', () => {
    const temporary = createTemporaryStore();
    const { folder, clock } = temporary;
    let flow = temporary.store.flows.create(createFlow('A', ''));
    clock.advance(2_000);
    for (let change = 1; change <= 25; change += 1) {
      expect(backupsIn(folder)).toHaveLength(1);
      flow = temporary.store.flows.save(flow);
      clock.advance(2_000);
    }
    expect(backupsIn(folder)).toHaveLength(2);
    clock.advance(600_000);
    temporary.store.settings.set('theme', 'dark');
    clock.advance(2_000);
    expect(backupsIn(folder)).toHaveLength(3);
    temporary.reopen();
    temporary.reopen();
    expect(backupsIn(folder)).toHaveLength(3);
  });

  it('hold what a person made and not what runs left, in at most five generations', () => {
    const temporary = createTemporaryStore();
    const recorder = temporary.store.createRunRecorder();
    const header = {
      runId: 'r',
      flowId: 'f',
      flowName: '',
      revision: 1,
      trigger: 'manual',
      startedAt: '2026-11-22T08:00:00Z',
    };
    recorder.event({
      type: 'run.started',
      seq: 1,
      elapsedMs: 0,
      header: { ...header, retention: 'full', steps: [], edges: [] },
    });
    for (let generation = 0; generation < 8; generation += 1) {
      temporary.store.settings.set('generation', generation);
      temporary.clock.advance(1_000);
      temporary.reopen();
    }
    const backups = backupsIn(temporary.folder);
    expect(backups).toHaveLength(5);
    const database = openDatabase(join(temporary.folder, backups.at(-1) ?? ''));
    expect(database.prepare('SELECT value FROM settings').all()).toEqual([{ value: '7' }]);
    expect(database.prepare('SELECT * FROM runs').all()).toEqual([]);
    database.close();
  });

  it('that can’t be made are told, and nothing is lost by it', () => {
    const folder = createTemporaryFolder();
    const failures: string[] = [];
    const files = createStoreFiles(folder);
    const open = () =>
      openStore({
        files: { ...files, replace: refuse },
        clock: createManualClock(),
        random: createNodeRandom(),
        backupFailed: ({ code }) => failures.push(code),
      });
    createTemporaryStore(folder).store.close();
    const refuse = () => {
      throw new MillraceError('STORE_UNWRITABLE', { folder, detail: 'The disk is full.' });
    };
    const store = open();
    store.flows.create(createFlow('Kept', 'kept'));
    store.close();
    expect(failures).toEqual(['STORE_UNWRITABLE']);
    expect(createTemporaryStore(folder).store.flows.get('kept').document.name).toBe('Kept');
  });
});
