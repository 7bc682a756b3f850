import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunHeader } from '../../../shared/run/events.ts';
import { fixtureContent, fixtureTypes } from '../../commands/commands.fixture.ts';
import type { HostClient } from '../../host/host-client.ts';
import { createSession } from '../../stores/session.ts';
import { useToasts } from '../../ui/toasts.ts';
import { togglePin } from './pin-step.ts';

/** A flow whose step `leads` handed on one record in the run that is shown. */
function openAfterRun(run: Partial<RunHeader>) {
  const record = { ...fixtureContent(), id: 'flow', revision: 1, status: 'draft' as const, updatedAt: '' };
  const catalog = { steps: [...fixtureTypes.values()], connectors: [] };
  const session = createSession({ ...record, activation: null }, catalog, true);
  const header: RunHeader = {
    runId: 'r',
    flowId: 'flow',
    flowName: 'Leads',
    revision: 1,
    trigger: 'manual',
    startedAt: '',
    retention: 'full',
    steps: [{ id: 'leads', name: 'Get leads', type: 'files.read' }],
    edges: [],
    ...run,
  };
  session.runs.getState().begin('r', record.document);
  session.runs.getState().apply(
    [
      { seq: 1, elapsedMs: 0, type: 'run.started', header },
      { seq: 2, elapsedMs: 0, type: 'records.emitted', step: 'leads', port: 'out', count: 1 },
    ],
    0,
  );
  return { session, pinned: () => session.documents.getState().content.document.pinned };
}

const host = {
  runs: { records: async () => ({ records: [{ Name: 'Ada' }] satisfies JsonObject[], total: 1 }) },
} as unknown as HostClient;

it('pins what a step handed on in a run, and not in a dry run, where it was only planned', async () => {
  const real = openAfterRun({});
  await togglePin(host, real.session, 'leads');
  expect(real.pinned()).toEqual({ leads: [{ Name: 'Ada' }] });

  const dry = openAfterRun({ dryRun: true });
  await togglePin(host, dry.session, 'leads');
  expect(dry.pinned()).toBeUndefined();
  expect(useToasts.getState().history[0]?.text).toContain('What a dry run gives is only planned');
});
