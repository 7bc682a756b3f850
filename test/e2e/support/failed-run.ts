import type { Page } from '@playwright/test';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { type ErrorCode, MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument, FlowStep } from '../../../shared/flow/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunEventBody, RunHeader } from '../../../shared/run/events.ts';
import type { RunningMillrace } from './millrace.ts';

/** A step, and what it failed with. */
type FailedStep = { name: string; code: ErrorCode; data?: JsonObject; connection?: 'crm' | 'approved'; failed?: true };

/** The name of the flow whose kept run failed at each of its steps, every one in another way. */
export const FAILED_FLOW = 'Fail in every way';
/** A connection that somebody approved in a browser, as far as its details tell. */
export const APPROVED = 'Approved CRM';
const CALLED_RUN = '0a000000-0000-4000-8000-000000000001';
const FAILED_RUN = '0a000000-0000-4000-8000-000000000002';

const refused = { system: 'Salesforce', detail: 'No.', field: 'Email', value: 'n/a' };
const failing: readonly FailedStep[] = [
  { name: 'Unreachable', code: 'CONNECTION_ERROR', data: { host: 'crm.example', detail: 'No.' }, connection: 'crm' },
  { name: 'Signed out', code: 'MISSING_TOKEN', data: { reason: 'session-expired' }, connection: 'approved' },
  { name: 'Forbidden', code: 'PERMISSION_MISSING', data: { detail: 'No.' }, connection: 'crm' },
  { name: 'Out of calls', code: 'BUDGET_REACHED', data: { limit: 5 }, connection: 'crm' },
  { name: 'Slow service', code: 'REQUEST_TIMEOUT', data: { host: 'crm.example', seconds: 60 }, connection: 'crm' },
  { name: 'Slow step', code: 'STEP_TIMEOUT', data: { seconds: 45 } },
  { name: 'Wrong type', code: 'INVALID_INPUT', data: { field: 'Seconds', key: 'seconds', expected: 'number' } },
  { name: 'Refused', code: 'RECORD_REFUSED', data: refused, connection: 'crm', failed: true },
  { name: 'Calls', code: 'CALLED_FLOW_FAILED', data: { flow: 'Another', number: 1, runId: CALLED_RUN } },
  { name: 'No file', code: 'FILE_NOT_FOUND', data: { path: '/data/leads of May.csv', folder: '/data' } },
  { name: 'Full disk', code: 'DISK_FULL', data: { path: '/data/out.csv' } },
  { name: 'Locked', code: 'SECRET_STORE_LOCKED', connection: 'crm' },
  { name: 'Credential', code: 'CREDENTIAL_NOT_USABLE', data: { detail: 'No.' }, connection: 'crm' },
  { name: 'Line', code: 'EDGE_PORT_UNKNOWN', data: { step: 'Line', direction: 'output', port: 'yes' } },
  { name: 'Reads on', code: 'RESUME_IMPOSSIBLE', data: { step: 'Reads on' } },
  { name: 'Planned', code: 'PLAN_MOVED', data: { step: 'Planned', target: 'crm.example' } },
  { name: 'Port', code: 'WEBHOOK_PORT_IN_USE', data: { port: 8086 } },
  { name: 'Odd', code: 'UNKNOWN_ERROR', data: { detail: 'Something odd.' } },
];

const idOf = (name: string): string => name.toLowerCase().replaceAll(' ', '_');

/** Every step is switched off, so that running the flow again calls nobody; the last one isn't joined to anything. */
function failedFlow(): FlowDocument {
  const stepOf = ({ name, connection }: FailedStep): FlowStep => ({
    id: idOf(name),
    name,
    disabled: true,
    ...(connection
      ? {
          type: 'salesforce.create',
          connection,
          settings: { SObjectName: 'Contact', salesforcePayload: { Email: '{{ Email }}' } },
        }
      : { type: 'wait', settings: { seconds: '{{ Pause }}' } }),
  });
  return {
    format: 'millrace.flow/1',
    id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a08',
    name: FAILED_FLOW,
    connections: { crm: { connector: 'salesforce' }, approved: { connector: 'salesforce' } },
    steps: [{ id: 'start', type: 'manual', name: 'Start' }, ...failing.map(stepOf)],
    edges: failing.slice(0, -1).map(({ name }) => ({ from: 'start', to: idOf(name) })),
  };
}

/** Puts the flow and its run beside what the data folder has, as an earlier session of Millrace would have left them. */
export async function keepFailedRun(page: Page, millrace: RunningMillrace): Promise<void> {
  await page.goto('about:blank');
  await millrace.restart(async () => {
    const { dataFolder } = millrace;
    const host = await openNodeHost({ dataFolder, ownerName: 'test', version: '0.0.0', shell: 'none', keySources: [] });
    try {
      const { store } = host.services;
      const crm = store.connections.list()[0];
      if (!crm) throw new Error('The workspace has no connection.');
      const { id: crmId, description, connector, environment, fields, secretsStored, sealed } = crm;
      const approved = store.connections.create('0a000000-0000-4000-8000-000000000003', {
        ...{ name: APPROVED, auth: 'oauth2', description, connector, environment, fields, secretsStored, sealed },
      });
      const flow = store.flows.create(failedFlow(), { crm: crmId, approved: approved.id });
      const connections = { crm: { id: crmId, name: crm.name }, approved: { id: approved.id, name: APPROVED } };
      const header = (runId: string, steps: RunHeader['steps']): RunHeader => ({
        ...{ runId, flowId: flow.id, flowName: FAILED_FLOW, revision: flow.revision, trigger: 'manual' },
        ...{ startedAt: new Date().toISOString(), retention: 'full', steps, edges: [] },
      });
      const steps = failing.map(({ name, connection }) => ({
        ...{ id: idOf(name), name, type: connection ? 'salesforce.create' : 'wait' },
        ...(connection ? { connection: connections[connection] } : {}),
      }));
      const record = async (events: RunEventBody[]): Promise<void> => {
        const recorder = store.createRunRecorder();
        events.forEach((event, index) => {
          recorder.event({ seq: index + 1, elapsedMs: index, ...event });
        });
        await recorder.flush();
      };
      await record([
        { type: 'run.started', header: header(CALLED_RUN, []) },
        { type: 'run.finished', status: 'cancelled', durationMs: 5 },
      ]);
      await record([
        { type: 'run.started', header: header(FAILED_RUN, steps) },
        ...failing.flatMap(eventsOf),
        { type: 'run.finished', status: 'failed', durationMs: 50 },
      ]);
    } finally {
      await host.close();
    }
  });
  await page.goto(millrace.url);
}

function eventsOf({ name, code, data, failed }: FailedStep): RunEventBody[] {
  const step = idOf(name);
  const error = new MillraceError(code, data ?? {}).describe();
  const failures = [{ index: 0, record: { Email: 'n/a' }, error, disposition: 'skip' as const }];
  return [
    { type: 'records.received', step, count: 3 },
    ...(failed ? [{ type: 'records.failed' as const, step, count: 1, failures }] : []),
    {
      type: 'step.finished',
      step,
      status: failed ? 'succeeded' : 'failed',
      durationMs: 2,
      ...(failed ? {} : { error }),
    },
  ];
}
