import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTestRun, type TestRun } from '../../electron/engine/flow-run.fixture.ts';
import { memorySpill } from '../../electron/engine/spill/memory-spill.fixture.ts';
import type { Breaker } from '../../electron/ports/breaker.ts';
import type { ResumedRun, RunResult } from '../../electron/ports/run.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { differences } from './compare.ts';
import { openWorld, type World } from './engine-world.fixture.ts';
import { interpret } from './interpret.ts';
import { illegalFreedom } from './legal.ts';
import { observe } from './observe.fixture.ts';
import { flows, records } from './random-flows.ts';

/** A breaker that opens by what came before would make results depend on timing; it has tests of its own. */
const alwaysClosed: Breaker = {
  admit: () => ({ probe: false }),
  report: () => undefined,
  retries: { earn: () => undefined, spend: () => true },
};

type Circumstances = { seed: number; durable: boolean; memoryBytes: number };
type Ran = { test: TestRun; world: World; result: RunResult };

async function run(
  flow: FlowDocument,
  input: JsonObject[],
  { seed, durable, memoryBytes }: Circumstances,
  world = openWorld(seed),
  resume?: ResumedRun,
): Promise<Ran> {
  const test = startTestRun(flow, {
    turn,
    steps: world.steps,
    services: world.services,
    triggerRecords: input,
    durable,
    breakerFor: () => alwaysClosed,
    openSpill: () => memorySpill(memoryBytes),
    ...(resume ? { resume } : {}),
  });
  return { test, world, result: await test.end() };
}

const circumstances = fc.record({
  seed: fc.nat(),
  durable: fc.constant(false),
  memoryBytes: fc.constantFrom(2 ** 30, 2 ** 30, 300, 5_000),
});

function judge(flow: FlowDocument, input: JsonObject[], { test, world, result }: Ran): string[] {
  const observed = observe(test, result);
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

describe('any flow', () => {
  it(
    `comes to what the naive interpreter comes to, in ${RUNS} random flows`,
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
