import { describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';

describe('the journal', () => {
  it('keeps the last 10,000 requests and counts all of them', () => {
    const journal = new Journal((userId) => `${userId}@practice.example`);
    const request = new Request('http://127.0.0.1/services/data');
    for (let sent = 0; sent < 25_000; sent += 1) journal.open('instance', request, new Date(0)).status = 200;
    const entries = journal.entries();
    expect(entries).toHaveLength(10_000);
    expect([entries[0]?.number, entries.at(-1)?.number]).toEqual([15_001, 25_000]);
  });

  it('keeps no more than 4,000 characters of an address', () => {
    const journal = new Journal((userId) => `${userId}@practice.example`);
    journal.open('login', new Request(`http://127.0.0.1/${'p'.repeat(9_000)}?q=${'x'.repeat(9_000)}`), new Date(0));
    expect(journal.entries()[0]?.path).toHaveLength(4_000);
    expect(journal.entries()[0]?.query).toHaveLength(4_000);
  });

  it('shows a request that is not answered yet', () => {
    const journal = new Journal((userId) => `${userId}@practice.example`);
    const entry = journal.open(
      'login',
      new Request('http://127.0.0.1/x', { headers: { authorization: 'secret' } }),
      new Date(0),
    );
    expect(journal.entries()).toMatchObject([{ status: null, authorization: '***' }]);
    entry.status = 204;
    entry.userId = 'robin';
    expect(journal.entries()).toMatchObject([{ status: 204, user: 'robin@practice.example' }]);
  });
});
