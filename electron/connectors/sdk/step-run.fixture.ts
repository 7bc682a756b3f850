import { MillraceError } from '../../../shared/errors/index.ts';
import type { EvaluationScope } from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { RunWarning } from '../../../shared/run/events.ts';
import { createSessionCache } from '../../credentials/sessions.ts';
import { RunOrigins } from '../../engine/origins.ts';
import { memorySpill } from '../../engine/spill/memory-spill.fixture.ts';
import { type OpenGateway, openGateway } from '../../host/gateway/gateway.fixture.ts';
import { createNodeClock } from '../../node/clock.ts';
import type { CallContext, RecordOutcome, StepRunner } from '../../ports/step.ts';
import { findConnector, findStepDefinition } from '../registry.ts';
import type { ConnectorClient } from './client.ts';
import { type ConnectionDetails, createConnectorClient, type SessionProvider } from './create-client.ts';
import type { PracticeAddress, Session } from './session.ts';

/** A call of a test; warnings are kept in `warnings`. */
export type TestCall = CallContext & { warnings: RunWarning[] };

export function testCall(signal: AbortSignal = new AbortController().signal, parameters: JsonObject = {}): TestCall {
  const warnings: RunWarning[] = [];
  return {
    signal,
    attempt: 1,
    idempotencyKey: (index) => `run-1/step/1#${index}`,
    scopeFor: (record): EvaluationScope => ({
      record,
      parameters,
      trigger: null,
      vars: {},
      run: { id: 'run-1', startedAt: '2026-11-22T10:00:00.000Z' },
      now: () => Date.UTC(2026, 10, 22, 10),
      uuid: () => '00000000-0000-4000-8000-000000000000',
    }),
    warn: (warning) => warnings.push(warning),
    warnings,
  };
}

/** A connection as a test describes it. */
export type TestConnection = {
  connector: string;
  auth: string;
  fields?: JsonObject;
  /** What a sign-in replaces is changed in here. */
  secrets?: Record<string, string>;
  refused?(error: MillraceError): void;
  practice?: PracticeAddress;
  sessions?: SessionProvider;
  gateway?: OpenGateway;
};

/** A live client over the real gateway and transport; `auth` that is empty makes one without a connection. */
export async function openClient(
  connection: TestConnection,
): Promise<{ client: ConnectorClient; gateway: OpenGateway }> {
  const { auth, fields = {}, secrets = {}, practice, gateway = openGateway() } = connection;
  const connector = await findConnector(connection.connector);
  if (!connector) throw new Error(`There is no connector “${connection.connector}”.`);
  const clock = createNodeClock();
  const client = createConnectorClient({
    connector,
    ...(auth === '' ? {} : { connection: detailsOf({ ...connection, auth, fields, secrets }) }),
    sessions: connection.sessions ?? createSessionCache<Session>(clock),
    port: gateway.port,
    clock,
    practice: async () => {
      if (!practice) throw new MillraceError('CONNECTION_ERROR', { host: 'practice', detail: 'There is none.' });
      return practice;
    },
  });
  return { client, gateway };
}

function detailsOf({ auth, fields = {}, secrets = {}, refused }: TestConnection): ConnectionDetails {
  return {
    key: 'connection-1:1',
    auth,
    fields,
    secrets: async () => ({ ...secrets }),
    keepSecret: async (key, value) => {
      secrets[key] = value;
    },
    inTurn: (work) => work(),
    refused: (error) => refused?.(error),
  };
}

/** Makes a step ready as the engine does. */
export async function prepareStep(
  type: string,
  settings: JsonObject,
  lent: { client?: ConnectorClient; gateway?: OpenGateway; parameterNames?: string[] } = {},
): Promise<StepRunner> {
  const definition = await findStepDefinition(type);
  if (!definition) throw new Error(`There is no step type “${type}”.`);
  const { client, gateway = openGateway(), parameterNames = [] } = lent;
  return definition.prepare({
    step: { id: 'step', type, name: 'Step', settings },
    settings,
    parameterNames,
    services: { client, files: gateway.port.files },
    clock: createNodeClock(),
    openSpill: () => memorySpill(),
    origins: new RunOrigins(() => memorySpill()),
    keepsLineage: false,
    endRun: () => undefined,
  });
}

/** All rows of a source. */
export async function readAll(
  runner: StepRunner,
  call: CallContext = testCall(),
  incoming: JsonObject = {},
  from?: Json,
) {
  if (runner.shape !== 'source') throw new Error('It isn’t a source.');
  const records: JsonObject[] = [];
  for await (const page of runner.read(incoming, call, from)) records.push(...page.records);
  return records;
}

/** The outcomes of a batch or, record by record, of a map. */
export async function runAll(
  runner: StepRunner,
  records: JsonObject[],
  call: CallContext = testCall(),
): Promise<RecordOutcome[]> {
  if (runner.shape === 'batch') return runner.run(records, call);
  if (runner.shape === 'map' && !runner.pure) {
    const outcomes = await Promise.all(records.map((record) => runner.run(record, call)));
    return outcomes.map((outcome) => {
      if ('records' in outcome) throw new Error('An action adds to records; it doesn’t make them anew.');
      return outcome;
    });
  }
  throw new Error('It isn’t a step that calls out.');
}
