import { GRANT_MILLISECONDS } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** What a person granted in the browser, and for which details: it is of no use with others. */
export type KeptGrant = { connector: string; auth: string; details: JsonObject; secrets: Secrets };

/** Grants between their approval and the connection that takes them; in memory only. */
export type Grants = {
  /** Keeps a grant for 15 minutes; returns its id. */
  keep(grant: KeptGrant): string;
  /**
   * The secrets of a grant, which stays until it is spent. Throws AUTHORIZATION_EXPIRED when there is none of this id
   * any more or when it was given for other details.
   */
  read(id: string, asked: Omit<KeptGrant, 'secrets'>): Secrets;
  /** Puts the secrets that a service gave in the place of those granted; nothing happens when it is gone. */
  replace(id: string, secrets: Secrets): void;
  /** Forgets it, because a connection has it now. */
  spend(id: string): void;
};

/** Keeps none yet. */
export function createGrants(clock: Clock, random: Random): Grants {
  const kept = new Map<string, { grant: KeptGrant; cancel(): void }>();
  const spend = (id: string): void => {
    kept.get(id)?.cancel();
    kept.delete(id);
  };
  return {
    keep: (grant) => {
      const id = random.uuid();
      kept.set(id, { grant, cancel: clock.schedule(GRANT_MILLISECONDS, () => spend(id)) });
      return id;
    },
    read: (id, asked) => {
      const grant = kept.get(id)?.grant;
      if (!grant) {
        const detail = 'It was used already, or it is older than 15 minutes.';
        throw new MillraceError('AUTHORIZATION_EXPIRED', { detail });
      }
      if (!isFor(grant, asked)) {
        const detail = 'The connection’s details were changed after access was approved.';
        throw new MillraceError('AUTHORIZATION_EXPIRED', { detail });
      }
      return grant.secrets;
    },
    replace: (id, secrets) => {
      const present = kept.get(id);
      if (present) present.grant = { ...present.grant, secrets };
    },
    spend,
  };
}

function isFor(grant: KeptGrant, { connector, auth, details }: Omit<KeptGrant, 'secrets'>): boolean {
  const keys = new Set([...Object.keys(grant.details), ...Object.keys(details)]);
  const same = (key: string) => JSON.stringify(grant.details[key]) === JSON.stringify(details[key]);
  return grant.connector === connector && grant.auth === auth && [...keys].every(same);
}
