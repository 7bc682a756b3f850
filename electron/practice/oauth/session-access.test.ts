import { describe, expect, it } from 'vitest';
import { practiceClients, practiceUsers } from '../identity.ts';
import { createOrg, fillOrg, type Org, resetOrg } from '../org.ts';
import { authenticate } from '../rest/authenticate.ts';
import { issueToken } from './issue-token.ts';
import { OAuthError } from './oauth-error.ts';
import { findSessionProblem } from './session-access.ts';
import { findUser } from './users.ts';

const start = new Date('2026-11-22T10:00:00Z');
const [client] = practiceClients;
const [{ id }] = practiceUsers;

function startOrg(): Org {
  const org = createOrg('http://127.0.0.1:1', 'http://127.0.0.1:2', 1, () => start);
  fillOrg(org, null);
  return org;
}

function signIn(org: Org): string {
  const user = findUser(org, id);
  if (!user) throw new Error('The org has no first user.');
  return issueToken(org, { client, user }).access_token ?? '';
}

describe('a session in force', () => {
  it('calls an API unless its user is gone, its password expired or its scope missing', () => {
    const org = startOrg();
    const session = org.sessions.find(signIn(org), start);
    if (!session) throw new Error('There is no session.');
    expect(findSessionProblem(org, session)).toBeNull();
    expect(findSessionProblem(org, { ...session, scopes: ['id'] })).toBe('scope missing');
    expect(findSessionProblem(org, { ...session, userId: '005000000000000AAA' })).toBe('user inactive');
    org.credentials.setPasswordExpired(id, true);
    expect(findSessionProblem(org, session)).toBe('password expired');
  });

  it('is refused by REST with 403 while its user’s password is expired', () => {
    const org = startOrg();
    const header = `Bearer ${signIn(org)}`;
    expect(authenticate(org, header)).toMatchObject({ userId: id });
    org.credentials.setPasswordExpired(id, true);
    expect(() => authenticate(org, header)).toThrow(/^INVALID_OPERATION_WITH_EXPIRED_PASSWORD/);
    org.credentials.setPassword(id, 'new');
    expect(authenticate(org, header)).toMatchObject({ userId: id });
  });
});

describe('issuing tokens', () => {
  it('is refused after 3,600 sign-ins of one user within an hour', () => {
    const org = startOrg();
    for (let login = 0; login < 3_600; login += 1) signIn(org);
    expect(() => signIn(org)).toThrow(new OAuthError('invalid_grant', 'login rate exceeded'));
    resetOrg(org);
    expect(signIn(org)).toEqual(expect.any(String));
  });
});
