import type { Clock } from '../ports/clock.ts';

/**
 * Milliseconds of computing after which a run lets the host breathe. Five busy runs then hold its loop for about
 * 25 ms a turn, under the 50 ms of promise R17.
 */
const TURN_MS = 5;

/** Keeps long computing from holding the host (R17): asked between batches and slices, it says when to yield. */
export class Pacer {
  readonly #clock: Clock;
  #turnBegan: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turnBegan = clock.monotonic();
  }

  /** True when the turn was long enough. */
  due(): boolean {
    return this.#clock.monotonic() - this.#turnBegan >= TURN_MS;
  }

  /** Gives pending I/O and other runs a turn. */
  async pause(): Promise<void> {
    await this.#clock.yield();
    this.#turnBegan = this.#clock.monotonic();
  }
}
