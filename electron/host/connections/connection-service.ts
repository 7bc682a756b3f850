import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type {
  AuthorizationEvent,
  ConnectionPermissions,
  ConnectionReminder,
  ConnectionSummary,
  ConnectionUser,
  ParameterDraft,
  RemoteOption,
  TestResult,
} from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Vault } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Store, StoredConnection } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { PrincipalSignIns } from '../credentials/principal-sign-ins.ts';
import type { Authorizer } from './authorize.ts';
import { createConnectionDrafts, type DetailChanges, toDraft } from './connection-drafts.ts';
import { type ConnectionChanges, createConnectionEdits, type NewConnection, readOnly } from './connection-edits.ts';
import { createConnectionPermissions } from './connection-permissions.ts';
import { findReminders } from './connection-reminders.ts';
import { createConnectionTests } from './connection-tests.ts';
import { createConnectionUsers } from './connection-users.ts';
import type { Grants } from './grants.ts';
import { createHeldSecrets } from './held-secrets.ts';
import { createNewSignIns } from './new-sign-ins.ts';
import type { ClientOpener, OpenableConnection } from './open-client.ts';
import { readParameters } from './read-parameters.ts';

export type { ConnectionChanges, NewConnection } from './connection-edits.ts';

/** Whose access is to be granted: a new connection's details, or a stored one's with changes. */
export type AuthorizationRequest =
  | Pick<NewConnection, 'connector' | 'auth' | 'fields' | 'secrets'>
  | ({ id: string } & DetailChanges);

type Saved = { connection: ConnectionSummary; test: TestResult };

/** What the host does with connections. Secrets go in and never come out. Every change is told to all windows. */
export type ConnectionService = {
  list(): ConnectionSummary[];
  get(id: string): ConnectionSummary;
  /** Tests first; throws the test's error and stores nothing when it fails. */
  create(details: NewConnection, signal?: AbortSignal): Promise<Saved>;
  /** Tests with the resulting details; throws the test's error and saves nothing when it fails. */
  update(id: string, changes: ConnectionChanges, signal?: AbortSignal): Promise<Saved>;
  /** Takes the last edit back, once it passed the test. */
  undoEdit(id: string, signal?: AbortSignal): Promise<Saved>;
  setActive(id: string, active: boolean): ConnectionSummary;
  /** Lets a person grant access in the browser; see the authorizer. */
  authorize(request: AuthorizationRequest, signal?: AbortSignal): AsyncGenerator<AuthorizationEvent, void, void>;
  /** A `hurried` one ends after ten seconds; else the connection's own timeouts say when. */
  test(id: string, signal?: AbortSignal, pace?: 'hurried' | 'patient'): Promise<TestResult>;
  /** All at once; every connection without `ids`. */
  testAll(ids?: readonly string[], signal?: AbortSignal): Promise<{ id: string; result: TestResult }[]>;
  /** The last ten results, newest first. */
  tests(id: string): TestResult[];
  /** Signs in anew, so that a stored sign-in doesn't lapse; nothing else changes. */
  refresh(id: string, signal?: AbortSignal): Promise<TestResult>;
  reminders(): ConnectionReminder[];
  usedBy(id: string): ConnectionUser[];
  permissions(id: string, signal?: AbortSignal): Promise<ConnectionPermissions>;
  readParameters(text: string): ParameterDraft;
  remove(id: string): void;
  /** The sign-in of the connection's named credential was refused for good while something else than a test went on. */
  noteRefusal(id: string, error: MillraceError): void;
  /** What a run opens: the details as they are now. Throws NOT_FOUND, CONNECTION_INACTIVE, CREDENTIAL_NOT_USABLE. */
  openable(id: string): OpenableConnection;
  loadOptions(
    request: { connectionId: string; stepType: string; load: string; settings: JsonObject },
    signal?: AbortSignal,
  ): Promise<{ options: RemoteOption[]; fetchedAt: string }>;
  /** Ends the tests that are under way. */
  close(): Promise<void>;
};

type Parts = {
  store: Store;
  vault: Vault;
  clock: Clock;
  random: Random;
  changes: Changes;
  clients: ClientOpener;
  authorizer: Authorizer;
  grants: Grants;
  /** What connections with a named credential sign in with. */
  principals: PrincipalSignIns;
  /** The computer's user, shown as owner. */
  ownerName: string;
  /** The gateway's port for what no run asks: tests and lists of options. */
  openPort(connectionId: string, connector: string): CallPort;
};

export function createConnectionService(parts: Parts): ConnectionService {
  const { store, vault, clock, random, changes, clients, authorizer, grants, principals, openPort } = parts;
  const held = createHeldSecrets({ stored: store.connections, vault });
  const drafts = createConnectionDrafts({ vault, random, clients, grants, held, openNamed: principals.open });
  const changed = (connectionId: string) => changes.publish({ type: 'connections.changed', connectionId });

  const openOwn = (connection: StoredConnection): OpenableConnection => ({
    id: connection.id,
    signInId: connection.id,
    key: `${connection.id}:${connection.revision}`,
    connector: connection.connector,
    auth: connection.auth,
    environment: connection.environment,
    fields: connection.fields,
    ...held.hold(connection.id, async () => (connection.sealed ? vault.open(connection.id, connection.sealed) : {})),
    refused: (error) => tests.noteRefusal(connection, error),
  });
  const openable = (connection: StoredConnection): OpenableConnection =>
    connection.auth === NAMED_SCHEME ? principals.open(connection) : openOwn(connection);
  const tests = createConnectionTests({
    records: store.connections,
    clock,
    clients,
    openPort,
    openable,
    versionOf: (connection) =>
      connection.auth === NAMED_SCHEME
        ? `${connection.revision}:${principals.versionOf(connection)}`
        : `${connection.revision}`,
    changed: ({ id }) => changed(id),
    progressed: (id, lines) => changes.publish({ type: 'tests.progressed', id, lines }),
  });
  const newSignIns = createNewSignIns({ grants, held, drafts, tests });
  const edits = createConnectionEdits({ store, random, grants, held, drafts, newSignIns, tests });
  const users = createConnectionUsers(store, parts.ownerName);
  const openClient = (connection: StoredConnection) =>
    clients.open(openable(connection), openPort(connection.id, connection.connector));
  const permissions = createConnectionPermissions({ store, clock, openClient });

  const summarise = (
    { sealed: _, ...shown }: StoredConnection,
    usedBy = store.flows.users.of(shown.id),
  ): ConnectionSummary => ({
    ...shown,
    ...(shown.auth === NAMED_SCHEME ? { environment: principals.find(shown)?.environment ?? '', undoable: null } : {}),
    usedBy: usedBy.map(({ flowId, name }) => ({ flowId, name })),
  });
  const published = (connection: StoredConnection): ConnectionSummary => {
    changed(connection.id);
    return summarise(connection);
  };

  return {
    list: () => {
      const allUsers = store.flows.users.all();
      return store.connections.list().map((connection) => summarise(connection, allUsers.get(connection.id) ?? []));
    },
    get: (id) => summarise(store.connections.get(id)),
    create: async (details, signal) => {
      const { connection, test } = await edits.create(details, signal);
      return { connection: published(connection), test };
    },
    update: async (id, given, signal) => {
      const { connection, test } = await edits.update(id, given, signal);
      return { connection: published(connection), test };
    },
    undoEdit: async (id, signal) => {
      const { connection, test } = await edits.undo(id, signal);
      return { connection: published(connection), test };
    },
    setActive: (id, active) => published(edits.setActive(id, active)),
    remove: (id) => {
      edits.remove(id);
      clients.forget(id);
      changed(id);
    },
    test: tests.test,
    testAll: async (ids = store.connections.list().map(({ id }) => id), signal) => tests.testAll(ids, signal),
    tests: (id) => store.connections.tests(id),
    refresh: async (id, signal) => {
      const connection = store.connections.get(id);
      const signIn = connection.auth === NAMED_SCHEME ? principals.find(connection) : connection;
      if (signIn) clients.forget(signIn.id);
      return tests.test(id, signal);
    },
    reminders: () => findReminders(store, clock),
    usedBy: users.list,
    permissions: permissions.check,
    readParameters,
    async *authorize(request, signal) {
      const stored = 'id' in request ? store.connections.get(request.id) : undefined;
      if (stored?.auth === NAMED_SCHEME) throw readOnly(stored);
      const id = stored?.id ?? random.uuid();
      const { draft, secrets } =
        'id' in request
          ? await drafts.merge(store.connections.get(id), request)
          : { draft: toDraft(request.connector, request.auth, request.fields), secrets: request.secrets };
      yield* authorizer.authorize(drafts.open(id, draft, secrets), signal);
    },
    openable: (id) => {
      const connection = store.connections.get(id);
      if (!connection.active) throw inactive(connection, 'It was switched off.', 'Activate it, then run again.');
      if (connection.status === 'inactive') {
        throw inactive(connection, connection.lastTest?.message ?? 'Its last test failed.');
      }
      store.connections.noteUse(id);
      return openable(connection);
    },
    loadOptions: async ({ connectionId, load, settings }, signal) => {
      const { client, connector } = await openClient(store.connections.get(connectionId));
      const loader = connector.loaders?.[load];
      if (!loader) throw new MillraceError('NOT_FOUND', { thing: 'list', name: load });
      const options = await loader({ client, settings, signal: signal ?? new AbortController().signal });
      return { options, fetchedAt: new Date(clock.now()).toISOString() };
    },
    noteRefusal: (id, error) => tests.noteRefusal(store.connections.get(id), error),
    close: tests.close,
  };
}

function inactive({ name }: StoredConnection, detail: string, fix?: string): MillraceError {
  return new MillraceError('CONNECTION_INACTIVE', { name, detail }, fix === undefined ? {} : { fix });
}
