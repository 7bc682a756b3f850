import type { RetryBudget } from '../ports/breaker.ts';
import type { Clock } from '../ports/clock.ts';

/** Repeated calls that are always possible, so that a single call gets all the tries of a flow (at most 10). */
const RESERVE = 10;

/**
 * What each call adds. With the reserve, repeated calls of 1,000 stay within a tenth of them (R11); the ratio of a
 * tenth is Google's (Site Reliability Engineering, “Handling Overload”).
 */
const EARNED_BY_A_CALL = 0.09;

/** The most that can be saved up: what a thousand calls earn. */
const MOST = 100;

/** Milliseconds without a call after which the reserve is there again: whatever ailed then says nothing about now. */
const FORGOTTEN_AFTER_MS = 60_000;

/**
 * How much may be repeated, in all, over the calls of one operation of a connection: a service that fails much of what
 * it is asked gets a tenth more calls, not several times as many. A token bucket: calls earn, repeated calls cost one.
 */
export class TokenBucket implements RetryBudget {
  readonly #clock: Clock;
  #tokens = RESERVE;
  #lastCall = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  earn(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lastCall >= FORGOTTEN_AFTER_MS) this.#tokens = Math.max(this.#tokens, RESERVE);
    this.#lastCall = now;
    this.#tokens = Math.min(MOST, this.#tokens + EARNED_BY_A_CALL);
  }

  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
