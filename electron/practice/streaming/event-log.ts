import type { StoredEvent } from './event.ts';

/** Most events one channel retains; the oldest go first. */
export const retainAtMost = 100_000;

/** Events no longer retained that may wait at the front of the list before it is shortened. */
const slack = 10_000;

/** The retained events of one channel, oldest first. */
export class EventLog {
  #events: StoredEvent[] = [];
  #start = 0;

  /** The number of events retained. */
  get size(): number {
    return this.#events.length - this.#start;
  }

  /** Adds an event whose replay id is greater than all before it. */
  append(event: StoredEvent): void {
    this.#events.push(event);
    if (this.size > retainAtMost) this.#dropFirst(1);
  }

  /** At most `limit` events with a greater replay id. */
  after(replayId: number, limit: number): readonly StoredEvent[] {
    const from = this.#firstAfter(replayId);
    return this.#events.slice(from, from + limit);
  }

  /** Whether the event with this replay id is retained. */
  has(replayId: number): boolean {
    return this.#events[this.#firstAfter(replayId - 1)]?.replayId === replayId;
  }

  /** Forgets events up to this replay id, itself included, and returns how many. */
  dropUpTo(replayId: number): number {
    return this.#dropFirst(this.#firstAfter(replayId) - this.#start);
  }

  /** Forgets events from before a moment, in milliseconds since 1970. */
  expire(before: number): void {
    let end = this.#start;
    while ((this.#events[end]?.at ?? before) < before) end += 1;
    this.#dropFirst(end - this.#start);
  }

  /** At most `limit` retained events, the newest of all. */
  newest(limit: number): readonly StoredEvent[] {
    return this.#events.slice(Math.max(this.#start, this.#events.length - limit));
  }

  #dropFirst(count: number): number {
    this.#start += count;
    if (this.#start > slack || this.size === 0) {
      this.#events = this.#events.slice(this.#start);
      this.#start = 0;
    }
    return count;
  }

  #firstAfter(replayId: number): number {
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.replayId ?? 0) > replayId) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
