import type { ConnectionStatus, TestResult } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { SqlRow } from '../ports/database.ts';
import { createConnectionEdits, type UndoableEdit } from './connection-edits.ts';
import { type ConnectionDetails, DETAIL_COLUMNS, detailValues, readDetails, readStatus } from './connection-rows.ts';
import { createConnectionTests } from './connection-tests.ts';
import { numberOf, optionalTimeOf, type StoreContext, textOf, timeOf } from './context.ts';

/** A connection of this computer. `revision` counts its changes from 1. Times are ISO 8601 in UTC. */
export type StoredConnection = ConnectionDetails & {
  id: string;
  /** `inactive` where it was switched off, whatever tests find; `testing` while a test of this process runs. */
  status: ConnectionStatus;
  /** False when a person switched it off. */
  active: boolean;
  lastTestedAt: string | null;
  lastTest: TestResult | null;
  /** When a run, a test or a refresh last worked with it. */
  lastUsedAt: string | null;
  /** The last edit, while it can be taken back. */
  undoable: UndoableEdit | null;
  revision: number;
  createdAt: string;
  updatedAt: string;
};

/** A test that belongs to a change: both are stored, or neither. */
export type TestedAs = { result: TestResult; status: ConnectionStatus };

/** A person's edit. `changed` names the details that differ, by key. */
export type ConnectionEdit = { changed: readonly string[]; tested: TestedAs };

/** Connections and the results of their tests. Every change is durable when the method returns. */
export type ConnectionStore = {
  /** By name. */
  list(): StoredConnection[];
  /** Throws NOT_FOUND. */
  get(id: string): StoredConnection;
  /** The connection of this name, whatever the case of its letters. */
  find(name: string): StoredConnection | undefined;
  /** Throws NAME_TAKEN. `id` must be new; it is given by the caller because secrets are sealed for it. */
  create(id: string, details: ConnectionDetails, tested?: TestedAs): StoredConnection;
  /**
   * Changes what is given and counts a revision. With `edit`, what was there before can be taken back, until the next
   * change. Throws NOT_FOUND, NAME_TAKEN.
   */
  update(id: string, changes: Partial<ConnectionDetails>, edit?: ConnectionEdit): StoredConnection;
  /** The details before the last edit, while it can be taken back. */
  previous(id: string): ConnectionDetails | undefined;
  /** Drops what an edit replaced, so that it can't be taken back any more. */
  forgetPrevious(id: string): StoredConnection;
  /** Keys of the details that were changed after the given revision, sorted. */
  changedSince(id: string, revision: number): string[];
  /**
   * Puts `to` in the place of the sealed secrets `from`, wherever the connection keeps those, without counting a
   * revision: they were sealed anew, or a service replaced one. False, with nothing done, when the connection is gone or
   * holds others by now.
   */
  reseal(id: string, from: Uint8Array, to: Uint8Array): boolean;
  /** `testing` is kept in this process only: no test outlives it. */
  setStatus(id: string, status: ConnectionStatus): StoredConnection;
  /** A test ended without a result that counts; the status is what it was before. */
  stopTesting(id: string): void;
  /** The person's switch; its tests and details stay as they are. */
  setActive(id: string, active: boolean): StoredConnection;
  /** Notes that it was used; survives the end of the process, but perhaps not a power cut. Unknown ids are ignored. */
  noteUse(id: string): void;
  /** Keeps a test's result and sets the status that follows from it. */
  recordTest(id: string, result: TestResult, status: ConnectionStatus): StoredConnection;
  /** The last ten tests, newest first. Throws NOT_FOUND. */
  tests(id: string): TestResult[];
  /** Removes it for ever. Throws NOT_FOUND, and CONNECTION_IN_USE naming the flows that use it. */
  remove(id: string): void;
};

export function createConnectionStore(
  context: StoreContext,
  usedBy: (connectionId: string) => { flowId: string; name: string }[],
): ConnectionStore {
  const { database, clock, change } = context;
  const tests = createConnectionTests(database);
  const edits = createConnectionEdits(database);
  const testing = new Set<string>();

  const connectionOf = (row: SqlRow): StoredConnection => {
    const id = textOf(row, 'id');
    const { isWhole, ...details } = readDetails(row);
    const active = row.active !== 0;
    // Damaged details can be mended by entering them again.
    const lasting = isWhole ? readStatus(row) : 'failed';
    return {
      ...details,
      id,
      active,
      status: testing.has(id) ? 'testing' : active ? lasting : 'inactive',
      lastTestedAt: optionalTimeOf(row, 'last_tested_at'),
      lastTest: tests.newest(id),
      lastUsedAt: optionalTimeOf(row, 'last_used_at'),
      undoable: edits.undoable(id),
      revision: numberOf(row, 'revision'),
      createdAt: timeOf(row, 'created_at'),
      updatedAt: timeOf(row, 'updated_at'),
    };
  };
  const get = (id: string): StoredConnection => {
    const row = database.prepare('SELECT * FROM connections WHERE id = ?').get(id);
    if (!row) throw new MillraceError('NOT_FOUND', { thing: 'connection', name: id });
    return connectionOf(row);
  };
  const refuseTakenName = (name: string, id: string): void => {
    const other = database.prepare('SELECT id FROM connections WHERE name = ? AND id <> ?').get(name, id);
    if (other) throw new MillraceError('NAME_TAKEN', { thing: 'connection', name });
  };
  const recordTest = (id: string, { result, status }: TestedAs): void => {
    tests.add(id, result);
    const testedAt = Date.parse(result.testedAt);
    database
      .prepare('UPDATE connections SET last_tested_at = ?, last_used_at = ?, status = ? WHERE id = ?')
      .run(testedAt, testedAt, status, id);
  };

  return {
    get,
    tests: (id) => {
      get(id);
      return tests.list(id);
    },
    previous: edits.previous,
    changedSince: edits.changedSince,
    forgetPrevious: (id) =>
      change(() => {
        edits.dropPrevious(id);
        return get(id);
      }),
    stopTesting: (id) => void testing.delete(id),
    list: () => database.prepare('SELECT * FROM connections ORDER BY name, id').all().map(connectionOf),
    find(name) {
      const row = database.prepare('SELECT * FROM connections WHERE name = ?').get(name);
      return row && connectionOf(row);
    },
    create: (id, details, tested) =>
      change(() => {
        refuseTakenName(details.name, id);
        const now = clock.now();
        database
          .prepare(
            `INSERT INTO connections (status, revision, created_at, updated_at, id, ${DETAIL_COLUMNS.join(', ')})
             VALUES ('not_tested', 1, ?, ?, ?, ${DETAIL_COLUMNS.map(() => '?').join(', ')})`,
          )
          .run(now, now, id, ...detailValues(details));
        if (tested) recordTest(id, tested);
        return get(id);
      }),
    update: (id, changes, edit) =>
      change(() => {
        const present = get(id);
        const details = { ...present, ...changes };
        refuseTakenName(details.name, id);
        database
          .prepare(
            `UPDATE connections SET revision = revision + 1, updated_at = ?,
               ${DETAIL_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
          )
          .run(clock.now(), ...detailValues(details), id);
        edits.note(id, present.revision + 1, edit?.changed ?? Object.keys(changes), clock.now());
        if (edit) {
          edits.keepPrevious(id, present);
          recordTest(id, edit.tested);
        } else edits.dropPrevious(id);
        return get(id);
      }),
    reseal: (id, from, to) =>
      change(() => {
        database
          .prepare('UPDATE connection_undo SET sealed = ? WHERE connection_id = ? AND sealed = ?')
          .run(to, id, from);
        const statement = database.prepare('UPDATE connections SET sealed = ? WHERE id = ? AND sealed = ?');
        return statement.run(to, id, from).changes > 0;
      }),
    setStatus(id, status) {
      if (status === 'testing') {
        get(id);
        testing.add(id);
        return get(id);
      }
      return change(() => {
        testing.delete(id);
        database.prepare('UPDATE connections SET status = ? WHERE id = ?').run(status, id);
        return get(id);
      });
    },
    setActive: (id, active) =>
      change(() => {
        database.prepare('UPDATE connections SET active = ? WHERE id = ?').run(active ? 1 : 0, id);
        return get(id);
      }),
    noteUse(id) {
      database.transaction(
        () => database.prepare('UPDATE connections SET last_used_at = ? WHERE id = ?').run(clock.now(), id),
        { durable: false },
      );
    },
    recordTest: (id, result, status) => {
      testing.delete(id);
      return change(() => {
        get(id);
        recordTest(id, { result, status });
        return get(id);
      });
    },
    remove: (id) =>
      change(() => {
        const { name } = get(id);
        const flows = usedBy(id);
        if (flows.length > 0) throw inUse(name, flows);
        database.prepare('DELETE FROM connections WHERE id = ?').run(id);
        tests.removeAll(id);
        edits.removeAll(id);
        database.prepare('DELETE FROM flow_bindings WHERE connection_id = ?').run(id);
        testing.delete(id);
      }),
  };
}

function inUse(name: string, flows: readonly { flowId: string; name: string }[]): MillraceError {
  const names = flows.map((flow) => flow.name);
  const data = { name, count: flows.length, flows: names, flowIds: flows.map(({ flowId }) => flowId) };
  const [only] = names;
  return new MillraceError(
    'CONNECTION_IN_USE',
    data,
    names.length === 1 ? { why: `1 flow uses it: ${only}.`, fix: 'Remove it from that flow first.' } : {},
  );
}
