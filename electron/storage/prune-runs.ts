import type { HistorySettings } from '../../shared/run/history.ts';
import type { Database, SqlRow } from '../ports/database.ts';
import { numberOf } from './context.ts';

/** How much history is kept. */
export type HistoryLimits = Pick<HistorySettings, 'bytes' | 'days' | 'runsOfAFlow'>;

/** Runs that one pass finds for each limit: a few milliseconds' work, so that the host keeps its turns. */
const FOUND_AT_ONCE = 50;

const MILLISECONDS_OF_A_DAY = 86_400_000;

/** Runs that stay whatever the limits say: those that go on, and the newest failed one of each flow (R28). */
const MAY_GO = `status NOT IN ('running', 'queued', 'waiting', 'interrupted') AND number NOT IN (
  SELECT max(number) FROM runs WHERE status IN ('failed', 'partly_succeeded') GROUP BY flow_id)`;

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
  const { bytes: total = 0 } = database.prepare('SELECT sum(bytes) AS bytes FROM runs').get() ?? {};
  if (Number(total) > bytes) for (const number of findTooLarge(database, Number(total) - bytes)) excess.add(number);
  return [...excess].sort((one, other) => one - other);
}

/** Runs beyond the newest so many of a flow, or of every flow. */
function findTooMany(database: Database, runsOfAFlow: number, flowId: string | undefined): SqlRow[] {
  if (flowId !== undefined) {
    const last = database
      .prepare('SELECT number FROM runs WHERE flow_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?')
      .get(flowId, runsOfAFlow);
    if (!last) return [];
    return database
      .prepare(`SELECT number FROM runs WHERE flow_id = ? AND number <= ? AND ${MAY_GO} ORDER BY number LIMIT ?`)
      .all(flowId, numberOfRun(last), FOUND_AT_ONCE);
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
