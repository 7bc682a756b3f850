import type { Database, SqlRow } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';
import type { FlowStatus } from './flow-rows.ts';

/** A flow that uses a connection. `revision` is its version. */
export type FlowUser = { flowId: string; name: string; revision: number; status: FlowStatus };

/** Which flows use which connections, worked out from the flows as they stand each time. Removed flows don't count. */
export type FlowUsers = {
  /** By name. */
  of(connectionId: string): FlowUser[];
  /** Users of all connections by connection id, each list by name; a connection without users has no entry. */
  all(): Map<string, FlowUser[]>;
};

/**
 * A connection is used by a flow when it fills a slot that the flow's present document still has: one that it declares,
 * one whose node stands on the canvas, or one that a step names. A document that can't be read counts as using it, since
 * it can be mended. The version that is active uses its connections as well, whatever the draft does.
 */
const USERS = `
  SELECT DISTINCT connection_id, id, name, revision, status FROM (
  SELECT active.value AS connection_id, f.id, f.name, f.revision, f.status
  FROM flow_activations a
  JOIN flows f ON f.id = a.flow_id AND f.removed_at IS NULL AND f.status = 'active'
  JOIN json_each(CASE WHEN json_valid(a.bindings) THEN a.bindings ELSE '{}' END) active
  UNION ALL
  SELECT b.connection_id, f.id, f.name, f.revision, f.status
  FROM flow_bindings b
  JOIN flows f ON f.id = b.flow_id AND f.removed_at IS NULL
  LEFT JOIN flow_versions v ON v.flow_id = f.id AND v.revision = f.revision
  WHERE CASE WHEN json_valid(v.document) THEN
      EXISTS (SELECT 1 FROM json_each(v.document, '$.connections') WHERE key = b.slot)
      OR EXISTS (SELECT 1 FROM json_each(v.document, '$.layout.connections') WHERE key = b.slot)
      OR EXISTS (SELECT 1 FROM json_each(v.document, '$.steps') s
                 WHERE s.type = 'object' AND json_extract(s.value, '$.connection') = b.slot)
    ELSE TRUE END) WHERE TRUE`;

export function createFlowUsers(database: Database): FlowUsers {
  return {
    of: (connectionId) => sorted(database.prepare(`${USERS} AND connection_id = ?`).all(connectionId).map(userOf)),
    all() {
      const users = new Map<string, FlowUser[]>();
      for (const row of database.prepare(USERS).all()) {
        const connectionId = textOf(row, 'connection_id');
        const known = users.get(connectionId);
        if (known) known.push(userOf(row));
        else users.set(connectionId, [userOf(row)]);
      }
      for (const known of users.values()) sorted(known);
      return users;
    },
  };
}

function userOf(row: SqlRow): FlowUser {
  const status = row.status === 'active' || row.status === 'inactive' ? row.status : 'draft';
  return { flowId: textOf(row, 'id'), name: textOf(row, 'name'), revision: numberOf(row, 'revision'), status };
}

const byName = new Intl.Collator('en').compare;

function sorted(users: FlowUser[]): FlowUser[] {
  return users.sort((a, b) => byName(a.name, b.name) || (a.flowId < b.flowId ? -1 : 1));
}
