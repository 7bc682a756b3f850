import type { ConnectionStatus, TestResult } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json/json.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOf } from './checksum.ts';
import { numberOf, optionalTimeOf, type StoreContext, textOf, timeOf } from './context.ts';

/** What a person gives for a connection. `sealed` holds its secrets, encrypted; the store can't read them. */
export type ConnectionDetails = {
  name: string;
  description: string;
  connector: string;
  auth: string;
  environment: string;
  fields: JsonObject;
  /** Keys of the secrets within `sealed`. */
  secretsStored: string[];
  sealed: Uint8Array | null;
};

/** A connection of this computer. `revision` counts its changes from 1. Times are ISO 8601 in UTC. */
export type StoredConnection = ConnectionDetails & {
  id: string;
  status: ConnectionStatus;
  lastTestedAt: string | null;
  lastTest: TestResult | null;
  revision: number;
  createdAt: string;
  updatedAt: string;
};

/** Connections and the results of their tests. Every change is durable when the method returns. */
export type ConnectionStore = {
  /** By name. */
  list(): StoredConnection[];
  /** Throws NOT_FOUND. */
  get(id: string): StoredConnection;
  /** The connection of this name, whatever the case of its letters. */
  find(name: string): StoredConnection | undefined;
  /** Throws NAME_TAKEN. `id` must be new; it is given by the caller because secrets are sealed for it. */
  create(id: string, details: ConnectionDetails): StoredConnection;
  /** Changes what is given and counts a revision. Throws NOT_FOUND, NAME_TAKEN. */
  update(id: string, changes: Partial<ConnectionDetails>): StoredConnection;
  setStatus(id: string, status: ConnectionStatus): StoredConnection;
  /** Keeps a test's result and sets the status that follows from it. */
  recordTest(id: string, result: TestResult, status: ConnectionStatus): StoredConnection;
  /** The last ten tests, newest first. */
  tests(id: string): TestResult[];
  /** Removes it for ever. Throws NOT_FOUND, and CONNECTION_IN_USE naming the flows that use it. */
  remove(id: string): void;
};

const KEPT_TESTS = 10;

export function createConnectionStore(
  context: StoreContext,
  usedBy: (connectionId: string) => { flowId: string; name: string }[],
): ConnectionStore {
  const { database, clock, change } = context;
  const get = (id: string): StoredConnection => {
    const row = database.prepare('SELECT * FROM connections WHERE id = ?').get(id);
    if (!row) throw new MillraceError('NOT_FOUND', { thing: 'connection', name: id });
    return connectionOf(row, tests(id)[0] ?? null);
  };
  const tests = (id: string): TestResult[] =>
    database
      .prepare('SELECT result FROM connection_tests WHERE connection_id = ? ORDER BY number DESC')
      .all(id)
      .flatMap((row) => {
        const result = readJson(textOf(row, 'result'));
        return isJsonObject(result) ? [result as unknown as TestResult] : [];
      });
  const refuseTakenName = (name: string, id: string): void => {
    const other = database.prepare('SELECT id FROM connections WHERE name = ? AND id <> ?').get(name, id);
    if (other) throw new MillraceError('NAME_TAKEN', { thing: 'connection', name });
  };
  const setStatus = (id: string, status: ConnectionStatus): StoredConnection => {
    database.prepare('UPDATE connections SET status = ? WHERE id = ?').run(status, id);
    return get(id);
  };

  return {
    get,
    tests,
    list: () =>
      database
        .prepare('SELECT * FROM connections ORDER BY name, id')
        .all()
        .map((row) => connectionOf(row, tests(textOf(row, 'id'))[0] ?? null)),
    find(name) {
      const row = database.prepare('SELECT id FROM connections WHERE name = ?').get(name);
      return row && get(textOf(row, 'id'));
    },
    create: (id, details) =>
      change(() => {
        refuseTakenName(details.name, id);
        const now = clock.now();
        database
          .prepare(
            `INSERT INTO connections (status, revision, created_at, updated_at, id, ${DETAIL_COLUMNS.join(', ')})
             VALUES ('not_tested', 1, ?, ?, ?, ${DETAIL_COLUMNS.map(() => '?').join(', ')})`,
          )
          .run(now, now, id, ...detailValues(details));
        return get(id);
      }),
    update: (id, changes) =>
      change(() => {
        const details = { ...get(id), ...changes };
        refuseTakenName(details.name, id);
        database
          .prepare(
            `UPDATE connections SET revision = revision + 1, updated_at = ?,
               ${DETAIL_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
          )
          .run(clock.now(), ...detailValues(details), id);
        return get(id);
      }),
    setStatus: (id, status) => change(() => setStatus(id, status)),
    recordTest: (id, result, status) =>
      change(() => {
        get(id);
        const newest = database
          .prepare('SELECT max(number) AS number FROM connection_tests WHERE connection_id = ?')
          .get(id);
        const number = numberOf(newest ?? {}, 'number') + 1;
        database.prepare('INSERT INTO connection_tests VALUES (?, ?, ?)').run(id, number, JSON.stringify(result));
        database
          .prepare('DELETE FROM connection_tests WHERE connection_id = ? AND number <= ?')
          .run(id, number - KEPT_TESTS);
        database.prepare('UPDATE connections SET last_tested_at = ? WHERE id = ?').run(Date.parse(result.testedAt), id);
        return setStatus(id, status);
      }),
    remove: (id) =>
      change(() => {
        const { name } = get(id);
        const flows = usedBy(id);
        if (flows.length > 0) {
          const names = flows.map((flow) => flow.name);
          throw new MillraceError('CONNECTION_IN_USE', { name, count: flows.length, flows: names });
        }
        database.prepare('DELETE FROM connections WHERE id = ?').run(id);
        database.prepare('DELETE FROM connection_tests WHERE connection_id = ?').run(id);
        database.prepare('DELETE FROM flow_bindings WHERE connection_id = ?').run(id);
      }),
  };
}

const DETAIL_COLUMNS = [
  'name',
  'description',
  'connector',
  'auth',
  'environment',
  'fields',
  'secrets_stored',
  'sealed',
  'checksum',
];

function detailValues(details: ConnectionDetails): (string | number | Uint8Array | null)[] {
  const { name, description, connector, auth, environment, sealed } = details;
  const fields = JSON.stringify(details.fields);
  const secretsStored = JSON.stringify(details.secretsStored);
  const texts = [name, description, connector, auth, environment, fields, secretsStored];
  return [...texts, sealed, checksumOf(JSON.stringify(texts))];
}

const STATUSES: readonly ConnectionStatus[] = ['not_tested', 'connected', 'failed', 'sign_in_expired', 'inactive'];

/** Fields that were damaged read as none, and the connection as failed: it can be mended by entering them again. */
function connectionOf(row: SqlRow, lastTest: TestResult | null): StoredConnection {
  const texts = DETAIL_COLUMNS.slice(0, -2).map((column) => textOf(row, column));
  const isWhole = checksumOf(JSON.stringify(texts)) === row.checksum;
  const fields = isWhole ? readJson(textOf(row, 'fields')) : undefined;
  const secrets = readJson(textOf(row, 'secrets_stored'));
  const status =
    STATUSES.find((known) => known === row.status) ?? (row.status === 'testing' ? 'testing' : 'not_tested');
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    description: textOf(row, 'description'),
    connector: textOf(row, 'connector'),
    auth: textOf(row, 'auth'),
    environment: textOf(row, 'environment'),
    fields: isJsonObject(fields) ? fields : {},
    secretsStored: Array.isArray(secrets) ? secrets.filter((key) => typeof key === 'string') : [],
    sealed: row.sealed instanceof Uint8Array ? row.sealed : null,
    status: fields === undefined ? 'failed' : status,
    lastTestedAt: optionalTimeOf(row, 'last_tested_at'),
    lastTest,
    revision: numberOf(row, 'revision'),
    createdAt: timeOf(row, 'created_at'),
    updatedAt: timeOf(row, 'updated_at'),
  };
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Damage within a value; the caller says what stands in for it.
    return undefined;
  }
}
