import { errorCatalogue, MillraceError } from '../../shared/errors/index.ts';
import type { Admission, Breaker, RetryBudget } from '../ports/breaker.ts';
import type { Clock } from '../ports/clock.ts';
import { TokenBucket } from './retry-budget.ts';

/** Promise R12: five failures in a row open it for 30 seconds, then one probe decides. */
const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;
/** What callers are told to wait while the probe is under way. */
const PROBE_WAIT_SECONDS = 1;

/**
 * Leaves a dead service alone; only errors that are the world's and passing count. One for each operation of a
 * connection, shared by all runs; a step without a connection has one of its own. `name` is what callers know it by.
 */
export class CircuitBreaker implements Breaker {
  readonly retries: RetryBudget;
  readonly #clock: Clock;
  readonly #name: string;
  #failures = 0;
  #openUntil: number | undefined;
  #probing = false;
  #lastError: MillraceError | undefined;

  constructor(clock: Clock, name: string) {
    this.#clock = clock;
    this.#name = name;
    this.retries = new TokenBucket(clock);
  }

  admit(): Admission | MillraceError {
    if (this.#openUntil === undefined) return { probe: false };
    const left = this.#openUntil - this.#clock.monotonic();
    if (left > 0) return this.#refusal(Math.ceil(left / 1_000));
    if (this.#probing) return this.#refusal(PROBE_WAIT_SECONDS);
    this.#probing = true;
    return { probe: true };
  }

  report(admission: Admission, error: MillraceError | undefined): void {
    // Calls that were under way when it opened say nothing about now: only the probe closes it.
    if (this.#openUntil !== undefined && !admission.probe) return;
    const failed = error?.retryable === true && errorCatalogue[error.code].fault === 'world';
    this.#failures = failed ? this.#failures + 1 : 0;
    if (failed) this.#lastError = error;
    this.#probing = false;
    const open = failed && (admission.probe || this.#failures >= FAILURES_TO_OPEN);
    this.#openUntil = open ? this.#clock.monotonic() + OPEN_MS : undefined;
  }

  withdraw({ probe }: Admission): void {
    if (probe) this.#probing = false;
  }

  #refusal(seconds: number): MillraceError {
    const { host, system } = this.#lastError?.data ?? {};
    return new MillraceError(
      'CIRCUIT_BREAKER_OPEN',
      { host: host ?? system ?? this.#name, attempts: this.#failures, seconds, retryAfterSeconds: seconds },
      { cause: this.#lastError },
    );
  }
}
