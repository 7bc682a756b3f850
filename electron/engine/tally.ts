import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { FailedRecord, RunWarning, StepStatus } from '../../shared/run/events.ts';
import type { Parents } from '../ports/run.ts';
import type { EventLog } from './event-log.ts';
import { NO_PLACES, type Places } from './places.ts';
import type { PlannedEdge, PlannedStep } from './plan.ts';
import type { RecordKeeper } from './record-keeper.ts';

/** Milliseconds between two events that tell calls made inside one batch. */
const CALLS_TOLD_EVERY_MS = 100;

/**
 * Counts what happens in one step and tells it as events: increments, told together when `flush` is called (once a
 * batch), never per record. Received = passed + failed + skipped + filtered, always (R27).
 */
export class StepTally {
  readonly #log: EventLog;
  readonly #keeper: RecordKeeper;
  readonly #planned: PlannedStep;
  readonly #step: string;
  readonly #isLast: boolean;
  /** Records that left by port, over the whole run and not told yet. */
  readonly #emitted: number[];
  readonly #untold: number[];
  #untoldEmissions = false;
  #received = 0;
  #skipped = 0;
  #filtered = 0;
  #failed = 0;
  #failures: FailedRecord[] = [];
  #calls = 0;
  #warnings: Map<string, { warning: RunWarning; count: number }> | undefined;
  #startedAt: number | undefined;
  #flushedAt = 0;
  #finished = false;
  /** Records that came so far; the place of the next one. */
  receivedInAll = 0;
  failedInAll = 0;

  constructor(planned: PlannedStep, log: EventLog, keeper: RecordKeeper) {
    this.#planned = planned;
    this.#step = planned.step.id;
    this.#log = log;
    this.#keeper = keeper;
    this.#emitted = planned.ports.map(() => 0);
    this.#untold = planned.ports.map(() => 0);
    this.#isLast = planned.edges.every((edges) => edges.length === 0);
  }

  get started(): boolean {
    return this.#startedAt !== undefined;
  }

  get finished(): boolean {
    return this.#finished;
  }

  start(): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = this.#log.elapsed();
    this.#log.tell({ type: 'step.started', step: this.#step });
  }

  /** True when it is kept which record came of which. */
  get keepsLineage(): boolean {
    return this.#keeper.keepsLineage;
  }

  /** Records that came over `line`; `places` are theirs among all that left the port at its other end. */
  received(count: number, line: PlannedEdge, places: Places): void {
    if (places.length > 0) this.#keeper.keepArrivals(this.#planned, line, this.receivedInAll, places);
    this.#received += count;
    this.receivedInAll += count;
  }

  /** Records that were taken and led to nothing: not even to a failure. */
  filtered(count: number): void {
    this.#filtered += count;
  }

  /** Records that came but weren't tried. */
  skipped(count: number): void {
    this.#skipped += count;
  }

  /** Records that left a port, having come of `parents`; gives their places there. */
  emitted(port: number, records: readonly JsonObject[], parents: Parents): Places {
    const { length } = records;
    if (length === 0) return NO_PLACES;
    const before = this.#emitted[port] ?? 0;
    this.#emitted[port] = before + length;
    this.#untold[port] = (this.#untold[port] ?? 0) + length;
    this.#untoldEmissions = true;
    const name = this.#planned.ports[port] ?? '';
    this.#keeper.keep(this.#step, name, before, records);
    if (this.#isLast && port === 0 && port !== this.#planned.errorPort) {
      this.#keeper.keepOutput(this.#planned.index, records);
    }
    if (!this.keepsLineage) return NO_PLACES;
    this.#keeper.keepDepartures(this.#step, name, before, parents);
    return [[before, length]];
  }

  failed(index: number, record: JsonObject, error: MillraceError): void {
    this.#failed += 1;
    this.failedInAll += 1;
    if (!this.#keeper.keepsFailures) return;
    this.#failures.push({ index, record, error: error.describe(), disposition: this.#planned.policy });
  }

  /** Counts a call. Calls can be slow, so their counts don't wait for the batch; one after the end isn't told any more. */
  called(): void {
    if (this.#finished) return;
    this.#calls += 1;
    if (this.#log.elapsed() - this.#flushedAt >= CALLS_TOLD_EVERY_MS) this.flush();
  }

  warned(warning: RunWarning): void {
    const key = warning.field === undefined ? warning.code : `${warning.code} ${warning.field}`;
    this.#warnings ??= new Map();
    const known = this.#warnings.get(key);
    if (known) known.count += 1;
    else this.#warnings.set(key, { warning, count: 1 });
  }

  retried(attempt: number, delayMs: number, error: MillraceError): void {
    this.flush();
    this.#log.tell({ type: 'step.retried', step: this.#step, attempt, delayMs, error: error.describe() });
  }

  /** Tells what was counted since the last flush. */
  flush(): void {
    const step = this.#step;
    this.#flushedAt = this.#log.elapsed();
    if (this.#received > 0) {
      this.#log.tell({ type: 'records.received', step, count: this.#received });
      this.#received = 0;
    }
    if (this.#untoldEmissions) this.#tellEmissions();
    if (this.#failed > 0) {
      this.#log.tell({ type: 'records.failed', step, count: this.#failed, failures: this.#failures });
      this.#failed = 0;
      this.#failures = [];
    }
    if (this.#skipped > 0) {
      this.#log.tell({ type: 'records.skipped', step, count: this.#skipped });
      this.#skipped = 0;
    }
    if (this.#filtered > 0) {
      this.#log.tell({ type: 'records.filtered', step, count: this.#filtered });
      this.#filtered = 0;
    }
    if (this.#calls > 0) {
      this.#log.tell({ type: 'calls.made', step, count: this.#calls });
      this.#calls = 0;
    }
    if (this.#warnings) {
      for (const { warning, count } of this.#warnings.values()) {
        this.#log.tell({ type: 'step.warned', step, warning, count });
      }
      this.#warnings = undefined;
    }
  }

  /** Tells the end of the step, once; later calls change nothing. */
  finish(status: StepStatus, error?: unknown): void {
    if (this.#finished) return;
    this.#finished = true;
    this.flush();
    const durationMs = this.#startedAt === undefined ? 0 : this.#log.elapsed() - this.#startedAt;
    const described = error === undefined ? {} : { error: toMillraceError(error).describe() };
    this.#log.tell({ type: 'step.finished', step: this.#step, status, durationMs, ...described });
  }

  #tellEmissions(): void {
    for (const [port, count] of this.#untold.entries()) {
      if (count === 0) continue;
      this.#log.tell({ type: 'records.emitted', step: this.#step, port: this.#planned.ports[port] ?? '', count });
      this.#untold[port] = 0;
    }
    this.#untoldEmissions = false;
  }
}
