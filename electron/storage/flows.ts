import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/index.ts';
import type { SqlRow } from '../ports/database.ts';
import { numberOf, type StoreContext, textOf, timeOf } from './context.ts';
import { createFlowVersions, type FlowVersion } from './flow-versions.ts';

export type FlowStatus = 'draft' | 'active' | 'inactive';

/** Slot → id of the connection on this computer that fills it; never part of the document. */
export type Bindings = Record<string, string>;

/** A flow as it stands in a list. `revision` counts its saves from 1. Times are ISO 8601 in UTC. */
export type FlowEntry = {
  id: string;
  name: string;
  description: string;
  revision: number;
  status: FlowStatus | 'damaged';
  stepCount: number;
  bindings: Bindings;
  createdAt: string;
  updatedAt: string;
  lastRun: { runId: string; status: string; startedAt: string } | null;
};

/** A flow with its document. */
export type StoredFlow = {
  id: string;
  revision: number;
  status: FlowStatus;
  document: FlowDocument;
  bindings: Bindings;
  createdAt: string;
  updatedAt: string;
};

/** Flows, their versions and bindings. Every change is durable when the method returns (R1). */
export type FlowStore = {
  /** All flows but removed ones, newest change first. */
  list(): FlowEntry[];
  /** Throws NOT_FOUND; STORE_DAMAGED when its text was damaged (then an older version can be restored). */
  get(id: string): StoredFlow;
  /** Stores a new flow under the document's id, or a new id when that is empty or taken. */
  create(document: FlowDocument, bindings?: Bindings): StoredFlow;
  /** Saves the whole. Throws NOT_FOUND, and SAVE_CONFLICT unless `revision` is the present one. */
  save(flow: { id: string; revision: number; document: FlowDocument; bindings: Bindings }): StoredFlow;
  rename(id: string, name: string): StoredFlow;
  setStatus(id: string, status: FlowStatus): StoredFlow;
  /** Moves it to “Recently deleted”, from where it is gone after 30 days. */
  remove(id: string): void;
  /** Takes it back from “Recently deleted”. */
  restore(id: string): StoredFlow;
  /** What stands in “Recently deleted”, newest first. */
  listRemoved(): { id: string; name: string; removedAt: string }[];
  /** Saved generations, newest first. */
  versions(id: string): FlowVersion[];
  readVersion(id: string, revision: number): FlowDocument;
  /** Makes an older version the present one, as a new revision; the present one stays among the versions. */
  restoreVersion(id: string, revision: number): StoredFlow;
  /** The flows whose slots a connection fills, removed ones left out. */
  usedBy(connectionId: string): { flowId: string; name: string }[];
};

const KEPT_REMOVED_MS = 30 * 24 * 3_600_000;

export function createFlowStore(context: StoreContext): FlowStore {
  const { database, clock, random, changed } = context;
  const versions = createFlowVersions(context);
  let damaged: Set<string> | undefined;

  const change = <Result>(work: () => Result): Result => {
    const result = database.transaction(work);
    changed();
    return result;
  };
  const rowOf = (id: string, removed = false): SqlRow => {
    const row = database.prepare('SELECT * FROM flows WHERE id = ?').get(id);
    if (!row || (row.removed_at !== null) !== removed)
      throw new MillraceError('NOT_FOUND', { thing: 'flow', name: id });
    return row;
  };
  const bindingsOf = (id: string): Bindings =>
    Object.fromEntries(
      database
        .prepare('SELECT slot, connection_id FROM flow_bindings WHERE flow_id = ? ORDER BY slot')
        .all(id)
        .map((row) => [textOf(row, 'slot'), textOf(row, 'connection_id')]),
    );
  const storedOf = (row: SqlRow): StoredFlow => {
    const id = textOf(row, 'id');
    const revision = numberOf(row, 'revision');
    return {
      id,
      revision,
      status: statusOf(row),
      document: versions.read(id, revision),
      bindings: bindingsOf(id),
      createdAt: timeOf(row, 'created_at'),
      updatedAt: timeOf(row, 'updated_at'),
    };
  };
  const get = (id: string): StoredFlow => storedOf(rowOf(id));
  const writeBindings = (id: string, bindings: Bindings): void => {
    database.prepare('DELETE FROM flow_bindings WHERE flow_id = ?').run(id);
    const insert = database.prepare('INSERT INTO flow_bindings (flow_id, slot, connection_id) VALUES (?, ?, ?)');
    for (const [slot, connectionId] of Object.entries(bindings)) insert.run(id, slot, connectionId);
  };
  /** Adds `document` as the revision after `row`'s. */
  const advance = (row: SqlRow, document: FlowDocument): void => {
    const id = textOf(row, 'id');
    const revision = numberOf(row, 'revision') + 1;
    versions.add(id, revision, document);
    database
      .prepare('UPDATE flows SET name = ?, description = ?, revision = ?, step_count = ?, updated_at = ? WHERE id = ?')
      .run(document.name, document.description ?? '', revision, document.steps.length, clock.now(), id);
    damaged?.delete(id);
  };

  return {
    get,
    list() {
      damaged ??= versions.findDamaged();
      const lost = damaged;
      const lastRuns = readLastRuns(context);
      return database
        .prepare('SELECT * FROM flows WHERE removed_at IS NULL ORDER BY updated_at DESC, id')
        .all()
        .map((row) => {
          const id = textOf(row, 'id');
          return {
            id,
            name: textOf(row, 'name'),
            description: textOf(row, 'description'),
            revision: numberOf(row, 'revision'),
            status: lost.has(id) ? 'damaged' : statusOf(row),
            stepCount: numberOf(row, 'step_count'),
            bindings: bindingsOf(id),
            createdAt: timeOf(row, 'created_at'),
            updatedAt: timeOf(row, 'updated_at'),
            lastRun: lastRuns.get(id) ?? null,
          };
        });
    },
    create: (document, bindings = {}) =>
      change(() => {
        const isTaken = database.prepare('SELECT 1 FROM flows WHERE id = ?').get(document.id) !== undefined;
        const id = document.id === '' || isTaken ? random.uuid() : document.id;
        const now = clock.now();
        versions.add(id, 1, { ...document, id });
        database
          .prepare('INSERT INTO flows VALUES (?, ?, ?, 1, ?, ?, ?, ?, NULL)')
          .run(id, document.name, document.description ?? '', 'draft', document.steps.length, now, now);
        writeBindings(id, bindings);
        return get(id);
      }),
    save: ({ id, revision, document, bindings }) =>
      change(() => {
        const row = rowOf(id);
        if (numberOf(row, 'revision') !== revision) {
          throw new MillraceError('SAVE_CONFLICT', {
            name: textOf(row, 'name'),
            revision: numberOf(row, 'revision'),
          });
        }
        advance(row, document.id === id ? document : { ...document, id });
        writeBindings(id, bindings);
        return get(id);
      }),
    rename: (id, name) =>
      change(() => {
        const flow = get(id);
        advance(rowOf(id), { ...flow.document, name });
        return get(id);
      }),
    setStatus: (id, status) =>
      change(() => {
        rowOf(id);
        database.prepare('UPDATE flows SET status = ?, updated_at = ? WHERE id = ?').run(status, clock.now(), id);
        return get(id);
      }),
    remove: (id) =>
      change(() => {
        rowOf(id);
        database.prepare('UPDATE flows SET removed_at = ?, status = ? WHERE id = ?').run(clock.now(), 'draft', id);
        const old = database.prepare('SELECT id FROM flows WHERE removed_at < ?').all(clock.now() - KEPT_REMOVED_MS);
        for (const row of old) {
          versions.removeAll(textOf(row, 'id'));
          writeBindings(textOf(row, 'id'), {});
          database.prepare('DELETE FROM flows WHERE id = ?').run(textOf(row, 'id'));
        }
      }),
    restore: (id) =>
      change(() => {
        rowOf(id, true);
        database.prepare('UPDATE flows SET removed_at = NULL WHERE id = ?').run(id);
        return get(id);
      }),
    listRemoved: () =>
      database
        .prepare('SELECT id, name, removed_at FROM flows WHERE removed_at >= ? ORDER BY removed_at DESC, id')
        .all(clock.now() - KEPT_REMOVED_MS)
        .map((row) => ({ id: textOf(row, 'id'), name: textOf(row, 'name'), removedAt: timeOf(row, 'removed_at') })),
    versions(id) {
      rowOf(id);
      return versions.list(id);
    },
    readVersion: (id, revision) => versions.read(id, revision),
    restoreVersion: (id, revision) =>
      change(() => {
        advance(rowOf(id), versions.read(id, revision));
        return get(id);
      }),
    usedBy: (connectionId) =>
      database
        .prepare(
          `SELECT DISTINCT id, name FROM flow_bindings JOIN flows ON flows.id = flow_id
           WHERE connection_id = ? AND removed_at IS NULL ORDER BY name, id`,
        )
        .all(connectionId)
        .map((row) => ({ flowId: textOf(row, 'id'), name: textOf(row, 'name') })),
  };
}

const STATUSES: readonly FlowStatus[] = ['draft', 'active', 'inactive'];

/** A status that damage made unknown reads as a draft, which starts nothing. */
function statusOf(row: SqlRow): FlowStatus {
  return STATUSES.find((status) => status === row.status) ?? 'draft';
}

function readLastRuns({ database }: StoreContext): Map<string, NonNullable<FlowEntry['lastRun']>> {
  const rows = database
    .prepare(
      `SELECT id, flow_id, status, started_at FROM runs
       WHERE number IN (SELECT max(number) FROM runs GROUP BY flow_id)`,
    )
    .all();
  return new Map(
    rows.map((row) => [
      textOf(row, 'flow_id'),
      { runId: textOf(row, 'id'), status: textOf(row, 'status'), startedAt: timeOf(row, 'started_at') },
    ]),
  );
}
