import type { Parents } from '../ports/run.ts';
import { type ArrivedBatch, type Batch, splitBatch } from './batch.ts';
import type { PlannedEdge } from './plan.ts';
import type { RunningStep } from './running-step.ts';

/** Where a line leads: a step's inbox, or a fused group that computes at once. */
export type Intake = {
  /** Adds a line and gives its number. */
  openEdge(): number;
  /** Takes a batch. A promise means: hand over the next one only when it resolves. */
  accept(batch: ArrivedBatch, edge: number): Promise<void> | undefined;
  /** Nothing more comes on one of the lines. */
  closeEdge(): void;
};

/** One line out of a step or of a group of steps. */
export class Outlet {
  readonly #intake: Intake;
  readonly #edge: number;
  readonly #line: PlannedEdge;
  readonly #suffix: string;

  /** `before` is what the keys of batches gained on the way to this line. */
  constructor(intake: Intake, line: PlannedEdge, before: string) {
    this.#intake = intake;
    this.#edge = intake.openEdge();
    this.#line = line;
    this.#suffix = before + line.suffix;
  }

  /** Hands on one batch. */
  pass({ key, records, ids, places }: Batch): Promise<void> | undefined {
    return this.#intake.accept({ key: key + this.#suffix, records, ids, places, line: this.#line }, this.#edge);
  }

  /** Hands on a batch in parts of at most `size` records. */
  send(batch: Batch, size: number): Promise<void> | undefined {
    const [first, ...more] = splitBatch(batch, size);
    if (!first) return undefined;
    return more.length === 0 ? this.pass(first) : this.#sendAll([first, ...more]);
  }

  close(): void {
    this.#intake.closeEdge();
  }

  async #sendAll(batches: Batch[]): Promise<void> {
    for (const batch of batches) await this.pass(batch);
  }
}

/** What leaves a step that isn't fused. */
export type Emission = Omit<Batch, 'places'> & { parents: Parents };

/** All lines out of one step that isn't fused, by port. */
export class Outlets {
  readonly #step: RunningStep;
  readonly #byPort: Outlet[][];

  constructor(step: RunningStep, byPort: Outlet[][]) {
    this.#step = step;
    this.#byPort = byPort;
  }

  /**
   * Counts and keeps records, which came of `parents`, and hands them batch by batch to every line from the port, so
   * that no branch is far ahead of another. Resolves when the next may follow.
   */
  async emit(port: number, { key, records, ids, parents }: Emission): Promise<void> {
    if (records.length === 0) return;
    const places = this.#step.tally.emitted(port, records, parents);
    this.#step.tally.flush();
    const outlets = this.#byPort[port] ?? [];
    for (const batch of splitBatch({ key, records, ids, places }, this.#step.execution.batchSize)) {
      const waits = outlets.flatMap((outlet) => outlet.pass(batch) ?? []);
      if (waits.length > 0) await Promise.all(waits);
    }
  }

  close(): void {
    for (const outlet of this.#byPort.flat()) outlet.close();
  }
}
