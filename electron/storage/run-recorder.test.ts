import { expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { RunHeader } from '../../shared/run/events.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';

const header = (runId: string, retention: RunHeader['retention']): RunHeader => ({
  runId,
  flowId: 'f1',
  flowName: 'Import',
  revision: 1,
  trigger: 'manual',
  startedAt: '2026-11-22T08:00:00.000Z',
  retention,
  steps: [{ id: 'contact', name: 'Create contact', type: 'salesforce.create' }],
  edges: [],
});

it('S17 a run that keeps no records keeps no value of one either, in whatever error it stands', async () => {
  const { store } = createTemporaryStore();
  const value = 'ada@private.example';
  const error = new MillraceError('RECORD_REFUSED', { system: 'Salesforce', detail: 'no', field: 'Email', value });
  const described = error.describe();
  for (const retention of ['none', 'errors'] as const) {
    const recorder = store.createRunRecorder();
    const moment = { elapsedMs: 1 };
    recorder.event({ seq: 1, ...moment, type: 'run.started', header: header(retention, retention) });
    const failures = [{ index: 0, record: { Email: value }, error: described, disposition: 'stop' as const }];
    recorder.event({ seq: 2, ...moment, type: 'records.failed', step: 'contact', count: 1, failures });
    const finished = { status: 'failed' as const, durationMs: 1, error: described };
    recorder.event({ seq: 3, ...moment, type: 'step.finished', step: 'contact', ...finished });
    recorder.event({ seq: 4, ...moment, type: 'run.finished', ...finished });
    await recorder.flush();
    const kept = JSON.stringify([
      store.runs.get(retention),
      store.runs.events(retention, 0),
      store.runs.failures(retention, 'contact', { offset: 0, limit: 9 }),
    ]);
    expect(kept.includes(value), retention).toBe(retention === 'errors');
  }
});
