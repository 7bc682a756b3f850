import { describe, expect, it } from 'vitest';
import { practiceClients, practiceUsers, usualSecurityToken } from '../identity.ts';
import { makeId } from '../ids.ts';
import { Credentials } from './credentials.ts';
import { SavedStateError } from './saved.ts';
import type { OrgUser } from './users.ts';

const id = makeId('005', 7);
const user: OrgUser = {
  id,
  username: 'user07@practice.example',
  firstName: 'A',
  lastName: 'B',
  name: 'A B',
  email: 'a@b.example',
  timeZone: 'UTC',
  locale: 'en_US',
  language: 'en_US',
  active: true,
};

describe('credentials', () => {
  it('start with the shown password and a security token that ends in the number of the user', () => {
    for (const shown of practiceUsers) {
      expect(new Credentials().secrets(shown.id)).toEqual({
        password: shown.password,
        securityToken: shown.securityToken,
      });
    }
    expect(usualSecurityToken(makeId('005', 4_000))).toBe('PracticeToken4000');
  });

  it('outlive a restart and are forgotten by a reset', () => {
    const [client] = practiceClients;
    const before = new Credentials();
    before.setPassword(id, 'new');
    before.setSecurityToken(id, 'token');
    before.setLocked(id, true);
    before.setPasswordExpired(id, true);
    before.approve(client, user);
    const after = new Credentials();
    after.load(JSON.parse(JSON.stringify(before.save())));
    expect(after.secrets(id)).toEqual({ password: 'new', securityToken: 'token' });
    expect([after.isLocked(id), after.isPasswordExpired(id), after.isApproved(client, user)]).toEqual([
      true,
      true,
      true,
    ]);
    after.setPassword(id, 'newer');
    expect(after.isPasswordExpired(id)).toBe(false);
    after.reset();
    expect([after.isLocked(id), after.isApproved(client, user)]).toEqual([false, false]);
    expect(after.secrets(id)).toEqual(new Credentials().secrets(id));
  });

  it('tell of each change, and refuse stored state of another shape', () => {
    let changes = 0;
    const credentials = new Credentials(() => {
      changes += 1;
    });
    credentials.setLocked(id, true);
    credentials.reset();
    expect(changes).toBe(2);
    for (const saved of [null, 1, [], {}, { changes: [1] }]) {
      expect(() => credentials.load(saved)).toThrow(SavedStateError);
    }
  });
});
