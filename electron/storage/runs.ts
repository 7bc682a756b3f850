import type { RecordTrace, RunSummary, TracedRecord } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { FailedRecord, RunEvent } from '../../shared/run/events.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { SqlRow } from '../ports/database.ts';
import { numberOf, type StoreContext, textOf, timeOf } from './context.ts';
import { countRuns, findExcess, type HistoryLimits, overwriteRemoved, returnFreePages } from './prune-runs.ts';
import { traceRecord } from './record-trace.ts';

export type Page = { offset: number; limit: number };

/** Runs as they were recorded. Reading throws NOT_FOUND for a run that isn't there, STORE_DAMAGED for one that can't be read. */
export type RunStore = {
  /** Newest first. */
  list(page: Page & { flowId?: string }): { runs: RunSummary[]; total: number };
  get(runId: string): { summary: RunSummary; state: RunState };
  has(runId: string): boolean;
  /** The run that people call by this number. */
  find(number: number): RunSummary | undefined;
  /** The newest run of a flow. */
  latest(flowId: string): { summary: RunSummary; state: RunState } | undefined;
  /** Events after `afterSeq`, in order; counts may be added up, so numbers may be left out. */
  events(runId: string, afterSeq: number): RunEvent[];
  /** Records that left a step through a port, as far as they were kept; `total` counts those. */
  records(runId: string, step: string, port: string, page: Page): { records: JsonObject[]; total: number };
  /** Records that failed at a step, with their errors. */
  failures(runId: string, step: string, page: Page): { failures: FailedRecord[]; total: number };
  /** Runs that a run called: all of them, those of one of its steps, or the one for a record of that step. */
  calledBy(runId: string, of: Page & { step?: string; place?: number }): { runs: RunSummary[]; total: number };
  /** What a record came of and what came of it, through all runs that called one another, as far as that was kept. */
  trace(runId: string, record: TracedRecord): RecordTrace;
  /** Runs that were called for this one alone, by itself or by one of them; each stands before those that it called. */
  calledForAlone(runId: string): string[];
  /** Removes runs, durably, and what the store's files still hold of them. Throws NOT_FOUND, removing none. */
  remove(...runIds: string[]): void;
  /**
   * Removes whole runs that are past the limits, oldest first, some each time; never the newest failed one of a flow
   * (R28), nor one that is under way or was interrupted or may yet go on with the run that called it. Returns how many:
   * 0 once all is within the limits. With `flowId` only that flow's runs are counted, which is enough after one of them
   * ended.
   */
  prune(limits: HistoryLimits, flowId?: string): number;
  /** Counts what the journal keeps of a run that didn't succeed among what the run takes. */
  countJournal(runId: string): void;
  /** How many runs are kept, and about how many bytes they take. */
  size(): { runs: number; bytes: number };
};

/** What is kept of a run under its number, and under its id: what it needs to go on, and what it planned. */
const DATA_TABLES = ['run_events', 'run_records', 'run_failures', 'run_arrivals', 'run_departures'];

const RESUME_TABLES = [
  'journal',
  'outside_calls',
  'run_requests',
  'run_plans',
  'planned_writes',
  'applied_writes',
  'run_pauses',
  'called_runs',
  'call_places',
  'run_retries',
];

export function createRunStore(
  { database, folder, clock, commits }: StoreContext,
  removed: (runIds: readonly string[]) => void,
): RunStore {
  const rowOf = (runId: string): SqlRow => {
    const select = database.prepare(`SELECT ${SUMMARY_COLUMNS}, state FROM runs WHERE id = ?`);
    let row = select.get(runId);
    if (!row) {
      commits.settle();
      row = select.get(runId);
    }
    if (!row) throw new MillraceError('NOT_FOUND', { thing: 'run', name: runId });
    return row;
  };
  const damaged = (runId: string, cause: unknown): MillraceError =>
    new MillraceError(
      'STORE_DAMAGED',
      { folder, detail: `The record of the run ${runId} can’t be read.`, runId },
      { cause, fix: 'Remove this run from the list. Flows and connections aren’t touched by it.' },
    );
  const parse = <Value>(text: string, runId: string): Value => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw damaged(runId, cause);
    }
  };
  const described = (row: SqlRow): { summary: RunSummary; state: RunState } => ({
    summary: summaryOf(row),
    state: parse(textOf(row, 'state'), textOf(row, 'id')),
  });
  const find = (runId: string) => {
    const row = database.prepare(`SELECT ${SUMMARY_COLUMNS}, state FROM runs WHERE id = ?`).get(runId);
    return row && described(row);
  };
  /** Removes runs by their numbers, whole or not at all. */
  const remove = (numbers: readonly number[], options?: { durable: boolean }): void => {
    const work = (): string[] =>
      numbers.map((number) => {
        for (const table of DATA_TABLES) database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(number);
        const runId = textOf(
          database.prepare('DELETE FROM runs WHERE number = ? RETURNING id').get(number) ?? {},
          'id',
        );
        for (const table of RESUME_TABLES) database.prepare(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
        for (const table of ['run_requests', 'called_runs']) database.prepare(neverBegun(table)).run(runId);
        return runId;
      });
    removed(database.transaction(work, options));
  };
  /** Items of a table whose rows hold several each, from `offset` on. */
  const readPage = <Item>(rows: SqlRow[], column: string, { offset, limit }: Page, runId: string): Item[] => {
    const first = rows[0];
    if (!first) return [];
    const items = rows.flatMap((row) => parse<Item[]>(textOf(row, column), runId));
    const start = Math.max(0, offset - numberOf(first, 'first_index'));
    return items.slice(start, start + limit);
  };

  return {
    list({ flowId, offset, limit }) {
      commits.settle();
      const filter = flowId === undefined ? '' : 'WHERE flow_id = ?';
      const values = flowId === undefined ? [] : [flowId];
      const rows = database
        .prepare(`SELECT ${SUMMARY_COLUMNS} FROM runs ${filter} ORDER BY number DESC LIMIT ? OFFSET ?`)
        .all(...values, limit, offset);
      return { runs: rows.map(summaryOf), total: countRuns(database, flowId).runs };
    },
    find(number) {
      commits.settle();
      const row = database.prepare(`SELECT ${SUMMARY_COLUMNS} FROM runs WHERE number = ?`).get(number);
      return row && summaryOf(row);
    },
    get: (runId) => described(rowOf(runId)),
    has(runId) {
      commits.settle();
      return database.prepare('SELECT 1 FROM runs WHERE id = ?').get(runId) !== undefined;
    },
    latest(flowId) {
      commits.settle();
      const row = database
        .prepare(`SELECT ${SUMMARY_COLUMNS}, state FROM runs WHERE flow_id = ? ORDER BY number DESC LIMIT 1`)
        .get(flowId);
      return row && described(row);
    },
    events: (runId, afterSeq) =>
      database
        .prepare('SELECT events FROM run_events WHERE run = ? AND last_seq > ? ORDER BY last_seq')
        .all(numberOf(rowOf(runId), 'number'), afterSeq)
        .flatMap((row) => parse<RunEvent[]>(textOf(row, 'events'), runId))
        .filter(({ seq }) => seq > afterSeq),
    records(runId, step, port, page) {
      const run = numberOf(rowOf(runId), 'number');
      const total = database
        .prepare('SELECT sum(count) AS total FROM run_records WHERE run = ? AND step = ? AND port = ?')
        .get(run, step, port);
      const rows = database
        .prepare(
          `SELECT first_index, records FROM run_records
           WHERE run = ? AND step = ? AND port = ? AND first_index + count > ? AND first_index < ? ORDER BY first_index`,
        )
        .all(run, step, port, page.offset, page.offset + page.limit);
      return { records: readPage(rows, 'records', page, runId), total: numberOf(total ?? {}, 'total') };
    },
    failures(runId, step, page) {
      const run = numberOf(rowOf(runId), 'number');
      const total = database
        .prepare('SELECT sum(count) AS total FROM run_failures WHERE run = ? AND step = ?')
        .get(run, step);
      const rows = database
        .prepare(
          `SELECT first_index, failures FROM run_failures
           WHERE run = ? AND step = ? AND first_index + count > ? AND first_index < ? ORDER BY first_index`,
        )
        .all(run, step, page.offset, page.offset + page.limit);
      return { failures: readPage(rows, 'failures', page, runId), total: numberOf(total ?? {}, 'total') };
    },
    trace: (runId, record) => traceRecord({ database, find }, described(rowOf(runId)), record),
    calledBy(runId, { step, place, offset, limit }) {
      const values = [textOf(rowOf(runId), 'id'), step ?? null, place ?? null];
      const from = `FROM call_places JOIN runs ON runs.id = call_places.run_id
        WHERE caller = ?1 AND (?2 IS NULL OR step = ?2) AND (?3 IS NULL OR place = ?3)`;
      const total = database.prepare(`SELECT count(*) AS total ${from}`).get(...values);
      const rows = database
        .prepare(`SELECT step, place, ${SUMMARY_COLUMNS} ${from} ORDER BY step, place, number LIMIT ?4 OFFSET ?5`)
        .all(...values, limit, offset);
      const runs = rows.map((row) => {
        const calledBy = { runId, step: textOf(row, 'step'), place: numberOf(row, 'place') };
        return { ...summaryOf(row), calledBy };
      });
      return { runs, total: numberOf(total ?? {}, 'total') };
    },
    calledForAlone(runId) {
      const going = new Set([runId]);
      const calls = database.prepare(
        'SELECT DISTINCT run_id FROM call_places JOIN runs ON id = run_id WHERE caller = ?',
      );
      const callers = database.prepare('SELECT caller FROM call_places JOIN runs ON id = caller WHERE run_id = ?');
      // One that several of them called is met again with the last of those.
      for (const caller of going) {
        for (const called of calls.all(caller).map((row) => textOf(row, 'run_id'))) {
          if (callers.all(called).every((row) => going.has(textOf(row, 'caller')))) going.add(called);
        }
      }
      return [...going].slice(1);
    },
    remove(...runIds) {
      remove(runIds.map((runId) => numberOf(rowOf(runId), 'number')));
      overwriteRemoved(database);
    },
    prune(limits, flowId) {
      const excess = findExcess(database, { limits, flowId, now: clock.now() });
      if (excess.length === 0) return 0;
      remove(excess, { durable: false });
      returnFreePages(database);
      return excess.length;
    },
    countJournal: (runId) =>
      void database
        .prepare(
          `UPDATE runs SET bytes = bytes +
             coalesce((SELECT sum(octet_length(outcome)) FROM journal WHERE run_id = ?1), 0) WHERE id = ?1`,
        )
        .run(runId),
    size() {
      commits.settle();
      return countRuns(database);
    },
  };
}

/** Deletes what is kept in a table of runs that this one was about to call when its process ended. */
function neverBegun(table: string): string {
  return `DELETE FROM ${table} WHERE run_id IN (SELECT run_id FROM called_runs WHERE caller = ?)
    AND run_id NOT IN (SELECT id FROM runs)`;
}

const SUMMARY_COLUMNS =
  'id, number, flow_id, flow_name, revision, status, trigger, started_at, duration_ms, records, failed, EXISTS (SELECT 1 FROM run_plans WHERE run_id = runs.id) AS dry_run, (SELECT json_array(caller, step, place) FROM called_runs WHERE run_id = runs.id) AS called_by';

function summaryOf(row: SqlRow): RunSummary {
  return {
    runId: textOf(row, 'id'),
    number: numberOf(row, 'number'),
    flowId: textOf(row, 'flow_id'),
    flowName: textOf(row, 'flow_name'),
    revision: numberOf(row, 'revision'),
    status: textOf(row, 'status'),
    trigger: textOf(row, 'trigger'),
    startedAt: timeOf(row, 'started_at'),
    durationMs: row.duration_ms === null ? null : numberOf(row, 'duration_ms'),
    records: numberOf(row, 'records'),
    failed: numberOf(row, 'failed'),
    ...(row.dry_run === 1 ? { dryRun: true as const } : {}),
    ...calledBy(row),
  };
}

function calledBy(row: SqlRow): Pick<RunSummary, 'calledBy'> {
  if (row.called_by === null) return {};
  const [runId, step, place]: [string, string, number] = JSON.parse(textOf(row, 'called_by'));
  return { calledBy: { runId, step, place } };
}
