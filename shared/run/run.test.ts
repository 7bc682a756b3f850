import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalesceRunEvents } from './coalesce.ts';
import type { RunEvent, RunEventBody, RunHeader } from './events.ts';
import { applyRunEvent, foldedTogether, foldRunEvents } from './state.ts';

const header: RunHeader = {
  runId: 'r1',
  flowId: 'f1',
  flowName: 'Welcome new leads',
  revision: 1,
  trigger: 'manual',
  startedAt: '2026-11-22T10:00:00.000Z',
  retention: 'full',
  steps: [
    { id: 'a', name: 'A', type: 'manual' },
    { id: 'b', name: 'B', type: 'filter' },
  ],
  edges: [{ from: 'a', port: 'out', to: 'b', toPort: 'in' }],
};

const step = fc.constantFrom('a', 'b');
const count = fc.integer({ min: 1, max: 500 });
const body: fc.Arbitrary<RunEventBody> = fc.oneof(
  fc.record({ type: fc.constant('records.received' as const), step, count }),
  fc.record({ type: fc.constant('records.emitted' as const), step, port: fc.constantFrom('kept', 'not_kept'), count }),
  fc.record({ type: fc.constant('calls.made' as const), step, count }),
  fc.record({ type: fc.constant('step.started' as const), step }),
  fc.record({
    type: fc.constant('step.finished' as const),
    step,
    status: fc.constantFrom('succeeded' as const, 'failed' as const),
    durationMs: count,
  }),
);

function number(bodies: readonly RunEventBody[]): RunEvent[] {
  return [{ type: 'run.started' as const, header }, ...bodies].map((event, index) => ({
    ...event,
    seq: index + 1,
    elapsedMs: index,
  }));
}

describe('the fold of run events', () => {
  it('adds up counts by step and port', () => {
    const state = foldRunEvents(
      number([
        { type: 'records.received', step: 'b', count: 200 },
        { type: 'records.emitted', step: 'b', port: 'kept', count: 5 },
        { type: 'records.emitted', step: 'b', port: 'kept', count: 7 },
        { type: 'records.emitted', step: 'b', port: 'not_kept', count: 188 },
      ]),
    );
    expect(state?.steps.b).toMatchObject({ in: 200, out: { kept: 12, not_kept: 188 } });
  });

  it('applies an event once, however often a resumed stream repeats it', () => {
    const events = number([{ type: 'calls.made', step: 'b', count: 3 }]);
    expect(foldRunEvents([...events, ...events])).toEqual(foldRunEvents(events));
  });

  it('is done for more events at once the more steps there are, so that copying their states never outgrows the events', () => {
    const flowOf = (count: number) => ({
      header: { ...header, steps: Array.from({ length: count }, (_, n) => ({ id: `s${n}`, name: 'S', type: 't' })) },
    });
    expect([1, 64, 1_000].map((steps) => foldedTogether(flowOf(steps)))).toEqual([512, 512, 8_000]);
  });

  it('keeps the identity of steps that an event isn’t about', () => {
    const [started, called] = number([{ type: 'calls.made', step: 'b', count: 1 }]) as [RunEvent, RunEvent];
    const before = applyRunEvent(undefined, started);
    const after = applyRunEvent(before, called);
    expect(after?.steps.a).toBe(before?.steps.a);
    expect(after?.steps.b).not.toBe(before?.steps.b);
  });

  it('ends with the status that the run ended with', () => {
    const state = foldRunEvents(number([{ type: 'run.finished', status: 'partly_succeeded', durationMs: 12 }]));
    expect(state).toMatchObject({ status: 'partly_succeeded', durationMs: 12 });
  });
});

describe('coalescing', () => {
  it('gives the same state from fewer events, in whatever windows they are coalesced', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (bodies, size) => {
        const events = number(bodies);
        const coalesced: RunEvent[] = [];
        for (let index = 0; index < events.length; index += size) {
          coalesced.push(...coalesceRunEvents(events.slice(index, index + size)));
        }
        const strip = (state: ReturnType<typeof foldRunEvents>) => ({ ...state, elapsedMs: 0, lastSeq: 0 });
        expect(strip(foldRunEvents(coalesced))).toEqual(strip(foldRunEvents(events)));
        expect(coalesced.length).toBeLessThanOrEqual(events.length);
      }),
    );
  });

  it('makes one event of a thousand counts of one port', () => {
    const many = number(
      Array.from({ length: 1000 }, () => ({ type: 'records.emitted', step: 'b', port: 'kept', count: 1 }) as const),
    );
    expect(coalesceRunEvents(many)).toHaveLength(2);
  });
});
