import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ErrorPolicy, FlowDocument, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { foldRunEvents } from '../../shared/run/state.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

const failure = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });
const passing = new MillraceError('CONNECTION_ERROR', { host: 'a', detail: 'b' });

/** One for one, each failing where `n` is divisible by the setting `fails`; two tries help every second failure. */
const steps = [
  testStep({ type: 'pure', shape: 'map', pure: true }, ({ settings }) => ({
    shape: 'map',
    pure: true,
    apply(record, _scope, emit) {
      if (Number(record.n) % Number(settings.fails) === 0) throw failure;
      emit(0, record);
    },
  })),
  testStep({ type: 'map', shape: 'map', effect: 'read' }, ({ settings }) => ({
    shape: 'map',
    pure: false,
    concurrency: 3,
    async run({ n }, { attempt }) {
      if (Number(n) % 2 === 0 && attempt === 1) await turn();
      if (Number(n) % Number(settings.fails) !== 0) return { adds: attempt };
      return Number(n) % 2 === 0 ? { error: failure } : { error: passing };
    },
  })),
  testStep({ type: 'batch', shape: 'batch', effect: 'write' }, ({ settings }) => ({
    shape: 'batch',
    size: 17,
    run: async (records) =>
      records.map(({ n }) => (Number(n) % Number(settings.fails) === 0 ? { error: failure } : { adds: 1 })),
  })),
];

/** A graph of up to 9 steps behind the trigger: each is fed by one to three steps before it. */
const graphs: fc.Arbitrary<FlowDocument> = fc
  .array(
    fc.record({
      type: fc.constantFrom('pure', 'map', 'batch'),
      fails: fc.integer({ min: 3, max: 40 }),
      onError: fc.constantFrom<ErrorPolicy>('skip', 'skip', 'port', 'stop'),
      feeders: fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 3 }),
      fromError: fc.boolean(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((drawn) => {
    const all: (Partial<FlowStep> & { id: string; type: string })[] = [{ id: 'start', type: 'manual' }];
    const edges: FlowEdge[] = [];
    for (const [index, { type, fails, onError, feeders, fromError }] of drawn.entries()) {
      const id = `s${index}`;
      for (const place of new Set(feeders.map((feeder) => feeder % all.length))) {
        const from = all[place];
        if (!from) continue;
        edges.push({ from: from.id, to: id, port: from.onError === 'port' && fromError ? 'error' : 'out' });
      }
      all.push({ id, type, onError, settings: { fails } });
    }
    return testFlow(all, edges, { settings: { batchSize: 10 } });
  });

describe('any flow', () => {
  it('R27 ends, and its counts add up: in = passed + failed + skipped + filtered, emitted = received', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 0, max: 60 }), fc.boolean(), async (flow, count, cancels) => {
        const { run, end, events, clock, records } = startTestRun(flow, {
          turn,
          steps,
          triggerRecords: numbered(count),
        });
        if (cancels) {
          await turn();
          run.cancel();
        }
        const { state } = await end();

        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        expect(events.at(-1)?.type).toBe('run.finished');
        expect(foldRunEvents(events)).toEqual(state);
        expect(clock.pending()).toBe(0);
        const finished = events.flatMap((event) => (event.type === 'step.finished' ? [event.step] : []));
        expect(finished.sort()).toEqual(flow.steps.map(({ id }) => id).sort());

        for (const { id } of flow.steps.slice(1)) {
          const step = state.steps[id];
          const ok = step?.out.out ?? 0;
          expect(step?.in).toBe(ok + (step?.failed ?? 0) + (step?.skipped ?? 0) + (step?.filtered ?? 0));
          expect(records.get(`${id}.out`)?.length ?? 0).toBe(ok);
          const arriving = state.header.edges.filter(({ to }) => to === id);
          const emitted = arriving.map(({ from, port }) => state.steps[from]?.out[port] ?? 0);
          expect(step?.in).toBe(emitted.reduce((sum, out) => sum + out, 0));
          if (!state.error || state.status === 'partly_succeeded') expect(step?.skipped).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});
