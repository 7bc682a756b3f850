import type { OrgArea } from '../areas.ts';
import { type PracticeClient, usualPassword, usualSecurityToken } from '../identity.ts';
import type { Org } from '../org.ts';
import { sameText } from './same-text.ts';
import { savedEntries, savedObject } from './saved.ts';
import { findUserByName, type OrgUser } from './users.ts';

/** What an administrator or the user changed about signing in. */
interface Change {
  readonly password?: string;
  readonly securityToken?: string;
  readonly passwordExpired?: boolean;
  readonly locked?: boolean;
}

/** Passwords, security tokens, locks and approvals of one org's users, who are rows of the User object. */
export class Credentials implements OrgArea {
  readonly name = 'credentials';
  readonly #changed: () => void;
  readonly #changes = new Map<string, Change>();
  readonly #approvals = new Set<string>();

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** The password and the security token of a user. */
  secrets(userId: string): { readonly password: string; readonly securityToken: string } {
    const change = this.#changes.get(userId);
    return {
      password: change?.password ?? usualPassword,
      securityToken: change?.securityToken ?? usualSecurityToken(userId),
    };
  }

  /** Gives a user a new password; an expired one is expired no longer. */
  setPassword(userId: string, password: string): void {
    this.#change(userId, { password, passwordExpired: false });
  }

  /** Gives a user a new security token. */
  setSecurityToken(userId: string, securityToken: string): void {
    this.#change(userId, { securityToken });
  }

  /** Whether the user must choose a new password before anything else. */
  isPasswordExpired(userId: string): boolean {
    return this.#changes.get(userId)?.passwordExpired ?? false;
  }

  /** Makes a user's password count as expired, or no longer. */
  setPasswordExpired(userId: string, passwordExpired: boolean): void {
    this.#change(userId, { passwordExpired });
  }

  /** Whether the user is locked out. */
  isLocked(userId: string): boolean {
    return this.#changes.get(userId)?.locked ?? false;
  }

  /** Locks a user out, or lets the user in again. Sessions in force stay. */
  setLocked(userId: string, locked: boolean): void {
    this.#change(userId, { locked });
  }

  /** Whether a user may use an app without being asked. */
  isApproved(client: PracticeClient, user: OrgUser): boolean {
    return (
      client.approvedUsers.some((username) => username.toLowerCase() === user.username.toLowerCase()) ||
      this.#approvals.has(`${client.clientId} ${user.id}`)
    );
  }

  /** Notes that a user allowed an app. */
  approve(client: PracticeClient, user: OrgUser): void {
    this.#approvals.add(`${client.clientId} ${user.id}`);
    this.#changed();
  }

  /** Puts everything back to what a new org has. */
  reset(): void {
    this.#changes.clear();
    this.#approvals.clear();
    this.#changed();
  }

  /** All that must outlive a restart, as plain JSON. */
  save(): unknown {
    return { changes: [...this.#changes], approvals: [...this.#approvals] };
  }

  /** Takes over what `save` returned. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    const state = savedObject(saved, 'credentials');
    const changes = savedEntries<Change>(state.changes, 'credentials');
    const approvals = Array.isArray(state.approvals) ? state.approvals : [];
    this.reset();
    for (const [userId, change] of changes) this.#changes.set(userId, change);
    for (const approval of approvals) this.#approvals.add(String(approval));
  }

  #change(userId: string, change: Change): void {
    this.#changes.set(userId, { ...this.#changes.get(userId), ...change });
    this.#changed();
  }
}

/** Who signed in, or why not. Callers word the refusal; to a stranger all of them look alike. */
export type PasswordAnswer =
  | { readonly user: OrgUser; readonly passwordExpired: boolean }
  | { readonly refusal: 'unknown user' | 'wrong password' | 'locked' | 'inactive' };

function authenticate(org: Org, username: string, given: string, withToken: boolean): PasswordAnswer {
  const user = findUserByName(org, username);
  if (!user) return { refusal: 'unknown user' };
  const { password, securityToken } = org.credentials.secrets(user.id);
  if (!sameText(withToken ? password + securityToken : password, given)) return { refusal: 'wrong password' };
  if (org.credentials.isLocked(user.id)) return { refusal: 'locked' };
  if (!user.active) return { refusal: 'inactive' };
  return { user, passwordExpired: org.credentials.isPasswordExpired(user.id) };
}

/** The rule of API sign-ins (OAuth password grant, SOAP `login`): the password is followed by the security token. */
export function authenticateByPassword(org: Org, username: string, passwordAndToken: string): PasswordAnswer {
  return authenticate(org, username, passwordAndToken, true);
}

/** The rule of the sign-in page: the password alone. */
export function authenticateOnPage(org: Org, username: string, password: string): PasswordAnswer {
  return authenticate(org, username, password, false);
}
