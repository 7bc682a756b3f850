import type {
  AuthorizationEvent,
  ConnectionStatus,
  ConnectionSummary,
  RemoteOption,
  TestResult,
} from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Secrets, Vault } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { ConnectionDetails, Store, StoredConnection } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { Authorizer } from './authorize.ts';
import type { Grants } from './grants.ts';
import { createHeldSecrets } from './held-secrets.ts';
import type { ClientOpener, OpenableConnection } from './open-client.ts';

/** A test of a connection ends after this many seconds (ui.md §6.2). */
const TEST_SECONDS = 10;

export type NewConnection = {
  name: string;
  description?: string | undefined;
  connector: string;
  auth: string;
  fields: JsonObject;
  secrets: Secrets;
  /** What `authorize` was granted for these details; its secrets are added. */
  authorizationId?: string | undefined;
};

export type ConnectionChanges = {
  name?: string | undefined;
  description?: string | undefined;
  fields?: JsonObject | undefined;
  secrets?: Secrets | undefined;
  authorizationId?: string | undefined;
};

/** Whose access is to be granted: a new connection's details, or a stored one's with changes. */
export type AuthorizationRequest =
  | Pick<NewConnection, 'connector' | 'auth' | 'fields' | 'secrets'>
  | ({ id: string } & Pick<ConnectionChanges, 'fields' | 'secrets'>);

/** What the host does with connections. Secrets go in and never come out. */
export type ConnectionService = {
  list(): ConnectionSummary[];
  get(id: string): ConnectionSummary;
  /** Tests first; throws the test's error and stores nothing when it fails. */
  create(details: NewConnection, signal?: AbortSignal): Promise<{ connection: ConnectionSummary; test: TestResult }>;
  /** Tests with the resulting details; throws the test's error and saves nothing when it fails. */
  update(
    id: string,
    changes: ConnectionChanges,
    signal?: AbortSignal,
  ): Promise<{ connection: ConnectionSummary; test: TestResult }>;
  /** Lets a person grant access in the browser; see the authorizer. */
  authorize(request: AuthorizationRequest, signal?: AbortSignal): AsyncGenerator<AuthorizationEvent, void, void>;
  test(id: string, signal?: AbortSignal): Promise<TestResult>;
  remove(id: string): void;
  /** What a run opens: the details as they are now. Throws NOT_FOUND, CONNECTION_INACTIVE. */
  openable(id: string): OpenableConnection;
  loadOptions(
    request: { connectionId: string; stepType: string; load: string; settings: JsonObject },
    signal?: AbortSignal,
  ): Promise<{ options: RemoteOption[]; fetchedAt: string }>;
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
  /** The gateway's port for what no run asks: tests and lists of options. */
  openPort(connectionId: string, connector: string): CallPort;
};

export function createConnectionService(parts: Parts): ConnectionService {
  const { store, vault, clock, random, changes, clients, authorizer, grants, openPort } = parts;
  const held = createHeldSecrets({ store, vault });

  const summarise = (connection: StoredConnection): ConnectionSummary => {
    const { sealed: _, ...shown } = connection;
    return { ...shown, usedBy: store.flows.users.of(connection.id) };
  };
  const published = (connection: StoredConnection): ConnectionSummary => {
    changes.publish({ type: 'connections.changed', connectionId: connection.id });
    return summarise(connection);
  };
  const openable = (connection: StoredConnection): OpenableConnection => ({
    id: connection.id,
    key: `${connection.id}:${connection.revision}`,
    connector: connection.connector,
    auth: connection.auth,
    environment: connection.environment,
    fields: connection.fields,
    ...held.hold(connection.id, async () => (connection.sealed ? vault.open(connection.id, connection.sealed) : {})),
    refused: (error) => noteExpiry(connection, error),
  });

  /** A renewal that was refused while something else than a test signed in: everybody sees it, and why. */
  const noteExpiry = ({ id, revision }: StoredConnection, error: MillraceError): void => {
    if (statusAfter(error) !== 'sign_in_expired') return;
    const present = store.connections.list().find((connection) => connection.id === id);
    if (present?.revision !== revision || present.status === 'testing' || present.status === 'sign_in_expired') return;
    const result = { ...failureOf(error), testedAt: new Date(clock.now()).toISOString(), durationMs: 0 };
    published(store.connections.recordTest(id, result, 'sign_in_expired'));
  };

  /** Signs in and calls the system the way a run does. Resolves with a failure rather than throwing it. */
  const verify = async (
    connectionId: string,
    connection: OpenableConnection,
    signal?: AbortSignal,
  ): Promise<Tested> => {
    const began = clock.monotonic();
    const limit = new AbortController();
    const cancel = clock.schedule(TEST_SECONDS * 1_000, () =>
      limit.abort(new MillraceError('REQUEST_TIMEOUT', { host: connection.connector, seconds: TEST_SECONDS })),
    );
    const ended = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    const finish = (result: Pick<TestResult, 'succeeded' | 'message' | 'fix' | 'code'>): TestResult => ({
      ...result,
      testedAt: new Date(clock.now()).toISOString(),
      durationMs: Math.round(clock.monotonic() - began),
    });
    try {
      const { client, connector } = await clients.open(connection, openPort(connectionId, connection.connector));
      const { message } = (await connector.verify?.({ client, signal: ended })) ?? { message: 'Nothing to test.' };
      return { result: finish({ succeeded: true, message }), error: undefined };
    } catch (thrown) {
      const error = toMillraceError(limit.signal.aborted ? limit.signal.reason : thrown);
      return { result: finish(failureOf(error)), error };
    } finally {
      cancel();
    }
  };

  const seal = async (id: string, secrets: Secrets): Promise<Uint8Array | null> =>
    Object.keys(secrets).length === 0 ? null : vault.seal(id, secrets);

  /** Tests details that aren't stored yet; throws what the test failed with. */
  const tryOut = async (id: string, details: Draft, secrets: Secrets, signal?: AbortSignal): Promise<TestResult> => {
    const { result, error } = await verify(id, draftOf(id, details, secrets), signal);
    if (error) throw error;
    return result;
  };

  const draftOf = (id: string, details: Draft, secrets: Secrets): OpenableConnection => ({
    ...details,
    id,
    key: `${id}:${random.uuid()}`,
    ...held.hold(id, async () => secrets),
    refused: () => undefined,
  });

  /** The secrets that a person granted for these details in the browser; none without an authorization. */
  const readGrant = async (id: string, details: Draft, authorizationId: string | undefined): Promise<Secrets> => {
    if (authorizationId === undefined) return {};
    const { connector, auth } = details;
    const { grantedFor } = await clients.prepare(draftOf(id, details, {}));
    return grants.read(authorizationId, { connector, auth, details: grantedFor });
  };

  /** A stored connection's details as an edit would leave them. */
  const merge = async (
    present: StoredConnection,
    { fields, secrets }: Pick<ConnectionChanges, 'fields' | 'secrets'>,
  ): Promise<{ draft: Draft; secrets: Secrets }> => {
    const merged = { ...present.fields, ...fields };
    const stored = present.sealed ? await vault.open(present.id, present.sealed) : {};
    const environment = typeof merged.environment === 'string' ? merged.environment : present.environment;
    const { connector, auth } = present;
    return { draft: { connector, auth, environment, fields: merged }, secrets: { ...stored, ...secrets } };
  };

  const readRequest = async (request: AuthorizationRequest) => {
    if ('id' in request) {
      const present = store.connections.get(request.id);
      return { id: present.id, details: await merge(present, request) };
    }
    const { connector, auth, fields, secrets } = request;
    const environment = typeof fields.environment === 'string' ? fields.environment : '';
    return { id: random.uuid(), details: { draft: { connector, auth, environment, fields }, secrets } };
  };

  return {
    list: () => store.connections.list().map(summarise),
    get: (id) => summarise(store.connections.get(id)),
    openable: (id) => {
      const connection = store.connections.get(id);
      if (connection.status === 'inactive') {
        const detail = connection.lastTest?.message ?? 'It was switched off.';
        throw new MillraceError('CONNECTION_INACTIVE', { name: connection.name, detail });
      }
      return openable(connection);
    },
    create: async ({ name, description, connector, auth, fields, secrets: given, authorizationId }, signal) => {
      if (store.connections.find(name)) throw new MillraceError('NAME_TAKEN', { thing: 'connection', name });
      const id = random.uuid();
      const environment = typeof fields.environment === 'string' ? fields.environment : '';
      const draft = { connector, auth, environment, fields };
      const secrets = { ...given, ...(await readGrant(id, draft, authorizationId)) };
      // Sealing comes first: where no key is available, nothing is sent anywhere.
      await seal(id, secrets);
      const test = await tryOut(id, draft, secrets, signal);
      // The test's own sign-in may have replaced a secret.
      const sealed = await seal(id, held.newest(id, secrets));
      const details: ConnectionDetails = {
        ...draft,
        name,
        description: description ?? '',
        secretsStored: Object.keys(secrets),
        sealed,
      };
      store.connections.create(id, details);
      if (authorizationId !== undefined) grants.spend(authorizationId);
      return { connection: published(store.connections.recordTest(id, test, 'connected')), test };
    },
    update: async (id, { name, description, fields, secrets, authorizationId }, signal) => {
      const present = store.connections.get(id);
      const { draft, secrets: merged } = await merge(present, { fields, secrets });
      const allSecrets = { ...merged, ...(await readGrant(id, draft, authorizationId)) };
      await seal(id, allSecrets);
      const test = await tryOut(id, draft, allSecrets, signal);
      // No sign-in may replace a secret between its sealing and its saving.
      await held.inTurn(id, async () => {
        store.connections.update(id, {
          ...draft,
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          secretsStored: Object.keys(allSecrets),
          sealed: await seal(id, held.newest(id, allSecrets)),
        });
      });
      if (authorizationId !== undefined) grants.spend(authorizationId);
      return { connection: published(store.connections.recordTest(id, test, 'connected')), test };
    },
    async *authorize(request, signal) {
      const { id, details } = await readRequest(request);
      yield* authorizer.authorize(draftOf(id, details.draft, details.secrets), signal);
    },
    test: async (id, signal) => {
      const connection = store.connections.get(id);
      published(store.connections.setStatus(id, 'testing'));
      clients.retry(id);
      const { result, error } = await verify(id, openable(connection), signal);
      published(store.connections.recordTest(id, result, statusAfter(error)));
      return result;
    },
    remove: (id) => {
      store.connections.remove(id);
      changes.publish({ type: 'connections.changed', connectionId: id });
    },
    loadOptions: async ({ connectionId, load, settings }, signal) => {
      const connection = store.connections.get(connectionId);
      const port = openPort(connectionId, connection.connector);
      const { client, connector } = await clients.open(openable(connection), port);
      const loader = connector.loaders?.[load];
      if (!loader) throw new MillraceError('NOT_FOUND', { thing: 'list', name: load });
      const options = await loader({ client, settings, signal: signal ?? new AbortController().signal });
      return { options, fetchedAt: new Date(clock.now()).toISOString() };
    },
  };
}

type Tested = { result: TestResult; error: MillraceError | undefined };
type Draft = Pick<OpenableConnection, 'connector' | 'auth' | 'environment' | 'fields'>;

function statusAfter(error: MillraceError | undefined): ConnectionStatus {
  if (!error) return 'connected';
  return error.data.reason === 'session-expired' ? 'sign_in_expired' : 'failed';
}

function failureOf(error: MillraceError): Pick<TestResult, 'succeeded' | 'message' | 'fix' | 'code'> {
  const message = error.why ? `${error.message} ${error.why}` : error.message;
  return { succeeded: false, message, fix: error.fix, code: error.code };
}
