/** Farthest the clock may be moved from the base clock: a hundred years, in milliseconds. */
const farthestMs = 100 * 365.25 * 86_400_000;

/** The clock of an org: a base clock, moved by an offset. It always runs on; setting it never stops it. */
export class OrgClock {
  readonly #base: () => Date;
  #offsetMs = 0;

  constructor(base: () => Date) {
    this.#base = base;
  }

  /** The moment it is in the org. */
  readonly now = (): Date => (this.#offsetMs === 0 ? this.#base() : new Date(this.#base().getTime() + this.#offsetMs));

  /** How far the clock is ahead of the base clock (behind when negative), in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Makes it this moment now. Throws RangeError for a moment more than a hundred years from the base clock. */
  set(moment: Date): void {
    this.#move(moment.getTime() - this.#base().getTime());
  }

  /** Moves it forward, or back when negative. Throws RangeError like `set`. */
  advance(milliseconds: number): void {
    this.#move(this.#offsetMs + milliseconds);
  }

  /** Follows the base clock again. */
  clear(): void {
    this.#offsetMs = 0;
  }

  #move(offsetMs: number): void {
    if (!(Math.abs(offsetMs) <= farthestMs)) throw new RangeError('The clock moves at most a hundred years.');
    this.#offsetMs = Math.round(offsetMs);
  }
}
