import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';
import { createSharedCommits } from './shared-commits.ts';

function openShared() {
  const database = openDatabase(join(createTemporaryFolder(), 'a.db'));
  onTestFinished(() => database.close());
  database.execute('CREATE TABLE t (a TEXT)');
  const insert = database.prepare('INSERT INTO t VALUES (?)');
  const transactions: boolean[] = [];
  const counting: typeof database = {
    ...database,
    transaction: (work, options) => {
      transactions.push(options?.durable ?? true);
      return database.transaction(work, options);
    },
  };
  const yielding = () => new Promise<void>((resolve) => setImmediate(resolve));
  const commits = createSharedCommits(counting, { yield: yielding });
  const kept = () =>
    database
      .prepare('SELECT a FROM t ORDER BY rowid')
      .all()
      .map(({ a }) => a);
  return { database, commits, insert, kept, transactions };
}

it('commits in one transaction what comes in one turn, in its order, durably when anything of it must be', async () => {
  const { commits, insert, kept, transactions } = openShared();
  const told: string[] = [];
  const add = (text: string, durable: boolean) =>
    commits.add({ work: () => insert.run(text), committed: () => told.push(text), durable });
  const all = ['a', 'b', 'c'].map((text) => add(text, text === 'b'));
  expect(kept()).toEqual([]);
  await commits.settled();
  expect([kept(), told]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
  await Promise.all(all);
  await add('d', false);
  expect(transactions).toEqual([true, false]);
});

it('commits at once for whoever needs to read it', async () => {
  const { commits, insert, kept, transactions } = openShared();
  void commits.add({ work: () => insert.run('a') });
  commits.settle();
  commits.settle();
  await commits.settled();
  expect([kept(), transactions]).toEqual([['a'], [false]]);
});

it('rejects only what can’t be kept, and tells nobody of a transaction that failed', async () => {
  const { database, commits, insert, kept } = openShared();
  const told: string[] = [];
  const undone: string[] = [];
  const add = (text: string) =>
    commits.add({
      work: () => insert.run(text),
      committed: () => told.push(text.slice(0, 1)),
      undone: () => undone.push(text.slice(0, 1)),
    });
  database.execute('PRAGMA max_page_count = 10');
  const ended = await Promise.allSettled(['a', 'b'.repeat(100_000), 'c'].map(add));
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(undone).toEqual(['a', 'b', 'c', 'b']);
  expect(ended[1]).toMatchObject({ reason: { code: 'STORE_UNWRITABLE' } });
  expect([kept(), told]).toEqual([
    ['a', 'c'],
    ['a', 'c'],
  ]);
});

it('writes nothing twice when somebody who is told of it fails', async () => {
  const { commits, insert, kept } = openShared();
  const failure = new Error('nobody listens');
  const fails = commits.add({
    work: () => insert.run('a'),
    committed: () => {
      throw failure;
    },
  });
  const ended = await Promise.allSettled([fails, commits.add({ work: () => insert.run('b') })]);
  expect(ended).toMatchObject([{ status: 'rejected', reason: failure }, { status: 'fulfilled' }]);
  expect(kept()).toEqual(['a', 'b']);
});
