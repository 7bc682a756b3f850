import type { JsonObject } from '../../shared/json/json.ts';
import type { Batch, RecordId } from './batch.ts';
import type { CallRecord } from './calls.ts';
import { membershipOf, withMembership } from './membership.ts';
import type { Stage } from './stage.ts';

/** A batch inside a step that calls out: held until every record has its outcome, so that order and keys are kept. */
export class HeldBatch {
  readonly key: string;
  readonly records: CallRecord[];
  /** Place of the first record among all that the step received. */
  readonly #firstIndex: number;

  constructor({ key, records, ids }: Batch, receivedInAll: number) {
    this.key = key;
    const firstIndex = receivedInAll - records.length;
    this.#firstIndex = firstIndex;
    this.records = records.map((record, index) => ({
      record,
      key,
      id: ids?.[index] ?? index,
      place: firstIndex + index,
    }));
  }

  /** True when every record has its outcome. */
  get settled(): boolean {
    return this.records.every(({ outcome }) => outcome !== undefined);
  }

  /**
   * Hands on what came out, failed records by the step's policy. Records without an outcome are counted as skipped,
   * since only a run that stopped leaves any.
   */
  async release({ step, outlets }: Stage): Promise<void> {
    const { execution, tally, planned, id } = step;
    const done = new Released();
    const failed = new Released();
    let untried = 0;
    let filtered = 0;
    for (const [index, { record, outcome, id: recordId }] of this.records.entries()) {
      if (!outcome) untried += 1;
      else if ('error' in outcome) {
        const out = step.fail(this.#firstIndex + index, record, outcome.error);
        if (out) failed.add(out, recordId, this.#firstIndex + index);
      } else if ('records' in outcome) {
        if (outcome.records.length === 0) filtered += 1;
        for (const [number, made] of outcome.records.entries()) {
          const next = execution.keepsMemberships ? withMembership(made, membershipOf(record)) : made;
          // The first is the record itself, made anew; further ones have their number behind.
          const ownId = number === 0 ? recordId : `${recordId}+${planned.index}.${number}`;
          done.add(next, ownId, this.#firstIndex + index);
        }
      } else {
        const next = outcome.adds === undefined ? record : { ...record, [id]: outcome.adds };
        done.add(next, recordId, this.#firstIndex + index);
      }
    }
    tally.skipped(untried);
    tally.filtered(filtered);
    tally.flush();
    const { key } = this;
    await outlets.emit(0, { key, ...done });
    if (planned.errorPort !== undefined) await outlets.emit(planned.errorPort, { key, ...failed });
  }
}

/** Records that go out, which ones they are, and the received places that they came of. */
class Released {
  readonly records: JsonObject[] = [];
  readonly ids: RecordId[] = [];
  readonly parents: number[] = [];

  add(record: JsonObject, id: RecordId, parent: number): void {
    this.records.push(record);
    this.ids.push(id);
    this.parents.push(parent);
  }
}

/** Stops the run as soon as a record failed whose step says so; the rest is sorted out when its batch is released. */
export function stopOnFailure({ step }: Stage, records: CallRecord[]): void {
  if (step.planned.policy !== 'stop') return;
  for (const { outcome } of records) {
    if (outcome && 'error' in outcome) step.failRun(outcome.error);
  }
}

/** True when completed calls of the step go into the journal. */
export function isJournaled({ step }: Stage): boolean {
  return step.execution.journal !== undefined && step.effect !== 'none';
}
