import type { ConnectionStatus, TestProgress, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { explainFailure, statusAfter } from './explain-failure.ts';
import type { ClientOpener, OpenableConnection } from './open-client.ts';
import { followTest } from './test-steps.ts';

/** A test that opening a flow began ends after this many seconds (ui.md §6.2). */
const HURRIED_SECONDS = 10;

/** One that a person waits for may take as long as the details say, at least so many seconds (ui.md §8.5). */
const PATIENT_SECONDS = 30;

/** What is tested, stored or not: a connection, or a principal of a named credential. */
export type TestSubject = { id: string; connector: string; auth: string };

/** Details that aren't stored; how far their test has come is told under `progressId`. */
export type TriedSubject = TestSubject & { fields: JsonObject; progressId?: string | undefined };

/** Something stored that is tested. */
export type StoredSubject = TestSubject & { status: ConnectionStatus };

/** Where what is tested and the results are stored. */
export type TestRecords<Subject extends StoredSubject> = {
  list(): Subject[];
  /** Throws NOT_FOUND. */
  get(id: string): Subject;
  setStatus(id: string, status: 'testing'): unknown;
  stopTesting(id: string): void;
  recordTest(id: string, result: TestResult, status: ConnectionStatus): unknown;
};

/** What a test found, and the status that follows from it. */
export type Trial = { result: TestResult; status: ConnectionStatus };

/** Tests of connections: the same client, the same way to a token and the same host as a run. */
export type ConnectionTests<Subject extends StoredSubject> = {
  /**
   * Tests details that aren't stored; what `open` throws is the test's failure. Throws what the test failed with, its
   * `data.test` being the result, unless the failure leaves a connection `inactive`.
   */
  tryOut(subject: TriedSubject, open: () => OpenableConnection, signal?: AbortSignal): Promise<Trial>;
  /**
   * Tests what is stored and keeps the result. Whoever asks while a test of it is under way gets that one's result.
   * Aborting the signal ends the waiting, not the test, since others may wait for it. A hurried one ends after ten
   * seconds, unless somebody patient asks for it meanwhile.
   */
  test(id: string, signal?: AbortSignal, pace?: 'hurried' | 'patient'): Promise<TestResult>;
  /** Tests several at once; those that aren't there any more are left out. */
  testAll(ids: readonly string[], signal?: AbortSignal): Promise<{ id: string; result: TestResult }[]>;
  /** A sign-in of what is stored was refused for good while something else than a test was going on. */
  noteRefusal(subject: Subject, error: MillraceError): void;
  /** Ends the tests that are under way and waits for them. */
  close(): Promise<void>;
};

type Parts<Subject> = {
  clock: Clock;
  clients: ClientOpener;
  openPort(connectionId: string, connector: string): CallPort;
  openable(subject: Subject): OpenableConnection;
  /** Differs as soon as a test would be one of other details: the result of an older one isn't kept. */
  versionOf(subject: Subject): string;
  changed(subject: Subject): void;
  /** Hears how far a test has come, under the id of what is tested unless another name was given. */
  progressed?(id: string, lines: TestProgress): void;
};

type Tested = { result: TestResult; error: MillraceError | undefined };

export function createConnectionTests<Subject extends StoredSubject>(
  parts: Parts<Subject> & { records: TestRecords<Subject> },
): ConnectionTests<Subject> {
  const { records, clock, clients, openPort, openable, versionOf, changed } = parts;
  const underWay = new Map<string, { version: string; limit: TestLimit; result: Promise<TestResult> }>();
  const closing = new AbortController();

  /** Resolves with a failure rather than throwing it. */
  const verify = async (
    { id, connector: connectorId }: TestSubject,
    open: () => OpenableConnection,
    { signal, limit, progressId = id }: { signal: AbortSignal; limit: TestLimit; progressId?: string | undefined },
  ): Promise<Tested> => {
    const began = clock.monotonic();
    const steps = followTest(openPort(id, connectorId), (lines) => parts.progressed?.(progressId, lines));
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
      const { client, connector } = await clients.open(open(), steps.port);
      const ended = AbortSignal.any([signal, limit.signal]);
      const { message } = (await connector.verify?.({ client, signal: ended })) ?? { message: 'Nothing to test.' };
      return { result: finish({ succeeded: true, message, lines: steps.succeeded(), ...hostOf() }), error: undefined };
    } catch (thrown) {
      const host = steps.host() ?? connectorId;
      const error = limit.signal.aborted
        ? new MillraceError('REQUEST_TIMEOUT', { host, seconds: limit.seconds() })
        : toMillraceError(thrown);
      const failure = explainFailure(error);
      const lines = steps.failed(error, failure.message);
      return { result: finish({ succeeded: false, ...failure, lines, ...hostOf() }), error };
    } finally {
      limit.end();
    }
  };

  const find = (id: string): Subject | undefined => records.list().find((subject) => subject.id === id);

  /** Keeps what a test found, unless the connection was changed or removed meanwhile. */
  const keep = (subject: Subject, version: string, { result, error }: Tested): TestResult => {
    const { id, auth } = subject;
    const present = find(id);
    if (present && versionOf(present) === version) records.recordTest(id, result, statusAfter(error, auth));
    else if (present) records.stopTesting(id);
    changed(subject);
    return result;
  };

  const start = (subject: Subject, seconds: number): Promise<TestResult> => {
    const { id } = subject;
    const version = versionOf(subject);
    records.setStatus(id, 'testing');
    changed(subject);
    const open = (): OpenableConnection => {
      const connection = openable(subject);
      // A person asks for it, so a refusal that is remembered must not answer in the service's place.
      clients.retry(connection.signInId);
      return connection;
    };
    const limit = createLimit(clock, seconds);
    const testing = verify(subject, open, { signal: closing.signal, limit }).then((tested) => {
      if (underWay.get(id)?.result === testing) underWay.delete(id);
      if (!closing.signal.aborted) return keep(subject, version, tested);
      records.stopTesting(id);
      return tested.result;
    });
    underWay.set(id, { version, limit, result: testing });
    return testing;
  };

  /** The time of a test; details that can't be opened fail it at once, whatever they say. */
  const secondsOf = (subject: Subject, pace: 'hurried' | 'patient'): number => {
    if (pace === 'hurried') return HURRIED_SECONDS;
    try {
      return secondsToTry(openable(subject).fields);
    } catch {
      // The test itself opens them again, and tells why it can't.
      return PATIENT_SECONDS;
    }
  };

  const test: ConnectionTests<Subject>['test'] = async (id, signal, pace = 'patient') => {
    const subject = records.get(id);
    const seconds = secondsOf(subject, pace);
    const running = underWay.get(id);
    const isShared = running?.version === versionOf(subject);
    if (isShared) running.limit.extend(seconds);
    const result = isShared ? running.result : start(subject, seconds);
    return signal ? leave(result, signal) : result;
  };

  return {
    test,
    tryOut: async (subject, open, asked = closing.signal) => {
      const signal = AbortSignal.any([asked, closing.signal]);
      const limit = createLimit(clock, secondsToTry(subject.fields));
      const { result, error } = await verify(subject, open, { signal, limit, progressId: subject.progressId });
      const status = statusAfter(error, subject.auth);
      if (!error || status === 'inactive') return { result, status };
      const { code, data, message, why, fix, retryable } = error;
      const described: Json = JSON.parse(JSON.stringify(result));
      throw new MillraceError(code, { ...data, test: described }, { message, why, fix, retryable, cause: error });
    },
    testAll: async (ids, signal) => {
      const known = new Set(records.list().map(({ id }) => id));
      const asked = [...new Set(ids)].filter((id) => known.has(id));
      return Promise.all(asked.map(async (id) => ({ id, result: await test(id, signal) })));
    },
    noteRefusal: (subject, error) => {
      const { id, auth } = subject;
      if (statusAfter(error, auth) !== 'sign_in_expired') return;
      const present = find(id);
      if (!present || versionOf(present) !== versionOf(subject)) return;
      if (['testing', 'sign_in_expired'].includes(present.status)) return;
      const testedAt = new Date(clock.now()).toISOString();
      const failure = explainFailure(error);
      const lines = followTest(openPort(id, present.connector)).failed(error, failure.message);
      records.recordTest(id, { succeeded: false, ...failure, lines, testedAt, durationMs: 0 }, 'sign_in_expired');
      changed(subject);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled([...underWay.values()].map(({ result }) => result));
    },
  };
}

/** How long details may take: what they say of connecting and of reading, or the usual time. */
function secondsToTry(fields: JsonObject): number {
  const said = [fields.connectionTimeout, fields.readTimeout].filter((value) => typeof value === 'number');
  return Math.max(PATIENT_SECONDS, ...said);
}

/** When a test ends at the latest. */
type TestLimit = {
  signal: AbortSignal;
  seconds(): number;
  /** Gives it so many seconds in all, if that is more than it had. */
  extend(seconds: number): void;
  end(): void;
};

function createLimit(clock: Clock, seconds: number): TestLimit {
  const began = clock.monotonic();
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException('', 'TimeoutError'));
  let given = seconds;
  let cancel = clock.schedule(given * 1_000, abort);
  return {
    signal: controller.signal,
    seconds: () => given,
    extend: (more) => {
      if (more <= given || controller.signal.aborted) return;
      given = more;
      cancel();
      cancel = clock.schedule(given * 1_000 - (clock.monotonic() - began), abort);
    },
    end: () => cancel(),
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
