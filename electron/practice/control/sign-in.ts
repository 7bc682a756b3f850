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

/** What can be wrong with a user until it is put right. */
interface UserTrouble {
  readonly name: string;
  readonly description: string;
  /** What the list of users in trouble is called. */
  readonly list: string;
  readonly title: string;
  readonly explanation: string;
  readonly button: string;
  /** Completes `<username> …`. */
  readonly state: string;
  readonly has: (userId: string) => boolean;
  readonly set: (userId: string, isOn: boolean) => void;
}

function userControl(org: Org, trouble: UserTrouble): Control {
  const { name, description, title, explanation, button } = trouble;
  const inTrouble = () => usernames(org).filter((username) => trouble.has(findUserByName(org, username)?.id ?? ''));
  const set = (settings: Settings, isOn: boolean) => {
    trouble.set(needUserId(org, settings), isOn);
    return { [trouble.list]: inTrouble() };
  };
  return {
    name,
    description,
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return { [trouble.list]: inTrouble() };
      },
      POST: (settings) => set(settings, true),
      DELETE: (settings) => set(settings, false),
    },
    forms: [
      {
        group: 'Sign-in',
        title,
        explanation,
        button,
        fields: [{ name: 'username', label: 'User', kind: 'choice', choices: () => usernames(org) }],
      },
    ],
    inForce: () => inTrouble().map((username) => ({ text: `${username} ${trouble.state}`, off: { username } })),
  };
}

function lockUser(org: Org): Control {
  return userControl(org, {
    name: 'lockUser',
    description:
      'POST {username} locks a user out of signing in; sessions in force stay. GET lists the locked. DELETE ?username= unlocks.',
    list: 'locked',
    title: 'User locked out',
    explanation: 'Signing in fails as with a wrong password. Tokens given before go on working.',
    button: 'Lock user',
    state: 'is locked out',
    has: (id) => org.credentials.isLocked(id),
    set: (id, isOn) => org.credentials.setLocked(id, isOn),
  });
}

function expirePassword(org: Org): Control {
  return userControl(org, {
    name: 'expirePassword',
    description:
      'POST {username} lets the password of a user expire: SOAP login answers 200 with passwordExpired, all calls are refused until a new password is set. GET lists the users. DELETE ?username= takes it back.',
    list: 'expired',
    title: 'Password expired',
    explanation:
      'SOAP sign-in works but says passwordExpired; every other call is refused until a new password is set.',
    button: 'Expire password',
    state: 'has an expired password',
    has: (id) => org.credentials.isPasswordExpired(id),
    set: (id, isOn) => org.credentials.setPasswordExpired(id, isOn),
  });
}

/** Registers what goes wrong with signing in: expired and revoked tokens, locked users, expired passwords. */
export function addSignInControls(org: Org): void {
  for (const control of [expireTokens(org), revokeRefresh(org), lockUser(org), expirePassword(org)])
    org.controls.register(control);
}
