import type { StepManifest } from '../../shared/connector/manifest.ts';
import { FLOW_FORMAT, type FlowDocument, type FlowEdge, type FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Arrivals, Departures, JournalEntry, RunRequest, RunResult } from '../ports/run.ts';
import type { PrepareContext, StepDefinition, StepRunner } from '../ports/step.ts';
import { type FlowRun, startRun } from './run.ts';
import { memorySpill } from './spill/memory-spill.fixture.ts';
import { builtInSteps } from './steps/registry.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.fixture.ts';

/** A run for tests: what it was given is in the request, what it told and kept is here. */
export type TestRun = {
  run: FlowRun;
  clock: VirtualClock;
  events: RunEvent[];
  /** Kept records by `step.port`. */
  records: Map<string, JsonObject[]>;
  journal: JournalEntry[];
  arrivals: Arrivals[];
  departures: Departures[];
  /** Lets virtual time pass until the run ends. */
  end(): Promise<RunResult>;
};

export type TestRunOptions = Partial<Omit<RunRequest, 'flow' | 'clock'>> & {
  /** One turn of the real event loop. */
  turn: () => Promise<unknown>;
  steps?: StepDefinition[];
  clock?: (virtual: VirtualClock) => Clock;
};

/** Starts `flow` with the built-in steps and `steps`, on a virtual clock and with everything kept in memory. */
export function startTestRun(flow: FlowDocument, options: TestRunOptions): TestRun {
  const { turn, steps = [], clock: adapt, ...given } = options;
  const clock = virtualClock(turn);
  const events: RunEvent[] = [];
  const records = new Map<string, JsonObject[]>();
  const journal: JournalEntry[] = [];
  const arrivals: Arrivals[] = [];
  const departures: Departures[] = [];
  const known = new Map([...builtInSteps, ...steps].map((definition) => [definition.manifest.type, definition]));
  const run = startRun({
    runId: 'run-1',
    flow,
    revision: 1,
    parameters: {},
    retention: 'full',
    durable: true,
    definitions: async (type) => known.get(type),
    services: async () => undefined,
    recorder: {
      event: (event) => void events.push(event),
      records(step, port, firstIndex, added) {
        const key = `${step}.${port}`;
        const kept = records.get(key) ?? [];
        if (kept.length !== firstIndex) throw new Error(`${key}: expected record ${kept.length}, got ${firstIndex}`);
        records.set(key, [...kept, ...added]);
      },
      arrivals: (added) => void arrivals.push(added),
      departures: (added) => void departures.push(added),
      flush: async () => undefined,
    },
    journal: { append: async (entries) => void journal.push(...entries) },
    openSpill: () => memorySpill(),
    random: { uuid: () => '00000000-0000-4000-8000-000000000000', fraction: () => 0.5 },
    ...given,
    clock: adapt ? adapt(clock) : clock,
  });
  return { run, clock, events, records, journal, arrivals, departures, end: () => clock.settle(run.result) };
}

/** A flow of `steps` joined by `edges`; without edges each step follows the one before it. */
export function testFlow(
  steps: (Partial<FlowStep> & { id: string; type: string })[],
  edges?: FlowEdge[],
  more: Partial<FlowDocument> = {},
): FlowDocument {
  const ids = steps.map(({ id }) => id);
  const chain = ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', to }));
  return {
    format: FLOW_FORMAT,
    id: 'flow-1',
    name: 'Test',
    steps: steps.map((step) => ({ name: step.id, ...step })),
    edges: edges ?? chain,
    ...more,
  };
}

/** A step type for tests with the given parts of a manifest. */
export function testStep(
  about: Partial<StepManifest> & Pick<StepManifest, 'type' | 'shape'>,
  prepare: (context: PrepareContext) => StepRunner,
): StepDefinition {
  const manifest: StepManifest = {
    label: about.type,
    description: '',
    category: 'action',
    icon: 'box',
    keywords: [],
    trigger: false,
    pure: false,
    effect: 'none',
    inputs: about.trigger ? [] : [{ name: 'in', label: 'Records' }],
    outputs: [{ name: 'out', label: 'Records' }],
    fields: [],
    summary: '',
    ...about,
  };
  return { manifest, prepare };
}

/** Records `{ n: 0 }` to `{ n: count - 1 }`. */
export function numbered(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, n) => ({ n }));
}
