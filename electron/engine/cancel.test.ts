import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { CallContext, StepDefinition } from '../ports/step.ts';
import { numbered, startTestRun, type TestRun, testFlow, testStep } from './flow-run.fixture.ts';

type Reached = { step: StepDefinition; reached: Promise<void> };

/** A step that tells when it is under way and then only ends when its signal is aborted. */
function waiting(shape: 'map' | 'batch' | 'source' | 'collect' | 'finish', deaf = false): Reached {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const wait = (call: CallContext) => {
    resolve();
    return new Promise<never>((_, reject) => {
      if (!deaf) call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
    });
  };
  const step = testStep({ type: 'work', shape: shape === 'finish' ? 'batch' : shape, effect: 'write' }, () => {
    switch (shape) {
      case 'map':
        return { shape: 'map', pure: false, concurrency: 4, run: (_record, call) => wait(call) };
      case 'batch':
        return { shape: 'batch', size: 50, run: (_records, call) => wait(call) };
      case 'finish':
        return { shape: 'batch', size: 50, run: async (records) => records.map(() => ({})), finish: wait };
      case 'source':
        return {
          shape: 'source',
          async *read(_incoming, call) {
            yield { records: [{ row: 1 }] };
            await wait(call);
          },
        };
      case 'collect':
        return {
          shape: 'collect',
          add() {},
          async *results(call) {
            await wait(call);
            yield { records: [] };
          },
        };
    }
  });
  return { step, reached };
}

function start(step: StepDefinition): TestRun {
  const flow = testFlow([
    { id: 'start', type: 'manual' },
    { id: 'work', type: 'work' },
  ]);
  return startTestRun(flow, { turn, steps: [step], triggerRecords: numbered(1_000) });
}

describe('cancelling a run', () => {
  it.each(['map', 'batch', 'source', 'collect', 'finish'] as const)(
    'R14 aborts what a %s step is doing and leaves no timer behind',
    async (shape) => {
      const { step, reached } = waiting(shape);
      const { run, end, clock } = start(step);
      await reached;
      run.cancel('You pressed Stop.');
      const { state } = await end();
      expect(state).toMatchObject({ status: 'cancelled', error: { code: 'RUN_CANCELLED', why: 'You pressed Stop.' } });
      expect(state.steps.work?.status).toBe('cancelled');
      expect(state.elapsedMs).toBe(0);
      expect(clock.pending()).toBe(0);
    },
  );

  it.each(['map', 'batch', 'source', 'collect', 'finish'] as const)(
    'R14 goes on after a second without a %s step that doesn’t listen',
    async (shape) => {
      const { step, reached } = waiting(shape, true);
      const { run, end, clock } = start(step);
      await reached;
      run.cancel();
      const { state } = await end();
      expect(state.status).toBe('cancelled');
      expect(state.elapsedMs).toBe(1_000);
      expect(clock.pending()).toBe(0);
    },
  );

  it('R14 ends a backoff at once', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const down = testStep({ type: 'work', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 1,
      async run() {
        resolve();
        return { error: new MillraceError('CONNECTION_ERROR', { host: 'a', detail: 'b', retryAfterSeconds: 300 }) };
      },
    }));
    const { run, end, clock } = start(down);
    await reached;
    await clock.idle();
    expect(clock.pending()).toBe(1);
    run.cancel();
    const { state } = await end();
    expect(state.elapsedMs).toBe(0);
    expect(state.steps.work).toMatchObject({ in: 1_000, failed: 0, skipped: 1_000 });
    expect(clock.pending()).toBe(0);
  });

  it('stops when the signal it was given is aborted, even before it began', async () => {
    const { step } = waiting('map');
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'work', type: 'work' },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [step], signal: AbortSignal.abort() });
    const { state } = await end();
    expect(state.status).toBe('cancelled');
    expect(Object.values(state.steps).map(({ status }) => status)).toEqual(['skipped', 'skipped']);
  });

  it('changes nothing once the run has ended', async () => {
    const { run, end } = startTestRun(testFlow([{ id: 'start', type: 'manual' }]), { turn });
    await end();
    run.cancel();
    expect((await run.result).state.status).toBe('succeeded');
  });

  it('counts a call that completes all the same as done, and journals it', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const finishing = testStep({ type: 'work', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 200,
      run: (records, { signal }) => {
        resolve();
        return new Promise((done) =>
          signal.addEventListener('abort', () => done(records.map(() => ({ adds: 'done' }))), { once: true }),
        );
      },
    }));
    const { run, end, journal } = start(finishing);
    await reached;
    run.cancel();
    const { state } = await end();
    expect(state.steps.work).toMatchObject({ in: 1_000, out: { out: 200 }, skipped: 800 });
    expect(journal).toHaveLength(2);
  });
});

describe('what a run leaves behind', () => {
  /** A step that writes a file: whole with `finish`, gone with `abandon`. */
  function writing(log: string[], fail = false) {
    return testStep({ type: 'write', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 10,
      async run(records) {
        if (fail) throw new MillraceError('DISK_FULL', { path: 'out.csv' });
        return records.map(() => ({}));
      },
      finish: async () => void log.push('finish'),
      abandon: async () => void log.push('abandon'),
    }));
  }
  const flow = testFlow([
    { id: 'start', type: 'manual' },
    { id: 'write', type: 'write' },
  ]);

  it('is a finished file when all went well, also when no record came', async () => {
    for (const triggerRecords of [numbered(25), []]) {
      const log: string[] = [];
      const { state } = await startTestRun(flow, { turn, steps: [writing(log)], triggerRecords }).end();
      expect(log).toEqual(['finish']);
      expect(state.steps.write?.status).toBe('succeeded');
    }
  });

  it('is nothing when the run failed', async () => {
    const log: string[] = [];
    const { state } = await startTestRun(flow, { turn, steps: [writing(log, true)] }).end();
    expect(state.error?.code).toBe('DISK_FULL');
    expect(log).toEqual(['abandon']);
  });

  it('is nothing when another step couldn’t be made ready, and then nothing ran', async () => {
    const log: string[] = [];
    const wrong = testFlow([...flow.steps, { id: 'only', type: 'filter', settings: { condition: 'n >' } }]);
    const { end, events } = startTestRun(wrong, { turn, steps: [writing(log)] });
    await expect(end()).rejects.toMatchObject({ code: 'EXPRESSION_SYNTAX', data: { field: 'condition' } });
    expect(log).toEqual(['abandon']);
    expect(events).toEqual([]);
  });
});

describe('timeouts', () => {
  it.each(['map', 'batch', 'source', 'collect', 'finish'] as const)(
    'R13 end a %s step that takes longer than the flow allows',
    async (shape) => {
      const { step } = waiting(shape);
      const flow = testFlow([
        { id: 'start', type: 'manual' },
        { id: 'work', type: 'work', timeoutSeconds: 30 },
      ]);
      const { end, clock } = startTestRun(flow, { turn, steps: [step] });
      const { state } = await end();
      expect(state).toMatchObject({
        status: 'failed',
        elapsedMs: 30_000,
        error: { code: 'STEP_TIMEOUT', data: { step: 'work', seconds: 30 } },
      });
      expect(clock.pending()).toBe(0);
    },
  );

  it('R13 end a run that takes longer in all than its flow allows, whatever its steps may', async () => {
    const { step } = waiting('map', true);
    const slow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'work', type: 'work', timeoutSeconds: 3_600 },
      ],
      undefined,
      { settings: { timeoutSeconds: 90 } },
    );
    const { end, clock } = startTestRun(slow, { turn, steps: [step] });
    const { state } = await end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMEOUT', data: { seconds: 90 } } });
    // A call that ignores its signal is waited for a second more.
    expect(state.elapsedMs).toBe(91_000);
    expect(clock.pending()).toBe(0);
    const quick = startTestRun(testFlow([{ id: 'start', type: 'manual' }], [], { settings: { timeoutSeconds: 90 } }), {
      turn,
    });
    expect((await quick.end()).state).toMatchObject({ status: 'succeeded', elapsedMs: 0 });
    expect(quick.clock.pending()).toBe(0);
  });

  it('R13 are 60 seconds when the flow says nothing', async () => {
    const { step } = waiting('map', true);
    const { state } = await start(step).end();
    expect(state).toMatchObject({ error: { code: 'STEP_TIMEOUT' }, elapsedMs: 61_000 });
  });

  it('R25 ends as interrupted where it is to go on later', async () => {
    const { step, reached } = waiting('batch');
    const { run, end } = start(step);
    await reached;
    run.interrupt();
    expect((await end()).state).toMatchObject({ status: 'interrupted', error: { why: 'Millrace was closed.' } });
  });
});
