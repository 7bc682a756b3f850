import { MillraceError } from '../../shared/errors/index.ts';
import { type FlowDocument, readFlow } from '../../shared/flow/index.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOf } from './checksum.ts';
import { numberOf, type StoreContext, textOf, timeOf } from './context.ts';

/** A saved generation of a flow. `bytes` is the length of its text. */
export type FlowVersion = { revision: number; savedAt: string; bytes: number };

/** How many of a flow's newest versions are always kept (R6). */
export const KEPT_VERSIONS = 20;
/** Older ones are thinned to one in this time (ui.md §6.13), and end after {@link LONGEST_KEPT_MS}. */
const CHECKPOINT_MS = 10 * 60_000;
const LONGEST_KEPT_MS = 30 * 24 * 3_600_000;
/** Bytes of all versions together past which the oldest of those beyond the newest twenty go first (R6). */
const MOST_BYTES = 200_000_000;

/** Saved generations of flows. */
export type FlowVersions = {
  list(flowId: string): FlowVersion[];
  /** The document as it was saved. Throws NOT_FOUND, STORE_DAMAGED. */
  read(flowId: string, revision: number): FlowDocument;
  /** The newest revision there is; 0 for none. */
  newest(flowId: string): number;
  add(flowId: string, revision: number, document: FlowDocument): void;
  removeAll(flowId: string): void;
  /** Ids of flows whose text at their current revision can't be read as it was written. */
  findDamaged(): Set<string>;
};

export function createFlowVersions({ database, clock, folder }: StoreContext): FlowVersions {
  const insert = database.prepare(
    'INSERT INTO flow_versions (flow_id, revision, saved_at, document, checksum) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM flow_versions WHERE flow_id = ? AND revision = ?');
  const select = database.prepare('SELECT document, checksum FROM flow_versions WHERE flow_id = ? AND revision = ?');
  const selectAll = database.prepare(
    'SELECT revision, saved_at, length(document) AS bytes FROM flow_versions WHERE flow_id = ? ORDER BY revision DESC',
  );

  /** Oldest first: a version that stays is the one that the next ones are measured from, so that it stays for good. */
  const prune = (flowId: string): void => {
    let keptAt = Number.NEGATIVE_INFINITY;
    for (const row of selectAll.all(flowId).slice(KEPT_VERSIONS).reverse()) {
      const savedAt = numberOf(row, 'saved_at');
      if (clock.now() - savedAt > LONGEST_KEPT_MS || savedAt - keptAt < CHECKPOINT_MS) {
        remove.run(flowId, numberOf(row, 'revision'));
      } else keptAt = savedAt;
    }
  };

  return {
    list: (flowId) =>
      selectAll.all(flowId).map((row) => ({
        revision: numberOf(row, 'revision'),
        savedAt: timeOf(row, 'saved_at'),
        bytes: numberOf(row, 'bytes'),
      })),
    read(flowId, revision) {
      const row = select.get(flowId, revision);
      if (!row) throw new MillraceError('NOT_FOUND', { thing: 'version', name: `${flowId} ${revision}` });
      return readDocument(row, folder, flowId);
    },
    newest(flowId) {
      const row = database.prepare('SELECT max(revision) AS revision FROM flow_versions WHERE flow_id = ?').get(flowId);
      return numberOf(row ?? {}, 'revision');
    },
    add(flowId, revision, document) {
      const text = JSON.stringify(document);
      insert.run(flowId, revision, clock.now(), text, checksumOf(text));
      prune(flowId);
      pruneToSize(database);
    },
    removeAll(flowId) {
      database.prepare('DELETE FROM flow_versions WHERE flow_id = ?').run(flowId);
    },
    findDamaged() {
      const rows = database
        .prepare(
          `SELECT id, document, v.checksum FROM flows
           LEFT JOIN flow_versions v ON v.flow_id = flows.id AND v.revision = flows.revision`,
        )
        .all();
      return new Set(rows.flatMap((row) => (isWhole(row) ? [] : [textOf(row, 'id')])));
    },
  };
}

function isWhole(row: SqlRow): boolean {
  return typeof row.document === 'string' && checksumOf(row.document) === row.checksum;
}

function readDocument(row: SqlRow, folder: string, flowId: string): FlowDocument {
  if (!isWhole(row)) {
    throw new MillraceError(
      'STORE_DAMAGED',
      { folder, detail: `The saved text of the flow ${flowId} was changed from outside.`, flowId },
      { fix: 'Restore one of the flow’s older versions.' },
    );
  }
  return readFlow(JSON.parse(textOf(row, 'document')));
}

/** Removes the oldest versions of all flows, never one of a flow's newest, until they fit. */
function pruneToSize(database: StoreContext['database']): void {
  const total = numberOf(
    database.prepare('SELECT sum(length(document)) AS bytes FROM flow_versions').get() ?? {},
    'bytes',
  );
  if (total <= MOST_BYTES) return;
  database
    .prepare(
      `DELETE FROM flow_versions WHERE rowid IN (
         SELECT rowid FROM (
           SELECT rowid, sum(length(document)) OVER (ORDER BY saved_at, rowid) AS gone,
                  row_number() OVER (PARTITION BY flow_id ORDER BY revision DESC) AS age
           FROM flow_versions)
         WHERE age > ? AND gone <= ?)`,
    )
    .run(1, total - MOST_BYTES);
}
