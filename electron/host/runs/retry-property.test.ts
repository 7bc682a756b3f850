import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { ErrorPolicy, FlowEdge, FlowStep } from '../../../shared/flow/document.ts';
import { numbered, startTestRun, type TestRunOptions, testFlow, testStep } from '../../engine/flow-run.fixture.ts';
import { carryOver } from './carry-over.ts';

const refusal = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });

/** Writing steps that refuse every nth record while they are told to, and note each call by its idempotency key. */
function writingSteps() {
  const world = { refuses: true, done: [] as string[] };
  const outcomeOf = (n: unknown, fails: unknown, key: string) => {
    if (world.refuses && Number(n) % Number(fails) === 0) return { error: refusal };
    world.done.push(key);
    return { adds: 1 };
  };
  const steps = [
    testStep({ type: 'map', shape: 'map', effect: 'write' }, ({ settings }) => ({
      shape: 'map',
      pure: false,
      concurrency: 3,
      run: async ({ n }, call) => outcomeOf(n, settings.fails, call.idempotencyKey(0)),
    })),
    testStep({ type: 'batch', shape: 'batch', effect: 'write' }, ({ settings }) => ({
      shape: 'batch',
      size: 7,
      run: async (records, call) =>
        records.map(({ n }, index) => outcomeOf(n, settings.fails, call.idempotencyKey(index))),
    })),
  ];
  return { world, steps };
}

/** Up to six writing steps behind the trigger, each fed by one or two before it. */
const flows = fc
  .array(
    fc.record({
      type: fc.constantFrom('map', 'batch'),
      fails: fc.integer({ min: 2, max: 9 }),
      onError: fc.constantFrom<ErrorPolicy>('skip', 'stop', 'port'),
      feeders: fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => {
    const all: (Partial<FlowStep> & { id: string; type: string })[] = [{ id: 'start', type: 'manual' }];
    const edges: FlowEdge[] = [];
    for (const [index, { feeders, fails, ...step }] of drawn.entries()) {
      const id = `s${index}`;
      const from = new Set(feeders.map((feeder) => all[feeder % all.length]?.id ?? 'start'));
      for (const feeder of from) edges.push({ from: feeder, to: id });
      all.push({ id, ...step, settings: { fails } });
    }
    return testFlow(all, edges, { settings: { batchSize: 5 } });
  });

describe('a run that is tried again from where it failed', () => {
  it('R27 does each thing once in all, and ends like a run in which nothing failed', async () => {
    await fc.assert(
      fc.asyncProperty(flows, fc.integer({ min: 1, max: 30 }), async (flow, count) => {
        const { world, steps } = writingSteps();
        const options: TestRunOptions = { turn, steps, triggerRecords: numbered(count) };
        const first = startTestRun(flow, { ...options, runId: 'first' });
        await first.end();
        const doneFirst = world.done.length;

        world.refuses = false;
        const { entries } = carryOver(first.journal, 'second');
        const again = startTestRun(flow, { ...options, runId: 'second', keysOf: 'first', earlier: entries });
        const { state } = await again.end();
        const { state: clean } = await startTestRun(flow, { ...options, runId: 'clean' }).end();

        const ofBoth = world.done.filter((key) => key.startsWith('first/'));
        expect(new Set(ofBoth).size, 'nothing done twice').toBe(ofBoth.length);
        expect(ofBoth.length).toBeGreaterThanOrEqual(doneFirst);
        expect(state.status).toBe('succeeded');
        for (const { id } of flow.steps) {
          expect([id, state.steps[id]?.in, state.steps[id]?.out]).toEqual([
            id,
            clean.steps[id]?.in,
            clean.steps[id]?.out,
          ]);
        }
      }),
      { numRuns: 80 },
    );
  });
});
