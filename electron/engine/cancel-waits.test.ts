import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { JournalEntry, ResumedRun } from '../ports/run.ts';
import type { BatchRunner, StepDefinition, StepRunner } from '../ports/step.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { numbered, startTestRun, type TestRunOptions, testFlow, testStep } from './flow-run.fixture.ts';

const down = new MillraceError('CONNECTION_ERROR', { host: 'crm.example', detail: 'refused' });

/** Something that never ends, and the moment at which it is waited for. */
function endless() {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  let waits = 0;
  const wait = () => {
    waits += 1;
    resolve();
    return new Promise<never>(() => undefined);
  };
  return { reached, wait, waits: () => waits };
}

const work = (effect: 'none' | 'read' | 'write', runner: StepRunner): StepDefinition =>
  testStep({ type: 'work', shape: runner.shape, effect }, () => runner);

const mapping = (run: Extract<StepRunner, { pure: false }>['run'], more: Partial<StepRunner> = {}): StepRunner =>
  ({ shape: 'map', pure: false, concurrency: 1, run, ...more }) as StepRunner;

const batching = (more: Partial<BatchRunner>): BatchRunner => ({
  shape: 'batch',
  size: 10,
  run: async (records) => records.map(() => ({})),
  ...more,
});

const flow = testFlow([
  { id: 'start', type: 'manual' },
  { id: 'work', type: 'work' },
]);

const start = (step: StepDefinition, options: Partial<TestRunOptions> = {}) =>
  startTestRun(flow, { turn, steps: [step], ...options });

const resume = (entries: JournalEntry[]): ResumedRun => ({
  attempt: 2,
  startedAt: '2026-11-22T08:00:00.000Z',
  entries,
  lastSeq: 40,
});

const entry = (batchKey: string, outcome: JournalEntry['outcome']): JournalEntry => ({
  runId: 'run-1',
  step: 'work',
  batchKey,
  outcome,
});

describe('cancelling a run that waits for something deaf', () => {
  it('R14 ends it while a step is made ready', async () => {
    const { reached, wait } = endless();
    const { run, end, clock } = start({
      ...work(
        'none',
        mapping(async () => ({})),
      ),
      prepare: wait,
    });
    await reached;
    run.cancel();
    expect((await end()).state).toMatchObject({ status: 'cancelled', elapsedMs: 1_000 });
    expect(clock.pending()).toBe(0);
  });

  it('R14 R13 ends it while a source looks at what it is to read, and gives that up in time without a cancel', async () => {
    const { reached, wait } = endless();
    const source = testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      repeatable: true,
      version: wait,
      async *read() {
        yield { records: numbered(3) };
      },
    }));
    const reading = testFlow([{ id: 'start', type: 'manual' }, { id: 'rows', type: 'rows' }, ...flow.steps.slice(1)]);
    const steps = [
      source,
      work(
        'read',
        mapping(async () => ({})),
      ),
    ];
    const { run, end } = startTestRun(reading, { turn, steps });
    await reached;
    run.cancel();
    const { state } = await end();
    expect(state).toMatchObject({ status: 'cancelled', elapsedMs: 1_000 });
    expect(state.steps.rows).toMatchObject({ in: 1, out: {}, failed: 0, skipped: 1 });
    const late = await startTestRun(reading, { turn, steps }).end();
    expect(late.state).toMatchObject({ status: 'failed', error: { code: 'STEP_TIMEOUT' } });
  });

  it.each(['markBeforeFinish', 'wasFinished', 'abandon'] as const)('R14 ends it during %s', async (which) => {
    const { reached, wait } = endless();
    const fails = which === 'abandon' ? { run: async () => Promise.reject(down) } : {};
    const step = work('write', batching({ finish: async () => undefined, ...fails, [which]: wait }));
    const begun = resume([entry('finish', { finish: 'begun', mark: null })]);
    const { run, end, clock } = start(step, which === 'wasFinished' ? { resume: begun } : {});
    await reached;
    run.cancel();
    const { state } = await end();
    expect(state.elapsedMs).toBe(1_000);
    expect(clock.pending()).toBe(0);
    if (which !== 'abandon') return;
    const message = 'What the step had written couldn’t be removed: The disk took too long.';
    expect(state.steps.work?.warnings).toEqual([{ code: 'NOT_ABANDONED', message, count: 1 }]);
  });

  it('R14 ends it while a service is asked about a call in doubt, and asks about no other', async () => {
    const { reached, wait, waits } = endless();
    const step = work(
      'write',
      mapping(async () => ({}), { settle: wait }),
    );
    const doubts = resume([entry('start:0', { records: [0, 1, 2, 3, 4], begunAt: 5 })]);
    const { run, end } = start(step, { triggerRecords: numbered(5), resume: doubts });
    await reached;
    run.cancel();
    const { state } = await end();
    expect(state).toMatchObject({ status: 'cancelled', elapsedMs: 1_000, steps: { work: { in: 5, skipped: 5 } } });
    expect(waits()).toBe(1);
  });

  it('counts a record as skipped whose rows never came', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const step = work('read', {
      shape: 'source',
      async *read(_incoming, { signal }) {
        yield* [];
        resolve();
        await new Promise<void>((ended) => signal.addEventListener('abort', () => ended(), { once: true }));
      },
    });
    const { run, end } = start(step, { triggerRecords: numbered(3) });
    await reached;
    run.cancel();
    expect((await end()).state.steps.work).toMatchObject({ in: 3, out: {}, failed: 0, skipped: 3, filtered: 0 });
  });

  it.each([
    ['before any of it came out', false, {}, 5],
    ['while it came out', true, { out: 2 }, 3],
  ])('counts as skipped what a step that collects has taken, %s', async (_, begins, out, skipped) => {
    const { reached, wait } = endless();
    const step = work('none', {
      shape: 'collect',
      oneForOne: true,
      add: () => undefined,
      async *results() {
        if (begins) yield { records: numbered(2) };
        yield await wait();
      },
    });
    const { run, end } = start(step, { triggerRecords: numbered(5) });
    await reached;
    run.cancel();
    expect((await end()).state.steps.work).toMatchObject({ in: 5, out, failed: 0, skipped, filtered: 0 });
  });

  it('tells nothing of a call that a step makes after the run has ended', async () => {
    const { reached, wait } = endless();
    let called: (() => void) | undefined;
    const { run, end, events, clock } = start(work('read', mapping(wait)), {
      services: async (request) => {
        if (request.step.id === 'work') called = request.called;
      },
    });
    await reached;
    run.cancel();
    await end();
    await clock.settle(clock.sleep(500));
    called?.();
    expect(events.at(-1)?.type).toBe('run.finished');
  });
});

describe('cancelling a run', () => {
  it('R8 makes nothing final any more once it was cancelled, and a resumed run does', async () => {
    const made: string[] = [];
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const entries: JournalEntry[] = [];
    const append = async (added: JournalEntry[]) => {
      entries.push(...added);
      if (!added.some(({ batchKey }) => batchKey === 'finish')) return;
      resolve();
      await written;
    };
    const step = work(
      'write',
      batching({
        finish: async () => void made.push('final'),
        markBeforeFinish: async () => made.length,
        wasFinished: async (mark) => made.length !== mark,
      }),
    );
    const first = start(step, { journal: { append } });
    await reached;
    first.run.cancel();
    write();
    expect((await first.end()).state.status).toBe('cancelled');
    expect(made).toEqual([]);
    expect((await start(step, { resume: resume(entries) }).end()).state.status).toBe('succeeded');
    expect(made).toEqual(['final']);
  });

  it('R8 doesn’t take for final that a batch says its call was cut off by it', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const done: string[] = [];
    const refused = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });
    const step = work(
      'write',
      batching({
        run(records, { signal }) {
          if (records.length === 1) {
            done.push(...records.map(({ n }) => `${n}`));
            return Promise.resolve([{}]);
          }
          const cut = [{ adds: 'done' }, { error: down }, { error: refused }];
          resolve();
          return new Promise((end) => signal.addEventListener('abort', () => end(cut), { once: true }));
        },
        settle: async (records) => records.map(() => 'not-done' as const),
      }),
    );
    const skipping = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'work', type: 'work', onError: 'skip' },
    ]);
    const options = { turn, steps: [step], triggerRecords: numbered(3) };
    const first = startTestRun(skipping, options);
    await reached;
    first.run.cancel();
    const cancelled = (await first.end()).state.steps.work;
    expect(cancelled).toMatchObject({ in: 3, out: { out: 1 }, failed: 1, skipped: 1 });
    const again = await startTestRun(skipping, { ...options, resume: resume(first.journal) }).end();
    expect(again.state.steps.work).toMatchObject({ in: 3, out: { out: 2 }, failed: 1, skipped: 0 });
    expect(done).toEqual(['1']);
  });

  it('R12 lets another call probe when the one that did was cut off by it', async () => {
    const { reached, wait } = endless();
    let breaker: CircuitBreaker | undefined;
    const { run, end, clock } = start(work('read', mapping(wait)), {
      breakerFor: ({ id }) => (id === 'work' ? breaker : undefined),
      clock: (virtual) => {
        breaker = new CircuitBreaker(virtual, 'CRM');
        return virtual;
      },
    });
    for (let failures = 0; failures < 5; failures += 1) breaker?.report({ probe: false }, down);
    await clock.settle(reached);
    run.cancel();
    await end();
    expect(breaker?.admit()).toEqual({ probe: true });
  });
});
