import type { Database } from '../ports/database.ts';
import { textOf } from './context.ts';

/** A flow with a step that calls another; `calls` is what the step names it by: an id, a name or a path. */
export type FlowCaller = { flowId: string; name: string; calls: string };

const CALLERS = `
  SELECT DISTINCT f.id, f.name, json_extract(s.value, '$.settings.flow') AS calls
  FROM flows f
  JOIN flow_versions v ON v.flow_id = f.id AND v.revision = f.revision
  JOIN json_each(CASE WHEN json_valid(v.document) THEN v.document ELSE '{}' END, '$.steps') s
  WHERE f.removed_at IS NULL AND s.type = 'object' AND json_extract(s.value, '$.type') = 'call_flow'
    AND typeof(json_extract(s.value, '$.settings.flow')) = 'text'
  ORDER BY f.name, f.id`;

/** Which stored flows call which, as they stand now. Removed flows don't count. */
export function readFlowCallers(database: Database): FlowCaller[] {
  const rows = database.prepare(CALLERS).all();
  return rows.map((row) => ({ flowId: textOf(row, 'id'), name: textOf(row, 'name'), calls: textOf(row, 'calls') }));
}
