import type { KeptWrite, PlanPage } from '../../shared/contract/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { type PlannedCount, type PlannedOperation, plannedOperations } from '../../shared/run/plan.ts';
import type { SqlRow } from '../ports/database.ts';
import { numberOf, type StoreContext, textOf } from './context.ts';
import type { RequestData } from './run-requests.ts';
import type { Page } from './runs.ts';

/**
 * A withheld write as it is kept: `digest` is the same for the same write, `loose` for one of the same kind whose values
 * aren’t known beforehand, `seen` for the same present values.
 */
export type StoredWrite = KeptWrite & { digest: string; loose: string; seen: string };

/** What is told with a plan: where its writes in called flows come from, by path, and reads that depend on its writes. */
export type PlanNotes = {
  origins: Record<string, { flow: string; step: string }>;
  unwritten: (PlanPage['unwritten'][number] & { certain: boolean })[];
};

/** What is known of a plan besides its writes. `moment` is what its expressions saw. */
export type StoredPlan = {
  request: JsonObject;
  moment: JsonObject;
  withheld: number;
  appliedBy: string | null;
  notes: PlanNotes;
};

/** What dry runs withheld. */
export type PlanStore = {
  begin(runId: string, request: RequestData, moment: JsonObject): void;
  /** Keeps more writes, and how many were withheld in all so far. */
  add(runId: string, writes: readonly StoredWrite[], withheld: number): void;
  note(runId: string, notes: PlanNotes): void;
  /** Counts the plan as a part of its run's history, once that is over. */
  finish(runId: string): void;
  read(runId: string): StoredPlan | undefined;
  page(runId: string, page: Page): { writes: KeptWrite[]; kept: number };
  /** By step, operation and target, the most frequent first; at most 100. */
  counts(runId: string): PlannedCount[];
  /** All that is kept. */
  writes(runId: string): StoredWrite[];
  /** Notes, durably, which run applies the plan; false when one does already. */
  claim(runId: string, appliedBy: string): boolean;
  /** Forgets the plan of a run that couldn’t begin. */
  remove(runId: string): void;
  /** Takes a claim of this run back: nothing was applied. */
  unclaim(runId: string, appliedBy: string): void;
};

/** Characters of the three digests of a write: SHA-256 in hexadecimal. */
const DIGESTS_LENGTH = 192;

export function createPlanStore({ database }: StoreContext): PlanStore {
  return {
    begin: (runId, request, moment) =>
      void database
        .prepare('INSERT INTO run_plans VALUES (?, ?, ?, 0, NULL, NULL)')
        .run(runId, JSON.stringify(request), JSON.stringify(moment)),
    add(runId, writes, withheld) {
      const insert = database.prepare('INSERT INTO planned_writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
      database.transaction(
        () => {
          for (const { number, step, place, operation, target, recordId, fields, digest, loose, seen } of writes) {
            const text = JSON.stringify(fields);
            insert.run(runId, number, step, place, operation, target, recordId ?? null, text, digest, loose, seen);
          }
          database.prepare('UPDATE run_plans SET withheld = ? WHERE run_id = ?').run(withheld, runId);
        },
        { durable: false },
      );
    },
    note: (runId, notes) =>
      void database.prepare('UPDATE run_plans SET notes = ? WHERE run_id = ?').run(JSON.stringify(notes), runId),
    finish: (runId) =>
      void database
        .prepare(
          `UPDATE runs SET bytes = bytes + coalesce((SELECT sum(octet_length(fields) + octet_length(target) + ${DIGESTS_LENGTH})
           FROM planned_writes WHERE run_id = runs.id), 0) WHERE id = ?`,
        )
        .run(runId),
    read(runId) {
      const row = database.prepare('SELECT * FROM run_plans WHERE run_id = ?').get(runId);
      return (
        row && {
          request: JSON.parse(textOf(row, 'request')),
          moment: JSON.parse(textOf(row, 'moment')),
          withheld: numberOf(row, 'withheld'),
          appliedBy: row.applied_by === null ? null : textOf(row, 'applied_by'),
          notes: row.notes === null ? { origins: {}, unwritten: [] } : JSON.parse(textOf(row, 'notes')),
        }
      );
    },
    page(runId, { offset, limit }) {
      const count = database.prepare('SELECT count(*) AS kept FROM planned_writes WHERE run_id = ?').get(runId);
      const rows = database
        .prepare('SELECT * FROM planned_writes WHERE run_id = ? ORDER BY number LIMIT ? OFFSET ?')
        .all(runId, limit, offset);
      return { writes: rows.map(keptOf), kept: numberOf(count ?? {}, 'kept') };
    },
    counts: (runId) =>
      database
        .prepare(
          `SELECT step, operation, target, count(*) AS count FROM planned_writes WHERE run_id = ?
           GROUP BY step, operation, target ORDER BY count DESC, min(number) LIMIT 100`,
        )
        .all(runId)
        .map((row) => ({
          step: textOf(row, 'step'),
          operation: operationOf(row),
          target: textOf(row, 'target'),
          count: numberOf(row, 'count'),
        })),
    writes: (runId) =>
      database
        .prepare('SELECT * FROM planned_writes WHERE run_id = ? ORDER BY number')
        .all(runId)
        .map((row) => ({
          ...keptOf(row),
          digest: textOf(row, 'digest'),
          loose: textOf(row, 'loose'),
          seen: textOf(row, 'seen'),
        })),
    claim: (runId, appliedBy) =>
      database.transaction(
        () =>
          database
            .prepare('UPDATE run_plans SET applied_by = ? WHERE run_id = ? AND applied_by IS NULL')
            .run(appliedBy, runId).changes > 0,
      ),
    remove: (runId) => void database.prepare('DELETE FROM run_plans WHERE run_id = ?').run(runId),
    unclaim: (runId, appliedBy) =>
      void database
        .prepare('UPDATE run_plans SET applied_by = NULL WHERE run_id = ? AND applied_by = ?')
        .run(runId, appliedBy),
  };
}

function keptOf(row: SqlRow): KeptWrite {
  return {
    number: numberOf(row, 'number'),
    step: textOf(row, 'step'),
    place: numberOf(row, 'place'),
    operation: operationOf(row),
    target: textOf(row, 'target'),
    ...(row.record_id === null ? {} : { recordId: textOf(row, 'record_id') }),
    fields: JSON.parse(textOf(row, 'fields')),
  };
}

function operationOf(row: SqlRow): PlannedOperation {
  return plannedOperations.find((known) => known === row.operation) ?? 'send';
}
