import type { HistorySettings } from '../../shared/run/history.ts';
import type { Database, SqlRow } from '../ports/database.ts';
import { numberOf } from './context.ts';

/** How much history is kept. */
export type HistoryLimits = Pick<HistorySettings, 'bytes' | 'days' | 'runsOfAFlow'>;

/** Runs that one pass finds for each limit: a few milliseconds' work, so that the host keeps its turns. */
const FOUND_AT_ONCE = 50;

const MILLISECONDS_OF_A_DAY = 86_400_000;

/**
 * All but the runs that stay whatever the limits say: those that go on, the newest failed one of each flow (R28), those
 * that were called, failed and go on when the run that called them is tried again, and dry runs whose plan is applied by a
 * run that can go on, which needs it.
 */
const MAY_GO = `status NOT IN ('running', 'queued', 'waiting', 'interrupted')
  AND (status NOT IN ('failed', 'cancelled') OR NOT EXISTS (
    SELECT 1 FROM call_places AS called JOIN runs AS caller ON caller.id = called.caller
      JOIN run_requests ON run_requests.run_id = caller.id
    WHERE called.run_id = runs.id))
  AND NOT EXISTS (
    SELECT 1 FROM run_plans JOIN run_requests ON run_requests.run_id = run_plans.applied_by
    WHERE run_plans.run_id = runs.id)
  AND (status NOT IN ('failed', 'partly_succeeded') OR number <> (
    SELECT max(number) FROM runs AS failed
    WHERE failed.flow_id = runs.flow_id AND failed.status IN ('failed', 'partly_succeeded')))`;

/** Free pages that wait for the next runs, 256 KiB; others are given back to the system (R28). */
const FREE_PAGES = 64;

/**
 * Gives free pages back to the system but for a few, which the next runs take up. Nothing waits for the disk: what a
 * power cut undoes is only free again.
 */
export function returnFreePages(database: Database): void {
  const { freelist_count: free } = database.prepare('PRAGMA freelist_count').get() ?? {};
  const surplus = Number(free) - FREE_PAGES;
  if (surplus <= 0) return;
  database.transaction(() => database.execute(`PRAGMA incremental_vacuum(${surplus})`), { durable: false });
}

/**
 * Takes what was removed out of the store's files: free pages, and the journal beside the file, hold it until they are used
 * again.
 */
export function overwriteRemoved(database: Database): void {
  database.transaction(() => database.execute('PRAGMA incremental_vacuum'));
  // While another program reads the file its journal stays, until a later checkpoint.
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
}

/** Numbers of the runs to remove next, oldest first. */
export function findExcess(
  database: Database,
  { limits, flowId, now }: { limits: HistoryLimits; flowId: string | undefined; now: number },
): number[] {
  const { bytes, days, runsOfAFlow } = limits;
  const tooOld = database
    .prepare(`SELECT number FROM runs WHERE started_at < ? AND ${MAY_GO} ORDER BY started_at LIMIT ?`)
    .all(now - days * MILLISECONDS_OF_A_DAY, FOUND_AT_ONCE);
  const excess = new Set([...tooOld, ...findTooMany(database, runsOfAFlow, flowId)].map(numberOfRun));
  const { bytes: total } = countRuns(database);
  if (total > bytes) for (const number of findTooLarge(database, total - bytes)) excess.add(number);
  return [...excess].sort((one, other) => one - other);
}

/** How many runs are kept and the bytes they take: of one flow, or in all. */
export function countRuns(database: Database, flowId?: string): { runs: number; bytes: number } {
  const filter = flowId === undefined ? '' : 'WHERE flow_id = ?';
  const row = database
    .prepare(`SELECT sum(runs) AS runs, sum(bytes) AS bytes FROM run_totals ${filter}`)
    .get(...(flowId === undefined ? [] : [flowId]));
  return { runs: numberOf(row ?? {}, 'runs'), bytes: numberOf(row ?? {}, 'bytes') };
}

/** Runs beyond the newest so many of a flow, or of every flow. */
function findTooMany(database: Database, runsOfAFlow: number, flowId: string | undefined): SqlRow[] {
  if (flowId !== undefined) {
    const excess = countRuns(database, flowId).runs - runsOfAFlow;
    if (excess <= 0) return [];
    return database
      .prepare(
        `SELECT number FROM runs WHERE flow_id = ?1 AND ${MAY_GO} AND number <= (
           SELECT number FROM runs WHERE flow_id = ?1 ORDER BY number LIMIT 1 OFFSET ?2)
         ORDER BY number LIMIT ?3`,
      )
      .all(flowId, excess - 1, FOUND_AT_ONCE);
  }
  return database
    .prepare(
      `SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY flow_id ORDER BY number DESC) AS place FROM runs)
       WHERE place > ? AND number IN (SELECT number FROM runs WHERE ${MAY_GO}) ORDER BY number LIMIT ?`,
    )
    .all(runsOfAFlow, FOUND_AT_ONCE);
}

/** The oldest runs that together take at least `surplus` bytes, or as many as one pass takes. */
function findTooLarge(database: Database, surplus: number): number[] {
  const found: number[] = [];
  let left = surplus;
  for (const row of database
    .prepare(`SELECT number, bytes FROM runs WHERE ${MAY_GO} ORDER BY number LIMIT ?`)
    .all(FOUND_AT_ONCE)) {
    if (left <= 0) break;
    found.push(numberOfRun(row));
    left -= numberOf(row, 'bytes');
  }
  return found;
}

function numberOfRun(row: SqlRow): number {
  return numberOf(row, 'number');
}
