import type { RunHeader } from '../../shared/run/events.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Database } from '../ports/database.ts';
import { numberOf, type StoreContext } from './context.ts';

/** What a resumed run tells anew; its events go on. */
const RECOUNTED_TABLES = ['run_records', 'run_failures', 'run_arrivals', 'run_departures'];

/**
 * Keeps how a run stands in its row and gives the row's number: `known`, once it was kept. Before that the run is new, or
 * its row is taken up again without the data that a resumed run counts and keeps anew. `bytes` are those of all that is
 * kept of it beside the row; `countedSteps` are the ids of the steps whose records it is measured by, else those
 * without an input. For the caller's transaction.
 */
export function keepRunRow(
  { database }: StoreContext,
  known: number | undefined,
  state: RunState,
  bytes: number,
  countedSteps: readonly string[] | undefined,
): number {
  const { status, durationMs = null, header } = state;
  const text = JSON.stringify(state);
  const standing = [status, durationMs, ...countRecords(state, countedSteps), bytes + text.length, text] as const;
  const number = known ?? takeUp(database, header.runId);
  if (number === undefined) return insert(database, header, standing);
  database
    .prepare(
      'UPDATE runs SET status = ?, duration_ms = ?, records = ?, failed = ?, bytes = ?, state = ? WHERE number = ?',
    )
    .run(...standing, number);
  return number;
}

/** The number of the row that a resumed run has; undefined for a new run. An insert that fails would use a number up. */
function takeUp(database: Database, runId: string): number | undefined {
  const row = database.prepare('SELECT number FROM runs WHERE id = ?').get(runId);
  if (!row) return undefined;
  const number = numberOf(row, 'number');
  for (const table of RECOUNTED_TABLES) database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(number);
  return number;
}

function insert(database: Database, header: RunHeader, standing: readonly (string | number | null)[]): number {
  const { runId, flowId, flowName, revision, trigger, startedAt } = header;
  const row = database
    .prepare(
      `INSERT INTO runs (id, flow_id, flow_name, revision, trigger, started_at,
         status, duration_ms, records, failed, bytes, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
    )
    .get(runId, flowId, flowName, revision, trigger, Date.parse(startedAt), ...standing);
  return numberOf(row ?? {}, 'number');
}

/** Records that the run is measured by, and records that failed. */
function countRecords({ header, steps }: RunState, countedSteps: readonly string[] | undefined): [number, number] {
  const fed = new Set(header.edges.map(({ to }) => to));
  const counted = countedSteps ?? header.steps.flatMap(({ id }) => (fed.has(id) ? [] : [id]));
  const records = counted.flatMap((id) => Object.values(steps[id]?.out ?? {})).reduce((sum, count) => sum + count, 0);
  const failed = Object.values(steps).reduce((sum, step) => sum + step.failed, 0);
  return [records, failed];
}
