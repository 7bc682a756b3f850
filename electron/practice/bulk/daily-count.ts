import { dayMs } from '../dates.ts';

/** Counts something against a limit of a day; the count starts anew 24 hours after the first. */
export class DailyCount {
  readonly #now: () => Date;
  #used = 0;
  #since = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** How much was counted today. */
  get used(): number {
    if (this.#now().getTime() - this.#since >= dayMs) this.clear();
    return this.#used;
  }

  /** Counts so much more. */
  add(amount: number): void {
    const used = this.used;
    if (used === 0) this.#since = this.#now().getTime();
    this.#used = used + amount;
  }

  /** Starts the count anew. */
  clear(): void {
    this.#used = 0;
    this.#since = 0;
  }
}
