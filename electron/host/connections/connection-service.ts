import type { ConnectionStatus, ConnectionSummary, RemoteOption, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Secrets, Vault } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { ConnectionDetails, Store, StoredConnection } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
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
};

export type ConnectionChanges = {
  name?: string | undefined;
  description?: string | undefined;
  fields?: JsonObject | undefined;
  secrets?: Secrets | undefined;
};

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
  /** The gateway's port for what no run asks: tests and lists of options. */
  openPort(connectionId: string, connector: string): CallPort;
};

export function createConnectionService(parts: Parts): ConnectionService {
  const { store, vault, clock, random, changes, clients, openPort } = parts;

  const summarise = (connection: StoredConnection): ConnectionSummary => {
    const { sealed: _, ...shown } = connection;
    return { ...shown, usedBy: store.flows.usedBy(connection.id) };
  };
  const published = (connection: StoredConnection): ConnectionSummary => {
    changes.publish({ type: 'connections.changed', connectionId: connection.id });
    return summarise(connection);
  };
  const openable = (connection: StoredConnection): OpenableConnection => ({
    key: `${connection.id}:${connection.revision}`,
    connector: connection.connector,
    auth: connection.auth,
    environment: connection.environment,
    fields: connection.fields,
    secrets: async () => (connection.sealed ? vault.open(connection.id, connection.sealed) : {}),
  });

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
      const message = error.why ? `${error.message} ${error.why}` : error.message;
      return { result: finish({ succeeded: false, message, fix: error.fix, code: error.code }), error };
    } finally {
      cancel();
    }
  };

  const seal = async (id: string, secrets: Secrets): Promise<Uint8Array | null> =>
    Object.keys(secrets).length === 0 ? null : vault.seal(id, secrets);

  /** Tests details that aren't stored yet; throws what the test failed with. */
  const tryOut = async (id: string, details: Draft, secrets: Secrets, signal?: AbortSignal): Promise<TestResult> => {
    const draft = { ...details, key: `${id}:${random.uuid()}`, secrets: async () => secrets };
    const { result, error } = await verify(id, draft, signal);
    if (error) throw error;
    return result;
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
    create: async ({ name, description, connector, auth, fields, secrets }, signal) => {
      if (store.connections.find(name)) throw new MillraceError('NAME_TAKEN', { thing: 'connection', name });
      const id = random.uuid();
      const environment = typeof fields.environment === 'string' ? fields.environment : '';
      const draft = { connector, auth, environment, fields };
      // Sealing comes first: where no key is available, nothing is sent anywhere.
      const sealed = await seal(id, secrets);
      const test = await tryOut(id, draft, secrets, signal);
      const details: ConnectionDetails = {
        ...draft,
        name,
        description: description ?? '',
        secretsStored: Object.keys(secrets),
        sealed,
      };
      store.connections.create(id, details);
      return { connection: published(store.connections.recordTest(id, test, 'connected')), test };
    },
    update: async (id, { name, description, fields, secrets }, signal) => {
      const present = store.connections.get(id);
      const merged = { ...present.fields, ...fields };
      const stored = present.sealed ? await vault.open(id, present.sealed) : {};
      const allSecrets = { ...stored, ...secrets };
      const environment = typeof merged.environment === 'string' ? merged.environment : present.environment;
      const draft = { connector: present.connector, auth: present.auth, environment, fields: merged };
      const sealed = secrets ? await seal(id, allSecrets) : present.sealed;
      const test = await tryOut(id, draft, allSecrets, signal);
      store.connections.update(id, {
        ...draft,
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        secretsStored: Object.keys(allSecrets),
        sealed,
      });
      return { connection: published(store.connections.recordTest(id, test, 'connected')), test };
    },
    test: async (id, signal) => {
      const connection = store.connections.get(id);
      published(store.connections.setStatus(id, 'testing'));
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
