import { describe, expect, it } from 'vitest';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';

const entry = (batchKey: string, version = batchKey) => ({
  runId: 'r1',
  step: 'create',
  batchKey,
  outcome: { version },
});

describe('the journal', () => {
  it('has what was appended once that resolved, in its order, several entries of one batch too', async () => {
    const temporary = createTemporaryStore();
    await temporary.store.journal.append([entry('2', 'first half'), entry('2', 'second half')]);
    await temporary.store.journal.append([entry('1')]);
    const store = temporary.reopen();
    expect(store.journal.read('r1').map(({ outcome }) => outcome)).toEqual(
      ['first half', 'second half', '1'].map((version) => ({ version })),
    );
    store.journal.remove('r1');
    expect(store.journal.read('r1')).toEqual([]);
  });

  it('commits together what is appended in one turn', async () => {
    const { store } = createTemporaryStore();
    const appends = Array.from({ length: 50 }, (_, index) => store.journal.append([entry(String(index))]));
    expect(store.journal.read('r1')).toEqual([]);
    await appends[0];
    expect(store.journal.read('r1')).toHaveLength(50);
    await Promise.all(appends);
  });

  it('R25 is kept whole when the store is closed', async () => {
    const temporary = createTemporaryStore();
    const appends = [temporary.store.journal.append([entry('1')]), temporary.store.journal.append([entry('2')])];
    const store = temporary.reopen();
    await Promise.all(appends);
    expect(store.journal.read('r1')).toHaveLength(2);
    const { journal } = store;
    store.close();
    await expect(journal.append([entry('3')])).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    temporary.store = createTemporaryStore(temporary.folder).store;
    expect(temporary.store.journal.read('r1')).toHaveLength(2);
  });
});
