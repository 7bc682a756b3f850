/** Calls a practice org answers in one day: enough that nobody meets the limit without asking for it. */
export const dailyRequests = 1_000_000;

const dayMs = 86_400_000;

/** Counts REST calls against the daily limit; the count starts anew 24 hours after the first call. */
export class ApiUsage {
  #used = 0;
  #since = 0;
  #isLimited = false;

  /** Counts one call and tells whether it is still within the limit. */
  count(now: Date): boolean {
    if (now.getTime() - this.#since >= dayMs) {
      this.#since = now.getTime();
      this.#used = 0;
      this.#isLimited = false;
    }
    if (this.#used >= dailyRequests) return false;
    this.#used += 1;
    return true;
  }

  /** Calls made since the count began. */
  get used(): number {
    return this.#used;
  }

  /** Whether no call is left for the day; does not count one. */
  isExhausted(now: Date): boolean {
    return this.#used >= dailyRequests && now.getTime() - this.#since < dayMs;
  }

  /** The header every REST answer tells the usage by: `api-usage=<used>/<limit>`. */
  get header(): string {
    return `api-usage=${this.#used}/${dailyRequests}`;
  }

  /** Whether the calls left were set by `leave` for the present day. */
  get isLimited(): boolean {
    return this.#isLimited;
  }

  /** Leaves only so many calls for the rest of the day. */
  leave(remaining: number, now: Date): void {
    this.#since = now.getTime();
    this.#used = dailyRequests - Math.min(Math.max(remaining, 0), dailyRequests);
    this.#isLimited = true;
  }

  /** Starts the count anew. */
  clear(): void {
    this.#used = 0;
    this.#since = 0;
    this.#isLimited = false;
  }
}
