import { randomInt } from 'node:crypto';
import type { Org } from '../org.ts';

/** Fewest and most characters of a password. Source: the usual password policy of an org. */
const shortest = 8;
const longest = 16_000;

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Whether a caller may look after a user's password: their own, or anyone's as an administrator. */
export function mayChangePassword(org: Org, callerId: string, userId: string): boolean {
  return userId === callerId || org.access.has(callerId, 'ModifyAllData');
}

/** Why a password cannot be chosen, in words; null when it can. */
export function findPasswordProblem(password: string): string | null {
  if (password.length < shortest) return `Your password must be at least ${shortest} characters long.`;
  return password.length > longest ? `Your password must be at most ${longest} characters long.` : null;
}

/** A password the org chooses: twelve letters and digits that are not mistaken for one another. */
export function makePassword(): string {
  return Array.from({ length: 12 }, () => letters.charAt(randomInt(letters.length))).join('');
}
