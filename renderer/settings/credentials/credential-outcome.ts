import { listNames } from './credential-words.ts';

/** What was done with a named credential, and what that came to. */
export type CredentialOutcome = { tone: 'ok' | 'warn' | 'error'; text: string };

/** Tells what was done, and which connections can't sign in any more because of it. */
export function tellStops(text: string, stops: readonly { name: string }[]): CredentialOutcome {
  if (stops.length === 0) return { tone: 'ok', text };
  const subject = stops.length === 1 ? 'This connection doesn’t' : 'These connections don’t';
  return { tone: 'warn', text: `${text} ${subject} work now: ${listNames(stops)}.` };
}
