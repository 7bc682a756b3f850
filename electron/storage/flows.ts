import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { formatTime, type StoreContext, textOf, timeOf } from './context.ts';
import { type Bindings, createFlowBindings } from './flow-bindings.ts';
import { type FlowCaller, readFlowCallers } from './flow-callers.ts';
import { createFlowRows, describeDocument, type FlowRow, type FlowStatus, type ReadFlowRow } from './flow-rows.ts';
import { createFlowUsers, type FlowUsers } from './flow-users.ts';
import { createFlowVersions, type FlowVersion } from './flow-versions.ts';
import { removeTriggersOf } from './triggers.ts';
import { removeValuesOf } from './values.ts';
import { removeWebhooksOf } from './webhooks.ts';

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
  /** All flows but removed ones, newest change first. A damaged one is always among them. */
  list(): FlowEntry[];
  /** Throws NOT_FOUND; STORE_DAMAGED when it was damaged (then one of its versions can be restored). */
  get(id: string): StoredFlow;
  /** Stores a new flow under the document's id, or a new id when that is empty, taken or holds half a character. */
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
  /** Which of them call which. */
  callers(): FlowCaller[];
  /** Which of them use which connections. */
  readonly users: FlowUsers;
};

/** How long removed flows can be restored. */
const KEPT_REMOVED_MS = 30 * 24 * 3_600_000;

export function createFlowStore(context: StoreContext): FlowStore {
  const { database, clock, random, change, folder } = context;
  const rows = createFlowRows(database);
  const versions = createFlowVersions(context);
  const allBindings = createFlowBindings(database);
  let unreadable: Set<string> | undefined;

  const find = (id: string): ReadFlowRow => {
    const row = rows.find(id);
    if (!row || (row.isWhole && row.removedAt !== null))
      throw new MillraceError('NOT_FOUND', { thing: 'flow', name: id });
    return row;
  };
  const findWhole = (id: string): ReadFlowRow => {
    const row = find(id);
    if (row.isWhole) return row;
    throw new MillraceError(
      'STORE_DAMAGED',
      { folder, detail: `What was kept of the flow ${id} was changed from outside.`, flowId: id },
      { fix: 'Restore one of the flow’s versions.' },
    );
  };
  const get = (id: string): StoredFlow => {
    const { revision, status, createdAt, updatedAt } = findWhole(id);
    return {
      id,
      revision,
      status,
      document: versions.read(id, revision),
      bindings: allBindings.read(id),
      createdAt: formatTime(createdAt),
      updatedAt: formatTime(updatedAt),
    };
  };
  /** Makes `document` the flow's next revision. */
  const advance = (row: FlowRow, document: FlowDocument): StoredFlow => {
    const { id } = row;
    const revision = Math.max(row.revision, versions.newest(id)) + 1;
    const named = document.id === id ? document : { ...document, id };
    versions.add(id, revision, named);
    rows.put({ ...row, ...describeDocument(named), revision, updatedAt: clock.now() });
    unreadable?.delete(id);
    return get(id);
  };
  const purge = (): void => {
    for (const { id, removedAt, isWhole } of rows.all()) {
      if (!isWhole || removedAt === null || clock.now() - removedAt <= KEPT_REMOVED_MS) continue;
      versions.removeAll(id);
      allBindings.write(id, {});
      removeValuesOf(id, context);
      removeTriggersOf(id, context);
      removeWebhooksOf(id, context);
      rows.remove(id);
    }
  };

  return {
    get,
    list() {
      unreadable ??= versions.findDamaged();
      const lost = unreadable;
      const lastRuns = readLastRuns(context);
      return rows
        .all()
        .filter(({ removedAt, isWhole }) => removedAt === null || !isWhole)
        .map(({ id, name, description, revision, status, stepCount, createdAt, updatedAt, isWhole }) => ({
          id,
          name,
          description,
          revision,
          status: !isWhole || lost.has(id) ? 'damaged' : status,
          stepCount,
          bindings: allBindings.read(id),
          createdAt: formatTime(createdAt),
          updatedAt: formatTime(updatedAt),
          lastRun: lastRuns.get(id) ?? null,
        }));
    },
    create: (document, bindings = {}) =>
      change(() => {
        // Half a character in an id would be another one when it is read again.
        const isFree = document.id !== '' && document.id.isWellFormed() && rows.find(document.id) === undefined;
        const id = isFree ? document.id : random.uuid();
        const now = clock.now();
        allBindings.write(id, bindings);
        const { name } = document;
        const empty = { description: '', revision: 0, stepCount: 0, createdAt: now, updatedAt: now, removedAt: null };
        return advance({ ...empty, id, name, status: 'draft' }, document);
      }),
    save: ({ id, revision, document, bindings }) =>
      change(() => {
        const row = findWhole(id);
        if (row.revision !== revision) {
          throw new MillraceError('SAVE_CONFLICT', { name: row.name, revision: row.revision });
        }
        allBindings.write(id, bindings);
        return advance(row, document);
      }),
    rename: (id, name) => change(() => advance(findWhole(id), { ...get(id).document, name })),
    setStatus: (id, status) =>
      change(() => {
        rows.put({ ...findWhole(id), status, updatedAt: clock.now() });
        return get(id);
      }),
    remove: (id) =>
      change(() => {
        rows.put({ ...find(id), status: 'draft', removedAt: clock.now() });
        purge();
      }),
    restore: (id) =>
      change(() => {
        const row = rows.find(id);
        if (!row || row.removedAt === null) throw new MillraceError('NOT_FOUND', { thing: 'deleted flow', name: id });
        rows.put({ ...row, removedAt: null });
        return get(id);
      }),
    listRemoved: () =>
      rows
        .all()
        .flatMap(({ id, name, removedAt, isWhole }) =>
          isWhole && removedAt !== null && clock.now() - removedAt <= KEPT_REMOVED_MS ? [{ id, name, removedAt }] : [],
        )
        .sort((a, b) => b.removedAt - a.removedAt)
        .map(({ removedAt, ...flow }) => ({ ...flow, removedAt: formatTime(removedAt) })),
    versions(id) {
      find(id);
      return versions.list(id);
    },
    readVersion: (id, revision) => versions.read(id, revision),
    restoreVersion: (id, revision) =>
      change(() => {
        const row = find(id);
        const mended: FlowRow = row.isWhole ? row : { ...row, status: 'draft', removedAt: null };
        return advance(mended, versions.read(id, revision));
      }),
    callers: () => readFlowCallers(database),
    users: createFlowUsers(database),
  };
}

function readLastRuns({ database, commits }: StoreContext): Map<string, NonNullable<FlowEntry['lastRun']>> {
  commits.settle();
  const rows = database
    .prepare(
      `SELECT id, flow_id, status, started_at FROM runs
       WHERE number IN (SELECT (SELECT max(number) FROM runs WHERE flow_id = run_totals.flow_id) FROM run_totals)`,
    )
    .all();
  return new Map(
    rows.map((row) => [
      textOf(row, 'flow_id'),
      { runId: textOf(row, 'id'), status: textOf(row, 'status'), startedAt: timeOf(row, 'started_at') },
    ]),
  );
}
