import type { JsonObject } from '../../shared/json/json.ts';
import type { PauseAnswer, PausedRecord } from '../../shared/run/breakpoint.ts';
import type { EventLog } from './event-log.ts';

type Waiting = { paused: PausedRecord; answer(answer: PauseAnswer | undefined): void };

/** The records that a run waits with until somebody says how it goes on. */
export class Pauses {
  readonly #log: EventLog;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #ended = false;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** True when nothing is asked any more: “go on without stopping” was said, or the run has stopped. */
  get ended(): boolean {
    return this.#ended;
  }

  list(): PausedRecord[] {
    return [...this.#waiting.values()].map(({ paused }) => paused);
  }

  /** Waits with a record; gives the answer, or undefined when the run stopped or needs no answer any more. */
  ask(step: string, index: number, record: JsonObject): Promise<PauseAnswer | undefined> {
    this.#count += 1;
    const pause = this.#count;
    this.#log.tell({ type: 'step.paused', step, pause });
    return new Promise((resolve) => {
      const answer = (given: PauseAnswer | undefined) => {
        this.#waiting.delete(pause);
        this.#log.tell({ type: 'step.proceeded', step, pause, edited: given?.record !== undefined });
        resolve(given);
      };
      this.#waiting.set(pause, { paused: { pause, step, index, record }, answer });
    });
  }

  /** Gives the answer to a pause; false when nobody waits for it. */
  proceed(pause: number, answer: PauseAnswer): boolean {
    const waiting = this.#waiting.get(pause);
    if (!waiting) return false;
    if (answer.until === 'end') this.#ended = true;
    waiting.answer(answer);
    if (this.#ended) this.release();
    return true;
  }

  /** Lets go of everybody who waits, for good. */
  release(): void {
    this.#ended = true;
    for (const { answer } of [...this.#waiting.values()]) answer(undefined);
  }
}
