import type { Database } from '../ports/database.ts';
import { type ConnectionDetails, DETAIL_COLUMNS, detailValues, readDetails, readJson } from './connection-rows.ts';
import { numberOf, textOf, timeOf } from './context.ts';

/** How many of a connection's edits are remembered, for telling a window that has been open meanwhile. */
const KEPT_EDITS = 100;

/** An edit that can be taken back: the keys of the details it changed, and when (ISO 8601, UTC). */
export type UndoableEdit = { changed: string[]; editedAt: string };

/** What edits of connections leave behind. Changes belong into the caller's transaction. */
export type ConnectionEdits = {
  /** Remembers that this revision changed the details of these keys. */
  note(connectionId: string, revision: number, changed: readonly string[], editedAt: number): void;
  /** Keys of the details that were changed after `revision`, each once, sorted. */
  changedSince(connectionId: string, revision: number): string[];
  /** Keeps the details that an edit replaces, in place of those kept before. */
  keepPrevious(connectionId: string, previous: ConnectionDetails): void;
  /** The details before the last edit; undefined when there is nothing to take back, or damage made it unreadable. */
  previous(connectionId: string): ConnectionDetails | undefined;
  dropPrevious(connectionId: string): void;
  /** The last edit, where it can be taken back. */
  undoable(connectionId: string): UndoableEdit | null;
  removeAll(connectionId: string): void;
};

export function createConnectionEdits(database: Database): ConnectionEdits {
  const drop = (connectionId: string): void => {
    database.prepare('DELETE FROM connection_undo WHERE connection_id = ?').run(connectionId);
  };
  return {
    note(connectionId, revision, changed, editedAt) {
      database
        .prepare('INSERT OR REPLACE INTO connection_edits VALUES (?, ?, ?, ?)')
        .run(connectionId, revision, editedAt, JSON.stringify(changed));
      database
        .prepare('DELETE FROM connection_edits WHERE connection_id = ? AND revision <= ?')
        .run(connectionId, revision - KEPT_EDITS);
    },
    changedSince: (connectionId, revision) => {
      const rows = database
        .prepare('SELECT changed FROM connection_edits WHERE connection_id = ? AND revision > ?')
        .all(connectionId, revision);
      return [...new Set(rows.flatMap((row) => readKeys(textOf(row, 'changed'))))].sort();
    },
    keepPrevious(connectionId, previous) {
      const columns = ['connection_id', ...DETAIL_COLUMNS];
      database
        .prepare(
          `INSERT OR REPLACE INTO connection_undo (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(connectionId, ...detailValues(previous));
    },
    previous(connectionId) {
      const row = database.prepare('SELECT * FROM connection_undo WHERE connection_id = ?').get(connectionId);
      if (!row) return undefined;
      const { isWhole, ...details } = readDetails(row);
      return isWhole ? details : undefined;
    },
    dropPrevious: drop,
    undoable(connectionId) {
      const row = database
        .prepare(
          `SELECT e.revision, e.edited_at, e.changed FROM connection_undo u
           JOIN connections c ON c.id = u.connection_id
           JOIN connection_edits e ON e.connection_id = u.connection_id AND e.revision = c.revision
           WHERE u.connection_id = ?`,
        )
        .get(connectionId);
      if (!row || numberOf(row, 'revision') === 0) return null;
      return { changed: readKeys(textOf(row, 'changed')), editedAt: timeOf(row, 'edited_at') };
    },
    removeAll(connectionId) {
      drop(connectionId);
      database.prepare('DELETE FROM connection_edits WHERE connection_id = ?').run(connectionId);
    },
  };
}

function readKeys(text: string): string[] {
  const keys = readJson(text);
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}
