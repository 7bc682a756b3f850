import type { RunEvent, RunEventBody } from '../../shared/run/events.ts';
import { foldedTogether, foldRunEvents, type RunState } from '../../shared/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunRecorder } from '../ports/run.ts';

/** Numbers and times the events of one run, hands them to the recorder and keeps the state they tell. */
export class EventLog {
  readonly #recorder: RunRecorder;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #seq: number;
  #state: RunState | undefined;
  #unfolded: RunEvent[] = [];
  #foldedTogether = Number.POSITIVE_INFINITY;

  /** `lastSeq` is the number of the last event of an earlier try. */
  constructor(recorder: RunRecorder, clock: Clock, lastSeq = 0) {
    this.#seq = lastSeq;
    this.#recorder = recorder;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  /** Monotonic milliseconds since the run began. */
  elapsed(): number {
    return this.#clock.monotonic() - this.#startedAt;
  }

  tell(body: RunEventBody): void {
    this.#seq += 1;
    const event: RunEvent = { seq: this.#seq, elapsedMs: this.elapsed(), ...body };
    this.#unfolded.push(event);
    if (event.type === 'run.started') this.#foldedTogether = foldedTogether(event);
    if (this.#unfolded.length >= this.#foldedTogether) this.state();
    this.#recorder.event(event);
  }

  /** The state that the events so far tell; undefined before `run.started`. */
  state(): RunState | undefined {
    this.#state = foldRunEvents(this.#unfolded, this.#state);
    this.#unfolded = [];
    return this.#state;
  }
}
