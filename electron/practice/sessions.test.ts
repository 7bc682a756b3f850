import { describe, expect, it } from 'vitest';
import { SavedStateError } from './oauth/saved.ts';
import { Sessions } from './sessions.ts';

const start = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-22T11:00:00Z');
const consent = { userId: 'a', clientId: 'client', scopes: ['api', 'refresh_token'], withoutSecret: false };

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
    expect(sessions.find(tokens[1] ?? '', start)).toMatchObject({ userId: 'user1', scopes: ['id', 'api'] });
  });

  it('end one by one, by user, by consent or all together', () => {
    const sessions = new Sessions('00D000000000001');
    const { family } = sessions.refreshTokens.issue(consent);
    const open = (user: string, of: string | null = null) => sessions.open(user, 'c', start, { family: of }) ?? '';
    const tokens = [open('a'), open('b'), open('a', family), open('b', family), open('c')];
    const inForce = () => tokens.map((token) => sessions.find(token, start) !== undefined);
    sessions.end(tokens[1] ?? '');
    expect(inForce()).toEqual([true, false, true, true, true]);
    sessions.endFamily(family);
    expect(inForce()).toEqual([true, false, false, false, true]);
    sessions.expireUser('a');
    expect(inForce()).toEqual([false, false, false, false, true]);
    sessions.expireAll();
    expect(inForce()).toEqual([false, false, false, false, false]);
  });

  it('outlive a restart together with refresh tokens and codes', () => {
    let changes = 0;
    const before = new Sessions('00D000000000001', () => {
      changes += 1;
    });
    const token = before.open('a', 'client', start) ?? '';
    const lasting = before.refreshTokens.issue(consent);
    const grant = { ...consent, redirectUri: 'http://127.0.0.1/', codeChallenge: null, nonce: null };
    const [spent, fresh] = [before.codes.issue(grant, start), before.codes.issue(grant, start)];
    before.codes.spend(spent);
    expect(changes).toBe(5);
    const after = new Sessions('00D000000000001');
    after.load(JSON.parse(JSON.stringify(before.save())));
    expect(after.find(token, start)).toMatchObject({ userId: 'a' });
    expect(after.refreshTokens.find(lasting.token)).toMatchObject({ family: lasting.family });
    expect(after.codes.find(spent, start)).toBe('expired');
    expect(after.codes.find(fresh, start)).toMatchObject({ userId: 'a' });
    expect(() => after.load({ sessions: 1 })).toThrow(SavedStateError);
  });
});
