import { describe, expect, it } from 'vitest';
import { QueryCursors } from './cursors.ts';

const now = new Date('2026-11-22T10:00:00Z');

function open(cursors: QueryCursors, length: number): string {
  const rows = new Array(length).fill({});
  return `${cursors.open({ rows, render: () => ({}), batchSize: 1, userId: 'u' }, now)}-1`;
}

describe('open query results', () => {
  it('end with the longest idle first when there are more than 5,000', () => {
    const cursors = new QueryCursors();
    const [first = '', second = ''] = [open(cursors, 2), open(cursors, 2)];
    expect(cursors.find(first, 'u', now)?.offset).toBe(1);
    for (let count = 0; count < 4_999; count += 1) open(cursors, 2);
    expect(cursors.size).toBe(5_000);
    expect([cursors.find(first, 'u', now) === null, cursors.find(second, 'u', now)]).toEqual([false, null]);
  });

  it('hold no more than ten million rows in all, except for one result that is larger', () => {
    const cursors = new QueryCursors();
    const small = open(cursors, 2);
    for (let count = 0; count < 2; count += 1) open(cursors, 4_000_000);
    expect(cursors.find(small, 'u', now)).not.toBeNull();
    open(cursors, 4_000_000);
    expect(cursors.size).toBe(3);
    const large = open(cursors, 11_000_000);
    expect([cursors.size, cursors.find(large, 'u', now)?.cursor.rows.length]).toEqual([1, 11_000_000]);
    cursors.clear();
    open(cursors, 2);
    expect(cursors.size).toBe(1);
  });
});
