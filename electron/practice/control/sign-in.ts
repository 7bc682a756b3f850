import { notFound } from '../api-error.ts';
import { findUserByName } from '../oauth/users.ts';
import type { Org } from '../org.ts';
import type { Control, ControlField } from './registry.ts';
import { readName, refuse, refuseOthers, type Settings } from './settings.ts';

function readUserId(org: Org, settings: Settings): string | undefined {
  refuseOthers(settings, ['username']);
  const username = readName(settings, 'username', 'admin@practice.example');
  if (username === undefined) return undefined;
  const user = findUserByName(org, username);
  if (!user) throw notFound('There is no user with this username.');
  return user.id;
}

function needUserId(org: Org, settings: Settings): string {
  const id = readUserId(org, settings);
  if (id === undefined) throw refuse('username must be a text, such as admin@practice.example.');
  return id;
}

function usernames(org: Org): string[] {
  const user = org.store.schema.need('User');
  return [...org.store.table(user).rows()].map((row) => String(row.Username ?? '')).filter((name) => name !== '');
}

const optionalUser = (org: Org): ControlField => ({
  name: 'username',
  label: 'User',
  kind: 'choice',
  choices: () => [['', 'Everyone'], ...usernames(org)],
  optional: true,
});

function expireTokens(org: Org): Control {
  return {
    name: 'expireTokens',
    description:
      'POST {username?} ends the sessions of one user or of all: their access tokens are refused from now on.',
    on: {
      POST: (settings) => {
        const id = readUserId(org, settings);
        if (id === undefined) org.sessions.expireAll();
        else org.sessions.expireUser(id);
        return {};
      },
    },
    forms: [
      {
        group: 'Sign-in',
        title: 'Access tokens expired',
        explanation: 'Calls with tokens given so far get 401 INVALID_SESSION_ID. A refresh or a new sign-in helps.',
        button: 'Expire tokens',
        fields: [optionalUser(org)],
      },
    ],
  };
}

function revokeRefresh(org: Org): Control {
  return {
    name: 'revokeRefresh',
    description:
      'POST {username?} revokes the refresh tokens of one user or of all: the next refresh gets invalid_grant "expired access/refresh token".',
    on: {
      POST: (settings) => {
        org.sessions.refreshTokens.revokeAll(readUserId(org, settings));
        return {};
      },
    },
    forms: [
      {
        group: 'Sign-in',
        title: 'Refresh tokens revoked',
        explanation: 'The next refresh is refused; someone has to allow the app again.',
        button: 'Revoke refresh tokens',
        fields: [optionalUser(org)],
      },
    ],
  };
}

function lockUser(org: Org): Control {
  const locked = () => usernames(org).filter((name) => org.credentials.isLocked(findUserByName(org, name)?.id ?? ''));
  const set = (settings: Settings, isLocked: boolean) => {
    org.credentials.setLocked(needUserId(org, settings), isLocked);
    return { locked: locked() };
  };
  return {
    name: 'lockUser',
    description:
      'POST {username} locks a user out of signing in; sessions in force stay. GET lists the locked. DELETE ?username= unlocks.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return { locked: locked() };
      },
      POST: (settings) => set(settings, true),
      DELETE: (settings) => set(settings, false),
    },
    forms: [
      {
        group: 'Sign-in',
        title: 'User locked out',
        explanation: 'Signing in fails as with a wrong password. Tokens given before go on working.',
        button: 'Lock user',
        fields: [{ name: 'username', label: 'User', kind: 'choice', choices: () => usernames(org) }],
      },
    ],
    inForce: () => locked().map((username) => ({ text: `${username} is locked out`, off: { username } })),
  };
}

/** Registers what goes wrong with signing in: expired and revoked tokens, locked users. */
export function addSignInControls(org: Org): void {
  for (const control of [expireTokens(org), revokeRefresh(org), lockUser(org)]) org.controls.register(control);
}
