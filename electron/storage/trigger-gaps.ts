import type { Database } from '../ports/database.ts';
import type { Gap, MissReason } from '../ports/trigger.ts';
import { numberOf, textOf, timeOf } from './context.ts';

/** Why a moment passed without its run: see {@link MissReason}; a run still went; or its run couldn't begin. */
export type GapReason = MissReason | 'overlap' | 'refused';

/** What was done about it: a run caught up, nothing on purpose, or nobody has decided yet. */
export type GapState = 'caught-up' | 'skipped' | 'open';

/** A moment of a trigger that passed without a run. `dueAt` is ISO 8601. */
export type MissedMoment = {
  number: number;
  flowId: string;
  step: string;
  dueAt: string;
  /** There were earlier ones that aren't listed. */
  more: boolean;
  reason: GapReason;
  /** Why a run couldn't begin; else empty. */
  detail: string;
  state: GapState;
  /** The run that caught up. */
  runId: string | null;
  /** Somebody has seen to it. */
  settled: boolean;
};

/** Which moments, of one flow or of all. */
export type MissedFilter = { flowId?: string; unsettled?: boolean };

/** The gap ledger: moments that passed without a run (B10). */
export type GapStore = {
  /** Newest first. */
  list(request: MissedFilter & { offset: number; limit: number }): { missed: MissedMoment[]; total: number };
  /** Keeps moments; one that is known already stays as it is. */
  miss(flowId: string, step: string, gap: Omit<Gap, 'position'>): void;
  /** Keeps one moment, as it is now. */
  put(entry: Omit<MissedMoment, 'number' | 'dueAt' | 'more' | 'settled'> & { dueAt: number }): void;
  /** A run catches up for a moment, which is kept if it wasn't known. */
  catchUp(flowId: string, step: string, dueAt: number, reason: GapReason, runId: string): void;
  /** Somebody has seen to all that was missed of the flow. */
  settle(flowId: string): void;
};

/** Moments of one flow that the ledger holds; the oldest go first. */
const KEPT_MOMENTS = 5_000;

export function createGapStore(database: Database): GapStore {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO trigger_gaps (flow_id, step, due_at, more, reason, detail, state, run_id, settled)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  );
  const prune = (flowId: string): void => {
    database
      .prepare(
        `DELETE FROM trigger_gaps WHERE flow_id = ? AND number <=
           (SELECT number FROM trigger_gaps WHERE flow_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)`,
      )
      .run(flowId, flowId, KEPT_MOMENTS);
  };
  return {
    list({ flowId, unsettled, offset, limit }) {
      const filters = [...(flowId === undefined ? [] : ['g.flow_id = ?']), ...(unsettled ? ['g.settled = 0'] : [])];
      const values = flowId === undefined ? [] : [flowId];
      const from = `FROM trigger_gaps g JOIN flows f ON f.id = g.flow_id AND f.removed_at IS NULL
        ${filters.length > 0 ? `WHERE ${filters.join(' AND ')}` : ''}`;
      const rows = database
        .prepare(`SELECT g.* ${from} ORDER BY g.due_at DESC, g.number DESC LIMIT ? OFFSET ?`)
        .all(...values, limit, offset);
      const total = database.prepare(`SELECT count(*) AS total ${from}`).get(...values);
      const missed = rows.map((row) => ({
        number: numberOf(row, 'number'),
        flowId: textOf(row, 'flow_id'),
        step: textOf(row, 'step'),
        dueAt: timeOf(row, 'due_at'),
        more: row.more === 1,
        reason: REASONS.find((reason) => reason === row.reason) ?? 'closed',
        detail: textOf(row, 'detail'),
        state: STATES.find((state) => state === row.state) ?? 'open',
        runId: row.run_id === null ? null : textOf(row, 'run_id'),
        settled: row.settled === 1,
      }));
      return { missed, total: numberOf(total ?? {}, 'total') };
    },
    miss(flowId, step, { dueAt, more, reason, state }) {
      for (const [index, due] of dueAt.entries()) {
        insert.run(flowId, step, due, more && index === 0 ? 1 : 0, reason, '', state, null);
      }
      prune(flowId);
    },
    put({ flowId, step, dueAt, reason, detail, state, runId }) {
      insert.run(flowId, step, dueAt, 0, reason, detail, state, runId);
      database
        .prepare(
          `UPDATE trigger_gaps SET reason = ?, detail = ?, state = ?, run_id = ?
           WHERE flow_id = ? AND step = ? AND due_at = ?`,
        )
        .run(reason, detail, state, runId, flowId, step, dueAt);
      prune(flowId);
    },
    catchUp(flowId, step, dueAt, reason, runId) {
      insert.run(flowId, step, dueAt, 0, reason, '', 'caught-up', runId);
      database
        .prepare(
          `UPDATE trigger_gaps SET state = 'caught-up', run_id = ? WHERE flow_id = ? AND step = ? AND due_at = ?`,
        )
        .run(runId, flowId, step, dueAt);
    },
    settle(flowId) {
      database.prepare("UPDATE trigger_gaps SET state = 'skipped' WHERE flow_id = ? AND state = 'open'").run(flowId);
      database.prepare('UPDATE trigger_gaps SET settled = 1 WHERE flow_id = ?').run(flowId);
    },
  };
}

const REASONS: readonly GapReason[] = ['closed', 'asleep', 'paused', 'overlap', 'refused'];
const STATES: readonly GapState[] = ['caught-up', 'skipped', 'open'];
