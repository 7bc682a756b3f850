import { toMillraceError } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/scope.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { membershipOf, withMembership } from './membership.ts';
import type { Intake } from './outlets.ts';
import type { RunningStep } from './running-step.ts';

/** Says whether the run stops before its step takes the record. */
export type PauseCondition = (scope: EvaluationScope) => boolean;

/**
 * Stands before a step with a breakpoint: holds the batch while somebody looks at one of its records, and hands it on
 * with what was edited. What was answered is journaled, so that a resumed run doesn't ask again.
 */
export class Gate implements Intake {
  readonly #step: RunningStep;
  readonly #inner: Intake;
  readonly #stopsAt: PauseCondition;
  #turn: Promise<void> = Promise.resolve();
  #held = 0;
  #came = 0;

  constructor(step: RunningStep, inner: Intake, stopsAt: PauseCondition) {
    this.#step = step;
    this.#inner = inner;
    this.#stopsAt = stopsAt;
  }

  openEdge(): number {
    return this.#inner.openEdge();
  }

  closeEdge(): void {
    this.#inner.closeEdge();
  }

  accept(batch: ArrivedBatch, edge: number): Promise<void> | undefined {
    const first = this.#came;
    this.#came += batch.records.length;
    if (this.#held === 0 && !batch.records.some((record, index) => this.#concerns(batch, index, record))) {
      return this.#inner.accept(batch, edge);
    }
    this.#held += 1;
    // One batch at a time, in the order in which they came.
    this.#turn = this.#turn.then(async () => {
      const passed = await this.#look(batch, first);
      this.#held -= 1;
      await this.#inner.accept(passed, edge);
    });
    return this.#turn;
  }

  /** The batch as it goes on. */
  async #look(batch: ArrivedBatch, first: number): Promise<ArrivedBatch> {
    const { execution, id } = this.#step;
    const records = [...batch.records];
    for (const [index, record] of batch.records.entries()) {
      const name = nameOf(batch, index);
      const known = execution.replay?.pause(id, batch.key, name);
      if (known) {
        if (known.record) records[index] = withMembership(known.record, membershipOf(record));
        continue;
      }
      if (execution.stopped || execution.pauses.ended || !this.#stops(record)) continue;
      const answer = await execution.pauses.ask(id, first + index, record);
      if (!answer) continue;
      const edited = answer.record && withMembership(answer.record, membershipOf(record));
      if (edited) records[index] = edited;
      const outcome = { passed: name, ...(answer.record ? { record: answer.record } : {}) };
      try {
        await execution.journal?.append([{ runId: execution.runId, step: id, batchKey: batch.key, outcome }]);
      } catch (thrown) {
        this.#step.failRun(toMillraceError(thrown));
      }
    }
    return { ...batch, records };
  }

  /** True for a record that was answered for in an earlier try, or that the run is to stop at. */
  #concerns(batch: ArrivedBatch, index: number, record: JsonObject): boolean {
    const { execution, id } = this.#step;
    if (execution.replay?.pause(id, batch.key, nameOf(batch, index))) return true;
    return !execution.stopped && !execution.pauses.ended && this.#stops(record);
  }

  #stops(record: JsonObject): boolean {
    try {
      return this.#stopsAt(this.#step.execution.scope(record, this.#step.warn));
    } catch (thrown) {
      // A condition that can't be worked out for a record is no reason to stop at it, nor to fail it.
      const { code, message } = toMillraceError(thrown);
      this.#step.tally.warned({ code, message: `The breakpoint’s condition: ${message}` });
      return false;
    }
  }
}

/** Which record of its batch a record is, as the journal names it. */
function nameOf({ ids }: ArrivedBatch, index: number): RecordId {
  return ids?.[index] ?? index;
}
