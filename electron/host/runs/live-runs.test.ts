import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { RunEvent, RunEventBody, RunHeader } from '../../../shared/run/events.ts';
import { foldRunEvents } from '../../../shared/run/state.ts';
import { createNodeClock } from '../../node/clock.ts';
import { createLiveRuns } from './live-runs.ts';

const header: RunHeader = {
  runId: 'r1',
  flowId: 'f1',
  flowName: 'Flow',
  revision: 1,
  trigger: 'manual',
  startedAt: '2026-11-22T10:00:00.000Z',
  retention: 'full',
  steps: [{ id: 'a', name: 'A', type: 'manual' }],
  edges: [],
};

function createRun() {
  const live = createLiveRuns(createNodeClock());
  let seq = 0;
  const push = (body: RunEventBody): void => {
    seq += 1;
    live.push('r1', { ...body, seq, elapsedMs: seq });
  };
  push({ type: 'run.started', header });
  return { live, push };
}

async function collect(events: AsyncGenerator<RunEvent[]>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const batch of events) all.push(...batch);
  return all;
}

describe('live runs', () => {
  it('a watcher from the start gets events that fold to the run’s state, and then the stream ends', async () => {
    const { live, push } = createRun();
    const watching = collect(live.watch('r1', 0, undefined));
    for (let index = 0; index < 50; index += 1) push({ type: 'records.emitted', step: 'a', port: 'out', count: 1 });
    push({ type: 'run.finished', status: 'succeeded', durationMs: 5 });
    const events = await watching;
    expect(foldRunEvents(events)?.steps.a?.out).toEqual({ out: 50 });
    expect(foldRunEvents(events)).toMatchObject({ status: 'succeeded' });
    expect(events.length).toBeLessThan(10);
  });

  it('R24 a watcher that comes back after the end gets what it missed, once', async () => {
    const { live, push } = createRun();
    push({ type: 'step.started', step: 'a' });
    push({ type: 'run.finished', status: 'failed', durationMs: 5 });
    const all = await collect(live.watch('r1', 0, undefined));
    expect(all.map(({ type }) => type)).toEqual(['run.started', 'step.started', 'run.finished']);
    expect((await collect(live.watch('r1', 2, undefined))).map(({ type }) => type)).toEqual(['run.finished']);
  });

  it('a watcher of a run that was stopped and resumed follows it to its new end', async () => {
    const { live, push } = createRun();
    push({ type: 'run.finished', status: 'cancelled', durationMs: 5 });
    push({ type: 'run.started', header: { ...header, attempt: 2 } });
    const watching = collect(live.watch('r1', 2, undefined));
    push({ type: 'step.started', step: 'a' });
    push({ type: 'run.finished', status: 'succeeded', durationMs: 5 });
    expect((await watching).map(({ type }) => type)).toEqual(['run.started', 'step.started', 'run.finished']);
    expect(live.state('r1')).toMatchObject({ status: 'succeeded', header: { attempt: 2 } });
  });

  it('R24 counts nothing twice for a watcher that goes on from the state at any moment', async () => {
    const { live, push } = createRun();
    const emit = (): void => push({ type: 'records.emitted', step: 'a', port: 'out', count: 1 });
    for (let index = 0; index < 10; index += 1) emit();
    const state = live.state('r1');
    for (let index = 0; index < 10; index += 1) emit();
    const watching = collect(live.watch('r1', state?.lastSeq ?? 0, undefined));
    for (let index = 0; index < 10; index += 1) emit();
    push({ type: 'run.finished', status: 'succeeded', durationMs: 5 });
    expect(foldRunEvents(await watching, state)?.steps.a?.out).toEqual({ out: 30 });
  });

  it('R15 holds no more failures of a step than its state shows, however many there are', async () => {
    const { live, push } = createRun();
    const error = new MillraceError('MISSING_INPUT', { field: 'Email' }).describe();
    for (let index = 0; index < 500; index += 1) {
      const failures = [{ index, record: { index }, error, disposition: 'skip' as const }];
      push({ type: 'records.failed', step: 'a', count: 1, failures });
    }
    const state = live.state('r1');
    push({ type: 'run.finished', status: 'partly_succeeded', durationMs: 5 });
    const events = await collect(live.watch('r1', 0, undefined));
    expect(events.flatMap((event) => (event.type === 'records.failed' ? event.failures : []))).toHaveLength(20);
    expect(foldRunEvents(events)?.steps.a).toEqual(state?.steps.a);
    expect(state?.steps.a?.failed).toBe(500);
  });

  it('a watcher that leaves ends its stream at once', async () => {
    const { live } = createRun();
    const leaving = new AbortController();
    const watching = collect(live.watch('r1', 0, leaving.signal));
    leaving.abort();
    expect(await watching).toEqual([]);
  });

  it('keeps the last 20 ended runs and forgets older ones', () => {
    const live = createLiveRuns(createNodeClock());
    for (let index = 0; index < 25; index += 1) {
      live.push(`r${index}`, { type: 'run.started', header, seq: 1, elapsedMs: 0 });
      live.push(`r${index}`, { type: 'run.finished', status: 'succeeded', durationMs: 1, seq: 2, elapsedMs: 1 });
    }
    expect(live.state('r4')).toBeUndefined();
    expect(live.state('r5')?.status).toBe('succeeded');
  });
});
