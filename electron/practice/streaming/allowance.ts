/** Events delivered in one day. Source: `DailyStreamingApiEvents` of the limits resource. */
export const dailyEvents = 1_000_000;

const dayMs = 86_400_000;

/** Counts delivered events; the count starts anew 24 hours after the first. */
export class EventAllowance {
  readonly #now: () => Date;
  #used = 0;
  #since = 0;
  #isLimited = false;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Events that may still be delivered today. */
  get remaining(): number {
    if (this.#now().getTime() - this.#since >= dayMs) this.clear();
    return dailyEvents - this.#used;
  }

  /** Whether the events left were set by `leave` for the present day. */
  get isLimited(): boolean {
    return this.remaining < dailyEvents && this.#isLimited;
  }

  /** Counts delivered events. */
  count(events: number): void {
    if (this.#used === 0 && events > 0) this.#since = this.#now().getTime();
    this.#used = Math.min(dailyEvents, this.#used + events);
  }

  /** Leaves only so many events for the rest of the day. */
  leave(remaining: number): void {
    this.#since = this.#now().getTime();
    this.#used = dailyEvents - Math.min(Math.max(remaining, 0), dailyEvents);
    this.#isLimited = true;
  }

  /** Starts the count anew. */
  clear(): void {
    this.#used = 0;
    this.#since = 0;
    this.#isLimited = false;
  }
}
