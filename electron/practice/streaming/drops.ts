import type { StreamingClient, Subscription } from './clients.ts';

/** Which streams are silent. Without user and channel it is all of them. */
export interface Drop {
  readonly userId?: string;
  /** The channel without filter. */
  readonly channel?: string;
  /** Whether connects of those it is about are never answered, not even when their time is up. */
  readonly unanswered: boolean;
}

/** Streams that were dropped silently: their events are held back, nobody is told. */
export class Drops {
  readonly #drops = new Map<number, Drop>();
  #count = 0;

  /** Drops streams and returns a number to end it by. */
  add(drop: Drop): number {
    this.#count += 1;
    this.#drops.set(this.#count, drop);
    return this.#count;
  }

  /** Ends a drop; false when there is none of that number. */
  remove(id: number): boolean {
    return this.#drops.delete(id);
  }

  /** Ends all. */
  clear(): void {
    this.#drops.clear();
  }

  /** The drops in force, by number. */
  list(): readonly (readonly [id: number, drop: Drop])[] {
    return [...this.#drops];
  }

  /** Whether events of a subscription are held back. */
  holdsBack(client: StreamingClient, { channel }: Subscription): boolean {
    return this.list().some(
      ([, drop]) => isAbout(drop, client) && (drop.channel === undefined || drop.channel === channel.base),
    );
  }

  /** Whether connects of a client are never answered. */
  silences(client: StreamingClient): boolean {
    return this.list().some(([, drop]) => drop.unanswered && isAbout(drop, client));
  }
}

/** Whether a drop touches a client. */
export function isAbout({ userId, channel }: Omit<Drop, 'unanswered'>, client: StreamingClient): boolean {
  if (userId !== undefined && userId !== client.userId) return false;
  return channel === undefined || [...client.subscriptions.values()].some((known) => known.channel.base === channel);
}
