import type { TestResult } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store, StoredConnection } from '../../storage/index.ts';
import { explainFailure, statusAfter } from './explain-failure.ts';
import type { ClientOpener, OpenableConnection } from './open-client.ts';
import { followTest } from './test-steps.ts';

/** A test of a connection ends after this many seconds (ui.md §6.2). */
const TEST_SECONDS = 10;

/** Tests of connections: the same client, the same way to a token and the same host as a run. */
export type ConnectionTests = {
  /** Tests details that aren't stored. Throws what the test failed with; its `data.test` is the result. */
  tryOut(connection: OpenableConnection, signal?: AbortSignal): Promise<TestResult>;
  /**
   * Tests a stored connection and keeps the result. Whoever asks while a test of it is under way gets that one's
   * result. Aborting the signal ends the waiting, not the test, since others may wait for it.
   */
  test(id: string, signal?: AbortSignal): Promise<TestResult>;
  /** Tests several at once; those that aren't there any more are left out. */
  testAll(ids: readonly string[], signal?: AbortSignal): Promise<{ id: string; result: TestResult }[]>;
  /** A sign-in of a stored connection was refused for good while something else than a test was going on. */
  noteRefusal(connection: StoredConnection, error: MillraceError): void;
  /** Ends the tests that are under way and waits for them. */
  close(): Promise<void>;
};

type Parts = {
  store: Store;
  clock: Clock;
  clients: ClientOpener;
  openPort(connectionId: string, connector: string): CallPort;
  openable(connection: StoredConnection): OpenableConnection;
  changed(connectionId: string): void;
};

type Tested = { result: TestResult; error: MillraceError | undefined };

export function createConnectionTests({ store, clock, clients, openPort, openable, changed }: Parts): ConnectionTests {
  const underWay = new Map<string, { key: string; result: Promise<TestResult> }>();
  const closing = new AbortController();

  /** Resolves with a failure rather than throwing it. */
  const verify = async (connection: OpenableConnection, signal: AbortSignal): Promise<Tested> => {
    const began = clock.monotonic();
    const steps = followTest(openPort(connection.id, connection.connector));
    const limit = new AbortController();
    const cancel = clock.schedule(TEST_SECONDS * 1_000, () => limit.abort(new DOMException('', 'TimeoutError')));
    const finish = (result: Omit<TestResult, 'testedAt' | 'durationMs'>): TestResult => ({
      ...result,
      testedAt: new Date(clock.now()).toISOString(),
      durationMs: Math.round(clock.monotonic() - began),
    });
    const hostOf = () => {
      const host = steps.host();
      return host === undefined ? {} : { host };
    };
    try {
      const { client, connector } = await clients.open(connection, steps.port);
      const ended = AbortSignal.any([signal, limit.signal]);
      const { message } = (await connector.verify?.({ client, signal: ended })) ?? { message: 'Nothing to test.' };
      return { result: finish({ succeeded: true, message, lines: steps.succeeded(), ...hostOf() }), error: undefined };
    } catch (thrown) {
      const host = steps.host() ?? connection.connector;
      const error = limit.signal.aborted
        ? new MillraceError('REQUEST_TIMEOUT', { host, seconds: TEST_SECONDS })
        : toMillraceError(thrown);
      const failure = explainFailure(error);
      const lines = steps.failed(error, failure.message);
      return { result: finish({ succeeded: false, ...failure, lines, ...hostOf() }), error };
    } finally {
      cancel();
    }
  };

  /** Keeps what a test found, unless the connection was changed or removed meanwhile. */
  const keep = ({ id, revision }: StoredConnection, { result, error }: Tested): TestResult => {
    const present = store.connections.list().find((connection) => connection.id === id);
    if (present?.revision === revision) store.connections.recordTest(id, result, statusAfter(error));
    else if (present) store.connections.stopTesting(id);
    changed(id);
    return result;
  };

  const start = (connection: StoredConnection): Promise<TestResult> => {
    const { id } = connection;
    store.connections.setStatus(id, 'testing');
    changed(id);
    // A person asks for it, so a refusal that is remembered must not answer in the service's place.
    clients.retry(id);
    const testing = verify(openable(connection), closing.signal).then((tested) => {
      if (underWay.get(id)?.result === testing) underWay.delete(id);
      if (!closing.signal.aborted) return keep(connection, tested);
      store.connections.stopTesting(id);
      return tested.result;
    });
    underWay.set(id, { key: `${connection.revision}`, result: testing });
    return testing;
  };

  const test = async (id: string, signal?: AbortSignal): Promise<TestResult> => {
    const connection = store.connections.get(id);
    const running = underWay.get(id);
    const result = running?.key === `${connection.revision}` ? running.result : start(connection);
    return signal ? leave(result, signal) : result;
  };

  return {
    test,
    tryOut: async (connection, signal = closing.signal) => {
      const { result, error } = await verify(connection, AbortSignal.any([signal, closing.signal]));
      if (!error) return result;
      const { code, data, message, why, fix, retryable } = error;
      const described: Json = JSON.parse(JSON.stringify(result));
      throw new MillraceError(code, { ...data, test: described }, { message, why, fix, retryable, cause: error });
    },
    testAll: async (ids, signal) => {
      const known = new Set(store.connections.list().map(({ id }) => id));
      const asked = [...new Set(ids)].filter((id) => known.has(id));
      return Promise.all(asked.map(async (id) => ({ id, result: await test(id, signal) })));
    },
    noteRefusal: ({ id, revision }, error) => {
      if (statusAfter(error) !== 'sign_in_expired') return;
      const present = store.connections.list().find((connection) => connection.id === id);
      if (present?.revision !== revision || ['testing', 'sign_in_expired'].includes(present.status)) return;
      const testedAt = new Date(clock.now()).toISOString();
      const failure = explainFailure(error);
      const lines = followTest(openPort(id, present.connector)).failed(error, failure.message);
      store.connections.recordTest(
        id,
        { succeeded: false, ...failure, lines, testedAt, durationMs: 0 },
        'sign_in_expired',
      );
      changed(id);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled([...underWay.values()].map(({ result }) => result));
    },
  };
}

/** Waits for `work` until the signal is aborted; then rejects with its reason, and `work` goes on. */
async function leave<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const done = new AbortController();
  const left = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done.signal });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    done.abort();
  }
}
