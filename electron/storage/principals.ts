import type { ConnectionStatus, TestResult } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { isJsonObject } from '../../shared/json/json.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOfValues } from './checksum.ts';
import { readJson, readSignIn, readStatus, type SignInDetails } from './connection-rows.ts';
import type { TestedAs } from './connections.ts';
import { numberOf, type StoreContext, textOf, timeOf } from './context.ts';

/** What a person gives for a principal; its system is that of its credential. */
export type PrincipalDetails = Omit<SignInDetails, 'connector'> & {
  name: string;
  /** False when nobody on this computer may use it. */
  permitted: boolean;
};

/** An identity of a named credential. `revision` counts changes of what it signs in with, from 1. */
export type StoredPrincipal = SignInDetails & {
  id: string;
  credentialId: string;
  name: string;
  permitted: boolean;
  /** `testing` while a test of this process runs. */
  status: ConnectionStatus;
  lastTestedAt: string | null;
  lastTest: TestResult | null;
  revision: number;
  updatedAt: string;
};

/**
 * The principals of all named credentials. Every change is durable when the method returns, and counts a revision of
 * the credential unless said otherwise.
 */
export type PrincipalStore = {
  list(): StoredPrincipal[];
  /** In the order in which they were added. */
  of(credentialId: string): StoredPrincipal[];
  /** Throws NOT_FOUND. */
  get(id: string): StoredPrincipal;
  /** Throws NAME_TAKEN within the credential. `id` must be new; secrets are sealed for it. */
  add(credentialId: string, id: string, details: PrincipalDetails, tested: TestedAs): StoredPrincipal;
  /** Throws NOT_FOUND, NAME_TAKEN. */
  update(id: string, changes: Partial<PrincipalDetails>, tested?: TestedAs): StoredPrincipal;
  /** Throws NOT_FOUND, LAST_PRINCIPAL. */
  remove(id: string): void;
  /**
   * Puts `to` in the place of the sealed secrets `from` without counting a revision. False, with nothing done, when the
   * principal is gone or holds others by now.
   */
  reseal(id: string, from: Uint8Array, to: Uint8Array): boolean;
  /** `testing` is kept in this process only: no test outlives it. Counts no revision. */
  setStatus(id: string, status: ConnectionStatus): StoredPrincipal;
  /** A test ended without a result that counts; the status is what it was before. */
  stopTesting(id: string): void;
  /** Keeps a test's result and sets the status that follows from it. Counts no revision. */
  recordTest(id: string, result: TestResult, status: ConnectionStatus): StoredPrincipal;
};

/** For the credentials, which are made together with a principal. */
export type PrincipalRows = {
  /** What `add` does, within the caller's transaction. */
  insert: PrincipalStore['add'];
};

const TEXT_COLUMNS = ['name', 'auth', 'environment', 'fields', 'secrets_stored'] as const;
const DETAIL_COLUMNS = [...TEXT_COLUMNS, 'permitted', 'sealed', 'checksum'] as const;

const FROM = `SELECT p.*, c.connector FROM principals p JOIN credentials c ON c.id = p.credential_id`;

export function createPrincipalStore({ database, clock, change }: StoreContext): PrincipalStore & PrincipalRows {
  const testing = new Set<string>();

  const principalOf = (row: SqlRow): StoredPrincipal => {
    const id = textOf(row, 'id');
    const texts = [...TEXT_COLUMNS.map((column) => textOf(row, column)), String(numberOf(row, 'permitted'))];
    const isIntact = checksumOfValues(texts) === row.checksum;
    const { fields, ...details } = readSignIn(row, isIntact);
    const test = readJson(textOf(row, 'last_test') || 'null');
    const lastTest = isJsonObject(test) ? (test as unknown as TestResult) : null;
    return {
      ...details,
      id,
      credentialId: textOf(row, 'credential_id'),
      name: textOf(row, 'name'),
      // What damage may have allowed isn't allowed.
      permitted: isIntact && row.permitted === 1,
      fields: fields ?? {},
      status: testing.has(id) ? 'testing' : fields ? readStatus(row) : 'failed',
      lastTestedAt: lastTest?.testedAt ?? null,
      lastTest,
      revision: numberOf(row, 'revision'),
      updatedAt: timeOf(row, 'updated_at'),
    };
  };
  const get = (id: string): StoredPrincipal => {
    const row = database.prepare(`${FROM} WHERE p.id = ?`).get(id);
    if (!row) throw new MillraceError('NOT_FOUND', { thing: 'principal', name: id });
    return principalOf(row);
  };
  const of = (credentialId: string): StoredPrincipal[] =>
    database.prepare(`${FROM} WHERE p.credential_id = ? ORDER BY p.number`).all(credentialId).map(principalOf);
  const refuseTakenName = (credentialId: string, name: string, id: string): void => {
    const other = database
      .prepare('SELECT id FROM principals WHERE credential_id = ? AND name = ? AND id <> ?')
      .get(credentialId, name, id);
    if (other) throw new MillraceError('NAME_TAKEN', { thing: 'principal', name });
  };
  const countRevision = (credentialId: string): void => {
    database
      .prepare('UPDATE credentials SET revision = revision + 1, updated_at = ? WHERE id = ?')
      .run(clock.now(), credentialId);
  };
  const recordTest = (id: string, { result, status }: TestedAs): void => {
    database
      .prepare('UPDATE principals SET last_test = ?, status = ? WHERE id = ?')
      .run(JSON.stringify(result), status, id);
  };

  const insert: PrincipalStore['add'] = (credentialId, id, details, tested) => {
    refuseTakenName(credentialId, details.name, id);
    const last = database
      .prepare('SELECT max(number) AS number FROM principals WHERE credential_id = ?')
      .get(credentialId);
    database
      .prepare(
        `INSERT INTO principals
           (id, credential_id, number, status, revision, updated_at, ${DETAIL_COLUMNS.join(', ')})
         VALUES (?, ?, ?, 'not_tested', 1, ?, ${DETAIL_COLUMNS.map(() => '?').join(', ')})`,
      )
      .run(id, credentialId, numberOf(last ?? {}, 'number') + 1, clock.now(), ...detailValues(details));
    recordTest(id, tested);
    countRevision(credentialId);
    return get(id);
  };

  return {
    get,
    of,
    list: () => database.prepare(`${FROM} ORDER BY c.name, p.number`).all().map(principalOf),
    insert,
    add: (...principal) => change(() => insert(...principal)),
    update: (id, changes, tested) =>
      change(() => {
        const present = get(id);
        const details = { ...present, ...changes };
        refuseTakenName(present.credentialId, details.name, id);
        const isOther = changes.fields !== undefined || changes.sealed !== undefined;
        database
          .prepare(
            `UPDATE principals SET revision = revision + ?, updated_at = ?,
               ${DETAIL_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
          )
          .run(isOther ? 1 : 0, clock.now(), ...detailValues(details), id);
        if (tested) recordTest(id, tested);
        countRevision(present.credentialId);
        return get(id);
      }),
    remove: (id) =>
      change(() => {
        const { credentialId } = get(id);
        const credential = database.prepare('SELECT name FROM credentials WHERE id = ?').get(credentialId);
        if (of(credentialId).length === 1) {
          throw new MillraceError('LAST_PRINCIPAL', { name: textOf(credential ?? {}, 'name') });
        }
        database.prepare('DELETE FROM principals WHERE id = ?').run(id);
        testing.delete(id);
        countRevision(credentialId);
      }),
    reseal: (id, from, to) =>
      change(
        () =>
          database.prepare('UPDATE principals SET sealed = ? WHERE id = ? AND sealed = ?').run(to, id, from).changes >
          0,
      ),
    setStatus(id, status) {
      get(id);
      if (status === 'testing') {
        testing.add(id);
        return get(id);
      }
      return change(() => {
        testing.delete(id);
        database.prepare('UPDATE principals SET status = ? WHERE id = ?').run(status, id);
        return get(id);
      });
    },
    stopTesting: (id) => void testing.delete(id),
    recordTest: (id, result, status) => {
      testing.delete(id);
      return change(() => {
        get(id);
        recordTest(id, { result, status });
        return get(id);
      });
    },
  };
}

/** The values of the columns that a person's details fill, in their order. */
function detailValues(details: PrincipalDetails): (string | number | Uint8Array | null)[] {
  const { name, auth, environment, permitted, sealed } = details;
  const texts = [name, auth, environment, JSON.stringify(details.fields), JSON.stringify(details.secretsStored)];
  const allowed = permitted ? 1 : 0;
  return [...texts, allowed, sealed, checksumOfValues([...texts, String(allowed)])];
}
