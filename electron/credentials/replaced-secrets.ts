import type { Secrets } from './vault.ts';

/**
 * Secrets that services replaced while this process runs: who still holds an old one, such as a run that began before
 * it was replaced, gets the newest in its place. By connection and field key.
 */
export type ReplacedSecrets = {
  /** Notes that `value` took the place of `previous`. */
  note(owner: string, key: string, previous: string, value: string): void;
  /** The secrets with every replaced one exchanged for its newest successor. */
  newest(owner: string, secrets: Secrets): Secrets;
};

/** Remembers nothing yet. */
export function createReplacedSecrets(): ReplacedSecrets {
  const successors = new Map<string, string>();
  const nameOf = (owner: string, key: string, value: string) => JSON.stringify([owner, key, value]);
  return {
    note: (owner, key, previous, value) => {
      if (previous === value) return;
      successors.set(nameOf(owner, key, previous), value);
      // A value that comes back is the newest again, so chains never close to a ring.
      successors.delete(nameOf(owner, key, value));
    },
    newest: (owner, secrets) => {
      const newestOf = (key: string, value: string): string => {
        const next = successors.get(nameOf(owner, key, value));
        return next === undefined ? value : newestOf(key, next);
      };
      return Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, newestOf(key, value)]));
    },
  };
}
