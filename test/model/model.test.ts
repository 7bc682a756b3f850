import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestRun, type TestRun } from '../../electron/engine/flow-run.fixture.ts';
import { memorySpill } from '../../electron/engine/spill/memory-spill.fixture.ts';
import type { Breaker } from '../../electron/ports/breaker.ts';
import {
  isJournaledCall,
  isJournaledIntent,
  type JournalEntry,
  type ResumedRun,
  type RunResult,
} from '../../electron/ports/run.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { collectingSteps } from './collecting-steps.ts';
import { differences } from './compare.ts';
import { openWorld, type World } from './engine-world.fixture.ts';
import { interpret } from './interpret.ts';
import { illegalFreedom } from './legal.ts';
import { observe } from './observe.fixture.ts';
import { flows, records } from './random-flows.ts';
import { hashOf } from './world.ts';

/** A breaker that opens by what came before would make results depend on timing; it has tests of its own. */
const alwaysClosed: Breaker = {
  admit: () => ({ probe: false }),
  report: () => undefined,
  withdraw: () => undefined,
  retries: { earn: () => undefined, spend: () => true },
};

type Circumstances = { seed: number; durable: boolean; memoryBytes: number };
type Ran = { test: TestRun; world: World; result: RunResult };

function start(
  flow: FlowDocument,
  input: JsonObject[],
  { durable, memoryBytes }: Circumstances,
  { steps, services }: World,
  resume?: ResumedRun,
): TestRun {
  return startTestRun(flow, {
    turn,
    steps,
    services,
    triggerRecords: input,
    durable,
    breakerFor: () => alwaysClosed,
    openSpill: () => memorySpill(memoryBytes),
    ...(resume ? { resume } : {}),
  });
}

async function run(
  flow: FlowDocument,
  input: JsonObject[],
  given: Circumstances,
  world = openWorld(given.seed),
  resume?: ResumedRun,
): Promise<Ran> {
  const test = start(flow, input, given, world, resume);
  return { test, world, result: await test.end() };
}

const circumstances = fc.record({
  seed: fc.nat(),
  durable: fc.boolean(),
  memoryBytes: fc.constantFrom(2 ** 30, 2 ** 30, 300, 5_000),
});

function judge(flow: FlowDocument, input: JsonObject[], { test, world, result }: Ran): string[] {
  const observed = observe(flow, test, result);
  const interpreted = interpret({
    flow,
    input,
    run: { id: 'run-1', startedAt: result.state.header.startedAt },
    storeLog: world.storeLog,
    freedomOf: (step) => {
      const found = observed.get(step);
      if (!found) throw new Error(`the engine told nothing of “${step}”`);
      return found.freedom;
    },
  });
  return [
    ...differences(flow, result.state, observed, interpreted),
    ...illegalFreedom(flow, result.state, observed, interpreted),
  ];
}

/** Random flows: a few in the suite, many with MILLRACE_LONG=1, as many as one likes with MILLRACE_MODEL_FLOWS. */
const RUNS = Number(process.env.MILLRACE_MODEL_FLOWS ?? repetitions(150, 10_000));

/** What every object of the realm inherits. */
const inherited = () =>
  [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Error].map(({ name, prototype }) => [
    name,
    Reflect.ownKeys(prototype).map(String),
    Object.getPrototypeOf(prototype) === null ? 'null' : 'object',
  ]);
const before = inherited();
afterEach(() => expect(inherited(), 'S26 hostile names change no prototype').toEqual(before));

describe('any flow', () => {
  it(
    `S26 comes to what the naive interpreter comes to, in ${RUNS} random flows`,
    async () => {
      await fc.assert(
        fc.asyncProperty(flows(60), fc.array(records, { maxLength: 12 }), circumstances, async (flow, input, given) => {
          expect(judge(flow, input, await run(flow, input, given))).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    timeLimit(RUNS, 1_000),
  );
});

const calls = ['read', 'write', 'writeMany', 'wait'];

/** Types of steps that go by the order in which joined lines happen to bring their records. */
const byArrival = ['limit', 'remove_duplicates', 'for_each'];

/**
 * Steps of which the flow alone doesn't settle what becomes of them: which records a step takes that goes by the order
 * in which joined lines bring them, and all behind it.
 */
function unsettled({ steps, edges }: FlowDocument): Set<string> {
  const mixed = new Set<string>();
  const found = new Set<string>();
  for (const { id, type, disabled } of steps) {
    const lines = edges.filter(({ to }) => to === id);
    const comesMixed = lines.length > 1 || lines.some(({ from }) => mixed.has(from));
    const chooses = comesMixed && byArrival.includes(type) && !disabled;
    if (chooses || lines.some(({ from }) => found.has(from))) found.add(id);
    if (comesMixed && !(type in collectingSteps && !disabled)) mixed.add(id);
  }
  return found;
}

/**
 * What is settled by the flow alone of each step from which no way leads to a limit, which lets steps end early, and
 * before which no records were chosen as they came.
 */
function settledResults(flow: FlowDocument, { test, result }: Ran): Record<string, unknown> {
  const open = unsettled(flow);
  const early = new Set<string>();
  for (const { id, type } of flow.steps.toReversed()) {
    if (type === 'limit') early.add(id);
    if (flow.edges.some(({ from, to }) => from === id && early.has(to))) early.add(id);
  }
  const isEarly = (id: string) => flow.edges.some(({ from, to }) => from === id && early.has(to));
  const results: Record<string, unknown> = open.size > 0 ? {} : { status: result.state.status };
  for (const { id, type } of flow.steps) {
    if (isEarly(id) || open.has(id)) continue;
    const { in: received, out, failed, skipped, filtered, status } = result.state.steps[id] ?? {};
    // How many more reach a limit that has enough isn't settled.
    const counts = type === 'limit' ? {} : { received, filtered };
    const records = [...test.records].filter(([key]) => key.startsWith(`${id}.`));
    // Behind joined lines only what comes out is promised, not in which order.
    const left = records.map(([key, all]) => [key, all.map((record) => JSON.stringify(record)).sort()]);
    results[id] = { ...counts, out, failed, skipped, status, left: left.sort() };
  }
  return results;
}

/** The world as a crash finds it behind some entries of the journal; `luck` says what of the calls under way was done. */
function worldAfter(entries: readonly JournalEntry[], { applied }: World, seed: number, luck: number): World {
  const done = new Map<string, Json>();
  for (const { runId, step, batchKey, outcome } of entries) {
    const ids = isJournaledCall(outcome) || isJournaledIntent(outcome) ? outcome.records : [];
    for (const [place, id] of ids.entries()) {
      const key = `${runId}/${step}/${batchKey}#${id}`;
      const became = isJournaledCall(outcome) ? outcome.outcomes[place] : undefined;
      const adds = applied.get(key);
      if (adds === undefined) continue;
      if (became ? 'adds' in became : hashOf(`${luck} ${key}`) % 2 === 0) done.set(key, adds);
    }
  }
  return openWorld(seed, done);
}

/** Steps that wrote other records, in all tries of the run, than those that came out of them in the last one. */
function orphaned({ steps }: FlowDocument, { result, world }: Ran): string[] {
  const written = Map.groupBy(world.applied.keys(), (key) => key.split('/')[1]);
  return steps.flatMap(({ id, type, disabled }) => {
    if (disabled || !['write', 'writeMany'].includes(type)) return [];
    const count = written.get(id)?.length ?? 0;
    const out = result.state.steps[id]?.out.out ?? 0;
    return count === out ? [] : [`${id} wrote ${count} records, ${out} came out`];
  });
}

describe('any flow that is cut off at any entry of its journal', () => {
  it(
    `R7 R8 comes to the same when it goes on, and does nothing twice, in ${RUNS} random flows`,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          flows(30, true),
          fc.array(records, { maxLength: 12 }),
          fc.record({ before: circumstances, after: circumstances, cut: fc.double({ min: 0, max: 1, noNaN: true }) }),
          async (flow, input, { before, after, cut }) => {
            // Nothing is journaled of a flow that only computes; how its joined lines mix is never promised.
            fc.pre(flow.steps.some(({ type, disabled }) => calls.includes(type) && !disabled));
            const whole = await run(flow, input, { ...before, durable: true });
            const { journal } = whole.test;
            // As it is read from the disk.
            const text = JSON.stringify(journal.slice(0, Math.round(cut * journal.length)));
            const entries: JournalEntry[] = JSON.parse(text);
            const world = worldAfter(entries, whole.world, after.seed, before.seed);
            const { startedAt } = whole.result.state.header;
            const resume = { attempt: 2, startedAt, entries, lastSeq: 1_000 };
            const resumed = await run(flow, input, { ...after, durable: true }, world, resume);
            expect(settledResults(flow, resumed)).toEqual(settledResults(flow, whole));
            expect(judge(flow, input, resumed)).toEqual([]);
            expect(world.doubled).toEqual([]);
            expect(orphaned(flow, resumed)).toEqual([]);
          },
        ),
        { numRuns: RUNS },
      );
    },
    timeLimit(RUNS, 1_000),
  );
});

/** Steps that don't account for every record that was sent to them. */
function unaccounted({ steps }: FlowDocument, { state }: RunResult): string[] {
  const { edges } = state.header;
  return steps.flatMap(({ id }) => {
    const { in: received = 0, out = {}, failed = 0, skipped = 0, filtered = 0 } = state.steps[id] ?? {};
    const arriving = edges.filter(({ to }) => to === id);
    if (arriving.length === 0) return [];
    const sent = arriving.reduce((sum, { from, port }) => sum + (state.steps[from]?.out[port] ?? 0), 0);
    const passedOn = Object.entries(out).some(([port, count]) => port !== 'error' && count > 0);
    const told = failed + skipped + filtered;
    const isTrue = sent === received && (passedOn ? told <= received : told === received);
    return isTrue ? [] : [`${id} got ${received} of ${sent} and tells of ${told}`];
  });
}

async function interruptAfter({ run: { interrupt } }: TestRun, turns: number): Promise<void> {
  for (let passed = 0; passed < turns; passed += 1) await turn();
  interrupt();
}

/** When a try of a run is stopped: turns of the loop after milliseconds of its own time. */
const stops = fc.record({ given: circumstances, atMs: fc.nat(30), turns: fc.nat(30) });
const STOPPED_RUNS = Math.ceil(RUNS / 3);

describe('any flow that is stopped at any moment', () => {
  it(
    `R7 R14 R27 accounts for every record, and comes to the same when it goes on, in ${STOPPED_RUNS} random flows`,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          flows(30, true),
          fc.array(records, { maxLength: 12 }),
          fc.array(stops, { minLength: 1, maxLength: 3 }),
          circumstances,
          async (flow, input, stopped, last) => {
            const makesCalls = flow.steps.some(({ type, disabled }) => calls.includes(type) && !disabled);
            const entries: JournalEntry[] = [];
            let world = openWorld(last.seed);
            let resume: ResumedRun | undefined;
            for (const { given, atMs, turns } of stopped) {
              world = openWorld(given.seed, world.applied, world.storeLog);
              const test = start(flow, input, { ...given, durable: true }, world, resume);
              test.clock.schedule(atMs, () => void interruptAfter(test, turns));
              const result = await test.end();
              expect(unaccounted(flow, result)).toEqual([]);
              expect(world.doubled).toEqual([]);
              if (result.state.status !== 'interrupted' || !makesCalls) return;
              entries.push(...(JSON.parse(JSON.stringify(test.journal)) as JournalEntry[]));
              resume = { attempt: 2, startedAt: result.state.header.startedAt, entries, lastSeq: 1_000 };
            }
            world = openWorld(last.seed, world.applied, world.storeLog);
            const resumed = await run(flow, input, { ...last, durable: true }, world, resume);
            expect(judge(flow, input, resumed)).toEqual([]);
            expect(world.doubled).toEqual([]);
            expect(orphaned(flow, resumed)).toEqual([]);
          },
        ),
        { numRuns: STOPPED_RUNS },
      );
    },
    timeLimit(STOPPED_RUNS, 1_000),
  );
});
