import type { CallBudget } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { splitAssignment } from './parameters.ts';

/**
 * Takes `dailyCalls=NUMBER` out of `--set`: a number, or null for `dailyCalls=`, which takes the limit away; undefined
 * where it isn't asked for. Throws SETTING_WRONG for anything but a whole number from 1.
 */
export function takeBudget(assignments: readonly string[]): { dailyCalls: number | null | undefined; rest: string[] } {
  const rest: string[] = [];
  let dailyCalls: number | null | undefined;
  for (const assignment of assignments) {
    const [key, text] = splitAssignment('--set', assignment);
    if (key !== 'dailyCalls') rest.push(assignment);
    else if (text === '') dailyCalls = null;
    else if (/^[1-9]\d{0,8}$/.test(text)) dailyCalls = Number(text);
    else {
      const detail = 'It takes a whole number from 1, or nothing for no limit.';
      throw new MillraceError('SETTING_WRONG', { label: 'Calls a day', field: 'dailyCalls', detail });
    }
  }
  return { dailyCalls, rest };
}

/** A budget in a few words: `12 of 5000 made today`. */
export function describeBudget({ dailyCalls, callsToday }: CallBudget): string {
  return dailyCalls === null ? `no limit, ${callsToday} made today` : `${callsToday} of ${dailyCalls} made today`;
}
