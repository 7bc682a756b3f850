import type { Retention } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { MOST_OUTPUT_BYTES, MOST_OUTPUT_RECORDS } from '../../shared/run/output.ts';
import type { Parents, RunRecorder } from '../ports/run.ts';
import { weighBehind } from './batch-weight.ts';
import type { Places } from './places.ts';
import type { PlannedEdge, PlannedStep } from './plan.ts';

/** Records that sampled retention keeps of each edge (engine.md). */
const SAMPLED_RECORDS = 50;

/** Keeps the records that the run's retention asks for, and the run's output. */
export class RecordKeeper {
  readonly #recorder: RunRecorder;
  readonly #kept: number;
  readonly #mostOutputBytes: number;
  readonly #outputs = new Map<number, JsonObject[]>();
  #outputBytes = 0;
  /** False when nothing of a record may be kept, not even of one that failed. */
  readonly keepsFailures: boolean;
  /** True when it is kept which record came of which: for every record where all are kept (engine.md). */
  readonly keepsLineage: boolean;

  constructor(recorder: RunRecorder, retention: Retention, wasCalled: boolean) {
    this.#recorder = recorder;
    this.#kept = retention === 'full' ? Number.POSITIVE_INFINITY : retention === 'sampled' ? SAMPLED_RECORDS : 0;
    this.#mostOutputBytes = wasCalled ? Number.POSITIVE_INFINITY : MOST_OUTPUT_BYTES;
    this.keepsFailures = retention !== 'none';
    this.keepsLineage = retention === 'full';
  }

  /** Takes records that left `step` through `port`; `firstIndex` counts those before them on that port. */
  keep(step: string, port: string, firstIndex: number, records: readonly JsonObject[]): void {
    const room = this.#kept - firstIndex;
    if (room <= 0) return;
    this.#recorder.records(step, port, firstIndex, records.length <= room ? records : records.slice(0, room));
  }

  /** Takes where records came from that `step` received, the first of them at its place `received`. */
  keepArrivals({ step }: PlannedStep, line: PlannedEdge, received: number, places: Places): void {
    let place = received;
    for (const [first, count] of places) {
      this.#recorder.arrivals({ step: step.id, place, count, from: line.fromStep, port: line.fromPort, first });
      place += count;
    }
  }

  /** Takes which received records those came of that left `step` through `port` from the place `first` on. */
  keepDepartures(step: string, port: string, first: number, parents: Parents): void {
    if (parents !== null && parents.length > 0) this.#recorder.departures({ step, port, first, parents });
  }

  /** Takes records that left the flow at the step with this place in the plan. */
  keepOutput(stepIndex: number, records: readonly JsonObject[]): void {
    const kept = this.#outputs.get(stepIndex) ?? [];
    this.#outputs.set(stepIndex, kept);
    for (const record of records) {
      if (kept.length >= MOST_OUTPUT_RECORDS || this.#outputBytes >= this.#mostOutputBytes) return;
      this.#outputBytes += weighBehind(record, kept.at(-1));
      kept.push(record);
    }
  }

  /**
   * The first 1,000 records, fewer where they are large, of the steps without a successor, step after step in the plan's
   * order.
   */
  output(): JsonObject[] {
    const inOrder = [...this.#outputs].sort(([first], [second]) => first - second);
    return inOrder.flatMap(([, records]) => records).slice(0, MOST_OUTPUT_RECORDS);
  }
}
