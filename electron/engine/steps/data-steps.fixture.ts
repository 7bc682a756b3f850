import { setImmediate as turn } from 'node:timers/promises';
import type { FlowEdge, FlowStep } from '../../../shared/flow/document.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { startTestRun, type TestRun, testFlow } from '../flow-run.fixture.ts';
import { type MemorySpill, memorySpill } from '../spill/memory-spill.fixture.ts';

/** What one step made of its records. */
export type StepResult = {
  output: JsonObject[];
  /** For each record of the output, the places of those it came of. */
  parents: number[][];
  state: RunState['steps'][string];
  spill: MemorySpill;
};

type Drawn = Partial<FlowStep> & { type: string };
type Options = {
  memoryBytes?: number;
  steps?: (Partial<FlowStep> & { id: string; type: string })[];
  edges?: FlowEdge[];
};

/** Runs `step` as “step” behind a trigger that gives `records`, or in the flow of `options`. */
export async function runStep(records: JsonObject[], step: Drawn, options: Options = {}): Promise<StepResult> {
  const { memoryBytes, steps = [], edges } = options;
  const spill = memorySpill(memoryBytes);
  const flow = testFlow([{ id: 'start', type: 'manual' }, ...steps, { id: 'step', ...step }], edges, {
    settings: { batchSize: 7 },
  });
  const test = startTestRun(flow, { turn, triggerRecords: records, openSpill: () => spill });
  const { state } = await test.end();
  const found = state.steps.step;
  if (!found) throw new Error('The step took no part.');
  return { output: test.records.get('step.out') ?? [], parents: parentsOf(test), state: found, spill };
}

function parentsOf({ departures }: TestRun): number[][] {
  const parents: number[][] = [];
  for (const departure of departures) {
    if (departure.step !== 'step' || departure.port !== 'out') continue;
    for (const [offset, places] of departure.parents.entries()) {
      parents[departure.first + offset] = typeof places === 'number' ? [places] : [...places];
    }
  }
  return parents;
}
