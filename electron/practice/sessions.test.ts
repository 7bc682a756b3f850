import { describe, expect, it } from 'vitest';
import { Sessions } from './sessions.ts';

const start = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-22T11:00:00Z');

describe('sessions', () => {
  it('refuse the 3,601st sign-in of a user within an hour, and no one else', () => {
    const sessions = new Sessions('00D000000000001');
    for (let login = 0; login < 3_600; login += 1) expect(sessions.open('a', 'client', start)).not.toBeNull();
    expect(sessions.open('a', 'client', start)).toBeNull();
    expect(sessions.open('b', 'client', start)).not.toBeNull();
    expect(sessions.open('a', 'client', later)).not.toBeNull();
  });

  it('keep the newest 10,000', () => {
    const sessions = new Sessions('00D000000000001');
    const tokens = Array.from({ length: 10_001 }, (_, user) => sessions.open(`user${user}`, 'client', start) ?? '');
    expect(sessions.find(tokens[0] ?? '', start)).toBeUndefined();
    expect(sessions.find(tokens[1] ?? '', start)).toMatchObject({ userId: 'user1' });
  });
});
