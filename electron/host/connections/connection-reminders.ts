import type { ConnectionReminder } from '../../../shared/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';

/** A refresh token that wasn't used for this many days is about to lapse (product.md W5). */
export const UNUSED_DAYS = 14;

const DAY_MS = 24 * 3_600_000;

/** The connections whose stored sign-in is about to lapse for want of use, longest unused first. */
export function findReminders(store: Store, clock: Pick<Clock, 'now'>): ConnectionReminder[] {
  return store.connections
    .list()
    .filter(
      ({ active, status, secretsStored }) =>
        active && status !== 'sign_in_expired' && secretsStored.includes('refreshToken'),
    )
    .map(({ id, name, lastUsedAt, createdAt }) => {
      const since = lastUsedAt ?? createdAt;
      return { id, name, lastUsedAt: since, unusedDays: Math.floor((clock.now() - Date.parse(since)) / DAY_MS) };
    })
    .filter(({ unusedDays }) => unusedDays >= UNUSED_DAYS)
    .sort((a, b) => b.unusedDays - a.unusedDays);
}
