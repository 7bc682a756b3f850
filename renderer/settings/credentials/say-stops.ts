import { listNames } from './credential-words.ts';

/** Which connections can't sign in any more because of a change; empty when all still can. */
export function sayStops(stops: readonly { name: string }[]): string {
  if (stops.length === 0) return '';
  return ` ${stops.length === 1 ? 'This connection doesn’t' : 'These connections don’t'} work now: ${listNames(stops)}.`;
}
