import { CREDENTIAL_ENTITIES, type CredentialEntity } from '../../shared/connector/credential-entities.ts';
import { NAMED_SCHEME } from '../../shared/connector/manifest.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOfValues } from './checksum.ts';
import type { TestedAs } from './connections.ts';
import { numberOf, type StoreContext, textOf, timeOf } from './context.ts';
import type { PrincipalDetails, PrincipalRows, PrincipalStore, StoredPrincipal } from './principals.ts';

/** What a person gives for a named credential, apart from its principals. */
export type CredentialDetails = {
  name: string;
  entity: CredentialEntity;
  /** Empty unless `entity` is `custom`. */
  customEntity: string;
  connector: string;
};

/** A named credential. `revision` counts its changes and those of its principals, from 1. Times are ISO 8601 in UTC. */
export type StoredCredential = CredentialDetails & {
  id: string;
  /** In the order in which they were added. */
  principals: StoredPrincipal[];
  /** The connections that use it, worked out from the connections as they are, by name. */
  usedBy: { connectionId: string; name: string }[];
  revision: number;
  createdAt: string;
  updatedAt: string;
};

/** Named credentials. Every change is durable when the method returns. */
export type CredentialStore = {
  /** By name. */
  list(): StoredCredential[];
  /** Throws NOT_FOUND. */
  get(id: string): StoredCredential;
  /** The credential of this id, if there is one. */
  find(id: string): StoredCredential | undefined;
  /** The credential of this name, whatever the case of its letters. */
  findNamed(name: string): StoredCredential | undefined;
  /** Makes it together with its first principal. Throws NAME_TAKEN. Both ids must be new. */
  create(
    id: string,
    details: CredentialDetails,
    principal: { id: string; details: PrincipalDetails; tested: TestedAs },
  ): StoredCredential;
  /** Changes what is given and counts a revision. Throws NOT_FOUND, NAME_TAKEN. */
  update(id: string, changes: Partial<Omit<CredentialDetails, 'connector'>>): StoredCredential;
  /** Removes it and its principals for ever. Throws NOT_FOUND, and CREDENTIAL_IN_USE naming the connections. */
  remove(id: string): void;
};

export function createCredentialStore(
  { database, clock, change }: StoreContext,
  principals: PrincipalStore & PrincipalRows,
): CredentialStore {
  const usersOf = (id: string): StoredCredential['usedBy'] =>
    database
      .prepare(
        `SELECT id, name FROM connections
         WHERE auth = ? AND json_valid(fields) AND json_extract(fields, '$.credential') = ? ORDER BY name, id`,
      )
      .all(NAMED_SCHEME, id)
      .map((row) => ({ connectionId: textOf(row, 'id'), name: textOf(row, 'name') }));
  const credentialOf = (row: SqlRow): StoredCredential => {
    const id = textOf(row, 'id');
    const texts = ['name', 'entity', 'custom_entity', 'connector'].map((column) => textOf(row, column));
    const isIntact = checksumOfValues(texts) === row.checksum;
    const [name = '', entity, customEntity = '', connector = ''] = texts;
    return {
      id,
      name,
      entity: CREDENTIAL_ENTITIES.find((known) => known === entity) ?? 'custom',
      customEntity,
      connector,
      // What it opens isn't known for certain any more; the principals are as they were.
      principals: principals.of(id).map((principal) => (isIntact ? principal : { ...principal, permitted: false })),
      usedBy: usersOf(id),
      revision: numberOf(row, 'revision'),
      createdAt: timeOf(row, 'created_at'),
      updatedAt: timeOf(row, 'updated_at'),
    };
  };
  const find = (id: string): StoredCredential | undefined => {
    const row = database.prepare('SELECT * FROM credentials WHERE id = ?').get(id);
    return row && credentialOf(row);
  };
  const get = (id: string): StoredCredential => {
    const found = find(id);
    if (!found) throw new MillraceError('NOT_FOUND', { thing: 'named credential', name: id });
    return found;
  };
  const refuseTakenName = (name: string, id: string): void => {
    const other = database.prepare('SELECT id FROM credentials WHERE name = ? AND id <> ?').get(name, id);
    if (other) throw new MillraceError('NAME_TAKEN', { thing: 'named credential', name });
  };

  return {
    get,
    find,
    list: () => database.prepare('SELECT * FROM credentials ORDER BY name, id').all().map(credentialOf),
    findNamed: (name) => {
      const row = database.prepare('SELECT * FROM credentials WHERE name = ?').get(name);
      return row && credentialOf(row);
    },
    create: (id, details, principal) =>
      change(() => {
        refuseTakenName(details.name, id);
        const now = clock.now();
        // Adding its first principal counts it to 1.
        database
          .prepare(
            `INSERT INTO credentials
               (id, revision, created_at, updated_at, name, entity, custom_entity, connector, checksum)
             VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(id, now, now, ...detailValues(details));
        principals.insert(id, principal.id, principal.details, principal.tested);
        return get(id);
      }),
    update: (id, changes) =>
      change(() => {
        const details = { ...get(id), ...changes };
        refuseTakenName(details.name, id);
        database
          .prepare(
            `UPDATE credentials SET revision = revision + 1, updated_at = ?,
               name = ?, entity = ?, custom_entity = ?, connector = ?, checksum = ? WHERE id = ?`,
          )
          .run(clock.now(), ...detailValues(details), id);
        return get(id);
      }),
    remove: (id) =>
      change(() => {
        const { name, usedBy } = get(id);
        if (usedBy.length > 0) throw inUse(name, usedBy);
        database.prepare('DELETE FROM credentials WHERE id = ?').run(id);
        database.prepare('DELETE FROM principals WHERE credential_id = ?').run(id);
      }),
  };
}

function detailValues({ name, entity, customEntity, connector }: CredentialDetails): (string | number)[] {
  const texts = [name, entity, customEntity, connector];
  return [...texts, checksumOfValues(texts)];
}

function inUse(name: string, usedBy: StoredCredential['usedBy']): MillraceError {
  const connections = usedBy.map((connection) => connection.name);
  const connectionIds = usedBy.map(({ connectionId }) => connectionId);
  const [only] = connections;
  return new MillraceError(
    'CREDENTIAL_IN_USE',
    { name, count: connections.length, connections, connectionIds },
    connections.length === 1 ? { why: `1 connection uses it: ${only}.`, fix: 'Delete that connection first.' } : {},
  );
}
