import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import { compareVersions, OLDEST_SQLITE, openDatabase } from './database.ts';
import { resultCode, toStoreError } from './database-errors.ts';

function errorOf(work: () => unknown): MillraceError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof MillraceError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

function openTemporary(path = join(createTemporaryFolder(), 'a.db')) {
  const database = openDatabase(path);
  onTestFinished(() => database.close());
  return { database, path };
}

describe('a database on node:sqlite', () => {
  it('is one that is safe against a cut in the power', () => {
    const { database } = openTemporary();
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
    const found = String(database.prepare('SELECT sqlite_version() AS version').get()?.version);
    expect(compareVersions(found, OLDEST_SQLITE)).toBeGreaterThanOrEqual(0);
  });

  it('tells older versions from newer ones by their numbers', () => {
    expect(compareVersions('3.9.1', '3.51.3')).toBeLessThan(0);
    expect(compareVersions('3.51.3', '3.51.3')).toBe(0);
    expect(compareVersions('3.51.10', '3.51.3')).toBeGreaterThan(0);
    expect(compareVersions('4.0', '3.51.3')).toBeGreaterThan(0);
  });

  it('prepares a statement once', () => {
    const { database } = openTemporary();
    expect(database.prepare('SELECT 1')).toBe(database.prepare('SELECT 1'));
  });

  it('keeps every kind of value', () => {
    const { database } = openTemporary();
    database.execute('CREATE TABLE t (a, b, c, d)');
    const values = ['ä\0b', 1.5, null, new Uint8Array([0, 255])];
    expect(database.prepare('INSERT INTO t VALUES (?, ?, ?, ?)').run(...values)).toEqual({ changes: 1 });
    expect(Object.values(database.prepare('SELECT * FROM t').get() ?? {})).toEqual(values);
    expect(database.prepare('SELECT * FROM t WHERE 0').get()).toBeUndefined();
  });

  it('runs a transaction whole or not at all, inner ones with the outer', () => {
    const { database } = openTemporary();
    database.execute('CREATE TABLE t (a INTEGER)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    const count = () => database.prepare('SELECT count(*) AS n FROM t').get()?.n;
    expect(database.transaction(() => database.transaction(() => insert.run(1)).changes)).toBe(1);
    const fail = () =>
      database.transaction(() => {
        insert.run(2);
        database.transaction(() => insert.run(3));
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    expect(count()).toBe(1);
    database.transaction(() => insert.run(4));
    expect(count()).toBe(2);
  });

  it('waits for the disk in every transaction but those that say they needn’t', () => {
    const { database } = openTemporary();
    const level = () => database.prepare('PRAGMA synchronous').get()?.synchronous;
    expect(database.transaction(level, { durable: false })).toBe(1);
    expect(database.transaction(level)).toBe(2);
    expect(() =>
      database.transaction(
        () => {
          throw new Error('no');
        },
        { durable: false },
      ),
    ).toThrow('no');
    expect(level()).toBe(2);
  });

  it('says of a file that is no database that it is damaged, naming the folder', () => {
    const folder = createTemporaryFolder();
    writeFileSync(join(folder, 'a.db'), 'x'.repeat(5_000));
    expect(errorOf(() => openDatabase(join(folder, 'a.db')))).toMatchObject({
      code: 'STORE_DAMAGED',
      data: { folder },
    });
  });

  it('R4 says what is wrong with the disk, and works again once it is mended', () => {
    const { database } = openTemporary();
    database.execute('CREATE TABLE t (a TEXT)');
    database.execute('PRAGMA max_page_count = 10');
    const insert = () =>
      database.transaction(() => database.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000)));
    expect(errorOf(insert)).toMatchObject({ code: 'STORE_UNWRITABLE', why: 'The disk is full (SQLITE_FULL).' });
    database.execute('PRAGMA max_page_count = 1000');
    insert();
    expect(database.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 1 });
  });

  it('R4 says so where a file can’t be made', () => {
    const folder = createTemporaryFolder();
    mkdirSync(join(folder, 'a.db'));
    expect(errorOf(() => openDatabase(join(folder, 'a.db'))).code).toBe('STORE_UNWRITABLE');
    expect(errorOf(() => openDatabase(join(folder, 'none', 'a.db'))).code).toBe('STORE_UNWRITABLE');
  });

  it('gives up on a file that another connection holds, after its time', () => {
    const { database, path } = openTemporary();
    const other = openTemporary(path).database;
    database.execute('BEGIN IMMEDIATE');
    expect(errorOf(() => other.transaction(() => 1))).toMatchObject({
      code: 'STORE_UNWRITABLE',
      why: 'Another program is using the file (SQLITE_BUSY).',
    });
    database.execute('ROLLBACK');
    expect(other.transaction(() => 1)).toBe(1);
  });

  it('S15 is its owner’s alone, and is never reached through a link', () => {
    const folder = createTemporaryFolder();
    const path = join(folder, 'a.db');
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    const { database } = openTemporary(path);
    database.execute('CREATE TABLE t (a)');
    for (const ending of ['', '-wal', '-shm']) expect(statSync(path + ending).mode & 0o777).toBe(0o600);
    symlinkSync(path, join(folder, 'link.db'));
    expect(errorOf(() => openDatabase(join(folder, 'link.db'))).code).toBe('STORE_UNWRITABLE');
  });
});

describe('an error of the store', () => {
  it('knows extended codes by their primary one, and leaves errors of ours as they are', () => {
    expect(resultCode({ errcode: 11 | (2 << 8) })).toBe(11);
    expect(resultCode(new Error('x'))).toBe(0);
    const ours = new MillraceError('NOT_FOUND', {});
    expect(toStoreError(ours, '/a/b')).toBe(ours);
    expect(toStoreError('text', '/a/b')).toMatchObject({
      code: 'STORE_UNWRITABLE',
      why: 'text',
      data: { folder: '/a' },
    });
  });
});
