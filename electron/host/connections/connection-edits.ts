import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Random } from '../../ports/random.ts';
import type { Store, StoredConnection } from '../../storage/index.ts';
import type { ConnectionDrafts, DetailChanges, DraftWithSecrets } from './connection-drafts.ts';
import type { ConnectionTests } from './connection-tests.ts';
import type { Grants } from './grants.ts';
import type { HeldSecrets } from './held-secrets.ts';
import type { GivenSignIn, NewSignIns } from './new-sign-ins.ts';

export type NewConnection = GivenSignIn & { name: string; description?: string | undefined };

export type ConnectionChanges = DetailChanges & {
  name?: string | undefined;
  description?: string | undefined;
  authorizationId?: string | undefined;
  /** The revision that the person saw; SAVE_CONFLICT when it was changed since. */
  expectedRevision?: number | undefined;
};

/** A change that was saved, and the test it passed. */
export type SavedConnection = { connection: StoredConnection; test: TestResult };

/** Making, changing and removing connections. Details and the test they passed are saved together, or neither is. */
export type ConnectionEdits = {
  /** Tests first; throws the test's error and stores nothing when it fails. Throws NAME_TAKEN. */
  create(details: NewConnection, signal?: AbortSignal): Promise<SavedConnection>;
  /**
   * Tests with the resulting details, whatever is changed; throws the test's error and saves nothing when it fails.
   * Throws SAVE_CONFLICT, NAME_TAKEN, NAMED_CREDENTIAL_READ_ONLY.
   */
  update(id: string, changes: ConnectionChanges, signal?: AbortSignal): Promise<SavedConnection>;
  /** Takes the last edit back, once it passed the test. Throws NOTHING_TO_UNDO, NAMED_CREDENTIAL_READ_ONLY. */
  undo(id: string, signal?: AbortSignal): Promise<SavedConnection>;
  setActive(id: string, active: boolean): StoredConnection;
  /** Throws CONNECTION_IN_USE while a flow uses it. */
  remove(id: string): void;
};

type Parts = {
  store: Store;
  random: Random;
  grants: Grants;
  held: HeldSecrets;
  drafts: ConnectionDrafts;
  newSignIns: NewSignIns;
  tests: Pick<ConnectionTests<StoredConnection>, 'tryOut'>;
};

export function createConnectionEdits({
  store,
  random,
  grants,
  held,
  drafts,
  newSignIns,
  tests,
}: Parts): ConnectionEdits {
  const refuseTakenName = (name: string | undefined, id: string): void => {
    const other = name === undefined ? undefined : store.connections.find(name);
    if (name !== undefined && other && other.id !== id)
      throw new MillraceError('NAME_TAKEN', { thing: 'connection', name });
  };

  /** Nobody's edit is lost: the second of two is told which details the first one changed. */
  const refuseConflict = (present: StoredConnection, expected: number | undefined): void => {
    if (expected === undefined || present.revision === expected) return;
    const fields = store.connections.changedSince(present.id, expected);
    const shown = fields.length === 0 ? 'its details' : fields.join(', ');
    throw new MillraceError(
      'SAVE_CONFLICT',
      { name: present.name, revision: present.revision, fields },
      { why: `Another window or command changed: ${shown}.`, fix: 'Look at what it is now, then save again.' },
    );
  };

  /** Tests the details and saves them with the test. No sign-in may replace a secret between sealing and saving. */
  const save = async (
    present: StoredConnection,
    { draft, secrets }: DraftWithSecrets,
    named: { name: string; description: string },
    changed: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<SavedConnection> => {
    const { id, revision } = present;
    // Sealing comes first: where no key is available, nothing is sent anywhere.
    await drafts.seal(id, secrets);
    const tested = await tests.tryOut({ ...draft, id }, () => drafts.openToTest(id, draft, secrets), signal);
    return held.inTurn(id, async () => {
      const isUnchanged = changed.every((key) => key === 'name' || key === 'description');
      const latest = store.connections.get(id);
      refuseConflict(latest, revision);
      const kept = isUnchanged
        ? {}
        : { ...draft, secretsStored: Object.keys(secrets), sealed: await drafts.seal(id, secrets) };
      refuseConflict(store.connections.get(id), revision);
      const connection = store.connections.update(id, { ...kept, ...named }, { changed, tested });
      return { connection, test: tested.result };
    });
  };

  return {
    create: async ({ name, description = '', ...given }, signal) => {
      const id = random.uuid();
      refuseTakenName(name, id);
      const { details, tested } = await newSignIns.admit(id, given, signal);
      const connection = store.connections.create(id, { ...details, name, description }, tested);
      if (given.authorizationId !== undefined) grants.spend(given.authorizationId);
      return { connection, test: tested.result };
    },
    update: async (id, { expectedRevision, name, description, fields, secrets, authorizationId }, signal) => {
      const present = store.connections.get(id);
      refuseConflict(present, expectedRevision);
      refuseNamedDetails(present, { fields, secrets, authorizationId });
      refuseTakenName(name, id);
      const merged = await drafts.merge(present, { fields, secrets });
      const granted = await drafts.readGrant(id, merged.draft, authorizationId);
      const details = { draft: merged.draft, secrets: { ...merged.secrets, ...granted } };
      const named = { name: name ?? present.name, description: description ?? present.description };
      const changed = [
        ...changedKeys(present, named),
        ...changedKeys(present.fields, merged.draft.fields, { ...present.fields, ...merged.draft.fields }),
        ...Object.keys({ ...secrets, ...granted }).filter(
          (key) => key in details.secrets || present.secretsStored.includes(key),
        ),
      ];
      const saved = await save(present, details, named, [...new Set(changed)], signal);
      if (authorizationId !== undefined) grants.spend(authorizationId);
      return saved;
    },
    undo: async (id, signal) => {
      const present = store.connections.get(id);
      if (present.auth === NAMED_SCHEME) throw readOnly(present);
      const previous = store.connections.previous(id);
      if (!previous || !present.undoable) throw new MillraceError('NOTHING_TO_UNDO', { name: present.name });
      refuseTakenName(previous.name, id);
      const { changed } = present.undoable;
      const before = await drafts.merge({ ...previous, id }, {});
      const now = await drafts.merge(present, {});
      // A service may have replaced a secret since; only those that the edit itself changed are older ones again.
      const unchanged = Object.entries(now.secrets).filter(([key]) => key in before.secrets && !changed.includes(key));
      const details = { draft: before.draft, secrets: { ...before.secrets, ...Object.fromEntries(unchanged) } };
      const named = { name: previous.name, description: previous.description };
      const { connection, test } = await save(present, details, named, changed, signal);
      return { connection: store.connections.forgetPrevious(connection.id), test };
    },
    setActive: (id, active) => store.connections.setActive(id, active),
    remove: (id) => store.connections.remove(id),
  };
}

/** What a connection with a named credential signs in with is changed there. Throws NAMED_CREDENTIAL_READ_ONLY. */
function refuseNamedDetails(
  connection: StoredConnection,
  { fields = {}, secrets = {}, authorizationId }: DetailChanges & { authorizationId: string | undefined },
): void {
  if (connection.auth !== NAMED_SCHEME) return;
  const isOther = changedKeys(connection.fields, fields).length > 0 || Object.keys(secrets).length > 0;
  if (isOther || authorizationId !== undefined) throw readOnly(connection);
}

/** NAMED_CREDENTIAL_READ_ONLY for a connection. */
export function readOnly({ name }: Pick<StoredConnection, 'name'>): MillraceError {
  return new MillraceError('NAMED_CREDENTIAL_READ_ONLY', { name });
}

/** Keys, those of `among`, whose values differ by their JSON. */
export function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: JsonObject,
  among: object = after,
): string[] {
  return Object.keys(among).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
