import { matchesGlob } from '../glob.ts';
import type { Fault } from './fault.ts';

/** A failure that waits for requests. */
export interface WaitingFault {
  /** Counts up from 1 in each org. */
  readonly id: number;
  readonly fault: Fault;
  /** How many requests it still lets pass. */
  readonly skipping: number;
  /** How many requests it still hits. */
  readonly left: number;
}

/** The failures waiting to be played, in the order they were set. */
export class Faults {
  #waiting: { readonly id: number; readonly fault: Fault; skipping: number; left: number }[] = [];
  #lastId = 0;

  /** Sets a failure and returns its id. */
  add(fault: Fault): number {
    this.#lastId += 1;
    this.#waiting.push({ id: this.#lastId, fault, skipping: fault.skip, left: fault.times });
    return this.#lastId;
  }

  /**
   * Takes the first failure that hits a request and counts it as played; undefined when none does. One that still
   * lets requests pass counts this request and makes way for those behind it.
   */
  take(method: string, path: string): Fault | undefined {
    if (this.#waiting.length === 0) return undefined;
    for (const entry of this.#waiting) {
      if (entry.fault.method && entry.fault.method !== method) continue;
      if (!matchesGlob(entry.fault.path, path)) continue;
      if (entry.skipping > 0) {
        entry.skipping -= 1;
        continue;
      }
      entry.left -= 1;
      if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
      return entry.fault;
    }
    return undefined;
  }

  /** A copy of what is waiting. */
  list(): readonly WaitingFault[] {
    return this.#waiting.map((entry) => ({ ...entry }));
  }

  /** Forgets one failure and tells whether it was there. */
  remove(id: number): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((entry) => entry.id !== id);
    return this.#waiting.length < before;
  }

  /** Forgets all failures. */
  clear(): void {
    this.#waiting = [];
  }
}
