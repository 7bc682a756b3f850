import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { ConnectionReminder } from '../../../shared/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store, StoredConnection } from '../../storage/index.ts';

/** A refresh token that wasn't used for this many days is about to lapse (product.md W5). */
export const UNUSED_DAYS = 14;

const DAY_MS = 24 * 3_600_000;

/** A stored sign-in: of one connection, or of a principal that several connections share. */
type StoredSignIn = { secretsStored: readonly string[]; lastUsedAt: string | null };

/**
 * The connections whose stored sign-in is about to lapse for want of use, longest unused first. Of those that share one,
 * the first by name stands for all.
 */
export function findReminders(store: Store, clock: Pick<Clock, 'now'>): ConnectionReminder[] {
  const connections = store.connections.list();
  const told = new Set<string>();
  return connections
    .filter(({ active, status }) => active && status !== 'sign_in_expired')
    .flatMap((connection): ConnectionReminder[] => {
      const shared = connection.auth === NAMED_SCHEME ? connection.fields.credential : undefined;
      const signIn = typeof shared === 'string' ? findShared(store, shared, connections) : connection;
      if (!signIn?.secretsStored.includes('refreshToken')) return [];
      const since = signIn.lastUsedAt ?? connection.createdAt;
      const unusedDays = Math.floor((clock.now() - Date.parse(since)) / DAY_MS);
      if (unusedDays < UNUSED_DAYS || (typeof shared === 'string' && told.has(shared))) return [];
      if (typeof shared === 'string') told.add(shared);
      return [{ id: connection.id, name: connection.name, lastUsedAt: since, unusedDays }];
    })
    .sort((a, b) => b.unusedDays - a.unusedDays);
}

/** The sign-in of a credential's only principal, used whenever one of its connections or its own test was. */
function findShared(store: Store, id: string, connections: readonly StoredConnection[]): StoredSignIn | undefined {
  const credential = store.credentials.find(id);
  const [principal, other] = credential?.principals ?? [];
  if (!credential || !principal?.permitted || other) return undefined;
  const users = new Set(credential.usedBy.map(({ connectionId }) => connectionId));
  const uses = connections.filter((connection) => users.has(connection.id)).map(({ lastUsedAt }) => lastUsedAt);
  const [newest] = [principal.lastTestedAt, ...uses]
    .filter((time) => time !== null)
    .sort()
    .reverse();
  return { secretsStored: principal.secretsStored, lastUsedAt: newest ?? null };
}
