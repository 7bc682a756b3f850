import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/document.ts';
import type { Disposition, RunStatus } from '../../../shared/run/events.ts';
import type { RunState, StepState } from '../../../shared/run/state.ts';
import { describeOutcome } from './run-outcome.ts';

const refused = new MillraceError('RECORD_REFUSED', {
  system: 'Salesforce',
  errorCode: 'INVALID_EMAIL_ADDRESS',
  field: 'Email',
  value: 'n/a',
}).describe();

const quiet = { in: 0, out: {}, failed: 0, skipped: 0, calls: 0, retries: 0, failures: [], warnings: [] };

function stateWith(status: RunStatus, contact: Partial<StepState>): RunState {
  const steps = [
    { id: 'start', name: 'Run now', type: 'manual' },
    { id: 'contact', name: 'Create contact', type: 'salesforce.create' },
  ];
  const edges = [{ from: 'start', port: 'out', to: 'contact', toPort: 'in' }];
  const header = {
    runId: 'r',
    flowId: 'f',
    flowName: 'Leads',
    revision: 1,
    trigger: 'manual',
    startedAt: '',
    steps,
    edges,
  };
  return {
    header: { ...header, retention: 'full' },
    status,
    lastSeq: 1,
    elapsedMs: 2_100,
    durationMs: 2_100,
    steps: {
      start: { ...quiet, id: 'start', status: 'succeeded', out: { out: 12 } },
      contact: { ...quiet, id: 'contact', status: 'succeeded', in: 12, out: { out: 12 }, ...contact },
    },
  };
}

const document: FlowDocument = { format: 'millrace.flow/1', id: 'f', name: 'Leads', steps: [], edges: [] };
const failures = (disposition: Disposition) => [{ index: 3, record: {}, error: refused, disposition }];

describe('what the editor tells after a run', () => {
  it('names step, cause and what was done, and keeps the failure for its buttons', () => {
    const failed = stateWith('failed', {
      status: 'failed',
      failed: 1,
      out: { out: 11 },
      failures: failures('stop'),
      error: refused,
    });
    const outcome = describeOutcome(failed, document);
    expect(outcome).toMatchObject({ kind: 'banner', tone: 'error', step: 'contact' });
    expect(outcome.kind === 'banner' && outcome.text).toBe(
      'Run failed at “Create contact”: An email address isn’t one. “Email” is “n/a”, which Salesforce doesn’t accept as an email address. 11 created, 1 not. Later steps didn’t get it.',
    );
    expect(outcome.kind === 'banner' && outcome.failure?.remedies.map(({ command }) => command)).toContain('edit-step');
  });

  it('says how many records failed when the run went on', () => {
    const partly = stateWith('partly_succeeded', { failed: 1, out: { out: 11 }, failures: failures('skip') });
    const outcome = describeOutcome(partly, document);
    expect(outcome.kind === 'banner' && outcome.text).toMatch(
      /^Run finished, but 1 record failed at “Create contact”: .+ 11 created, 1 not\. The run went on without it\.$/,
    );
  });

  it('says which budget a paused run waits for, and offers to raise it', () => {
    const error = new MillraceError('BUDGET_REACHED', { connection: 'CRM', connectionId: 'c', limit: 5 }).describe();
    const outcome = describeOutcome({ ...stateWith('interrupted', { status: 'cancelled', in: 5 }), error }, document);
    expect(outcome).toMatchObject({ kind: 'banner', tone: 'warn', step: undefined });
    expect(outcome.kind === 'banner' && outcome.text).toBe(
      'Run paused: No calls are left for today. The connection “CRM” has made the 5 calls that it may make in a day. “Create contact”: 5 created.',
    );
    expect(outcome.kind === 'banner' && outcome.failure?.remedies.map(({ command }) => command)).toContain(
      'raise-budget',
    );
  });

  it('lets a stopped run go on from where it is told', () => {
    const error = new MillraceError('RUN_CANCELLED').describe();
    const outcome = describeOutcome({ ...stateWith('cancelled', { status: 'cancelled' }), error }, document);
    expect(outcome).toMatchObject({ kind: 'banner', tone: 'info', failure: { remedies: [{ command: 'resume' }, {}] } });
  });
});
