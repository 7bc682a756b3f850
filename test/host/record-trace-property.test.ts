import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordTrace } from '../../shared/contract/index.ts';
import { createFlow, type FlowDocument, type FlowEdge, type FlowStep } from '../../shared/flow/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
beforeAll(async () => {
  temporary = await openTemporaryHost();
});
afterAll(() => temporary.dispose());

const RUNS = repetitions(12, 300);

/** Every record keeps the number `n` of the source record that it came of, so that lineage can be checked against it. */
const settingsOf: Record<string, (draw: number) => JsonObject> = {
  filter: (draw) => ({ condition: `n % ${2 + (draw % 3)} != 0` }),
  if: (draw) => ({ condition: `n % ${2 + (draw % 3)} == 0` }),
  limit: (draw) => ({ count: draw % 5 }),
  sort: () => ({ by: [{ value: 'n', order: 'descending' }] }),
  map_fields: (draw) => ({ fields: [{ name: 'made', value: `{{ n % ${2 + (draw % 4)} == 1 ? parts * 2 : n }}` }] }),
  for_each: () => ({ list: 'parts' }),
};
const firstPort: Record<string, string> = { filter: 'kept', if: 'true' };

type Draw = { type: string; draw: number; onError: 'skip' | 'port' | 'stop'; feeders: number[]; second: boolean };

const someSteps = (most: number, types: string[]) =>
  fc.array(
    fc.record({
      type: fc.constantFrom(...types),
      draw: fc.nat(100),
      onError: fc.constantFrom('skip' as const, 'port' as const, 'stop' as const),
      feeders: fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 2 }),
      second: fc.boolean(),
    }),
    { minLength: 1, maxLength: most },
  );
const types = Object.keys(settingsOf);
/** The calling flow, the one that it calls, and the one that this one calls. */
const threeFlows = fc.tuple(
  someSteps(5, [...types, 'call_flow', 'call_flow', 'call_flow']),
  someSteps(3, [...types, 'call_flow']),
  someSteps(2, types),
);

/** A graph of the drawn steps: each behind one or two before it, by their first output, their second or the error port. */
function flowOf(name: string, drawn: Draw[], calls: string | undefined, stops: boolean): FlowDocument {
  const steps: FlowStep[] = [{ id: 'start', type: 'manual', name: 'Start' }];
  const edges: FlowEdge[] = [];
  for (const [index, { type, draw, feeders, second, ...step }] of drawn.entries()) {
    const id = `s${index}`;
    for (const feeder of new Set(feeders.map((number) => number % steps.length))) {
      const from = steps[feeder] as FlowStep;
      const other = from.type === 'if' ? 'false' : from.onError === 'port' ? 'error' : undefined;
      const port = (second ? other : undefined) ?? firstPort[from.type] ?? 'out';
      edges.push({ from: from.id, to: id, port });
    }
    const settings = type === 'call_flow' ? { flow: calls ?? '' } : (settingsOf[type]?.(draw) ?? {});
    // What stops a called run fails a record of the calling one; in the outermost run it would end the example.
    const onError = step.onError === 'stop' && !stops ? 'skip' : step.onError;
    steps.push({ id, type, name: id, settings, onError });
  }
  return { ...createFlow(name, name), steps, edges };
}

/** A run with those that it called. */
class Followed {
  readonly runId: string;
  readonly #runs = temporary.host.services.runs;

  constructor(runId: string) {
    this.runId = runId;
  }

  get state() {
    return this.#runs.get(this.runId).state;
  }

  get called(): Followed[] {
    const { runs } = this.#runs.called(this.runId, { offset: 0, limit: 1000 });
    return runs.map(({ runId }) => new Followed(runId));
  }

  calledFor(step: string, place: number): Followed[] {
    const { runs } = this.#runs.called(this.runId, { step, place, offset: 0, limit: 9 });
    return runs.map(({ runId }) => new Followed(runId));
  }

  trace(record: { step: string; port: string; index: number } | { step: string; place: number }): RecordTrace {
    return this.#runs.trace({ runId: this.runId, ...record });
  }
}

function recordOf({ runId, step, port, index }: RecordTrace['from'][number]): JsonObject {
  const { records } = temporary.host.services.runs.records({ runId, step, port, offset: index, limit: 1 });
  return records[0] ?? {};
}

/** Numbers of the records of the outermost run's source that this one is followed back to. */
function sourcesOf({ from }: RecordTrace, outermost: Followed): Json[] {
  return from
    .filter(({ runId, step }) => runId === outermost.runId && step === 'start')
    .map((record) => recordOf(record).n ?? null);
}

/** Checks that what each step of the run received came of one source record and is accounted for; and so in called runs. */
function expectAccounted(run: Followed, outermost: Followed): void {
  const { steps, header } = run.state;
  for (const { id, type } of header.steps) {
    const state = steps[id];
    if (!state || id === 'start') continue;
    const became = { passed: 0, failed: 0, filtered: 0, skipped: 0 };
    for (let place = 0; place < state.in; place += 1) {
      const trace = run.trace({ step: id, place });
      const { from, to, endings, gaps, more } = trace;
      const [received] = from;
      expect([gaps, more]).toEqual([[], false]);
      expect(sourcesOf(trace, outermost)).toEqual([received && recordOf(received).n]);
      const left = to.filter(({ runId, step }) => runId === run.runId && step === id);
      const ending = endings.find((end) => end.runId === run.runId && end.step === id && end.place === place);
      const passed = left.filter(({ port }) => port !== 'error');
      expect(ending === undefined).toBe(left.length > 0);
      if (passed.length > 0) became.passed += 1;
      else if (ending && ending.became !== 'waiting') became[ending.became] += 1;
      else became.failed += 1;
      if (type === 'call_flow' && passed[0]) expectHandedBack(run, id, place, passed[0]);
    }
    const { in: all, failed, filtered = 0, skipped } = state;
    expect(became).toEqual({ passed: all - failed - filtered - skipped, failed, filtered, skipped });
  }
  for (const called of run.called) expectAccounted(called, outermost);
}

/** Checks that what a called run handed back is what its caller added, and that each leads to the other. */
function expectHandedBack(run: Followed, step: string, place: number, back: RecordTrace['to'][number]): void {
  const [called, ...others] = run.calledFor(step, place);
  expect(others).toEqual([]);
  const { from } = run.trace(back);
  const ends = new Set(called?.state.header.handsBack?.map((output) => `${output.step} ${output.port}`));
  const given = from.filter((record) => record.runId === called?.runId && ends.has(`${record.step} ${record.port}`));
  const text = (record: Json) => JSON.stringify(record);
  expect(given.map((record) => text(recordOf(record))).sort()).toEqual(
    ((recordOf(back)[step] as Json[]) ?? []).map(text).sort(),
  );
  for (const record of given) expect(called?.trace(record).to).toContainEqual(back);
}

describe('lineage through called flows', () => {
  it(
    'follows every record of any flow and of the runs that it calls back to one source record, and loses none on the way',
    async () => {
      let number = 0;
      await fc.assert(
        fc.asyncProperty(threeFlows, fc.integer({ min: 1, max: 5 }), async ([outer, middle, inner], count) => {
          const { flows, runs } = temporary.host.services;
          number += 1;
          const deepest = flows.create(`Inner ${number}`, flowOf(`inner-${number}`, inner, undefined, true)).id;
          const called = flows.create(`Middle ${number}`, flowOf(`middle-${number}`, middle, deepest, true)).id;
          const { id } = flows.create(`Outer ${number}`, flowOf(`outer-${number}`, outer, called, false));
          const input = Array.from({ length: count }, (_, n) => ({
            n,
            parts: Array.from({ length: n % 3 }, () => 'x'),
          }));
          const { runId } = await runs.startStored({ flowId: id, input });
          await runs.ended(runId);
          const run = new Followed(runId);
          expect(run.state.status).toMatch(/succeeded$/);
          expectAccounted(run, run);
        }),
        { numRuns: RUNS },
      );
    },
    timeLimit(RUNS, 1_000),
  );
});
