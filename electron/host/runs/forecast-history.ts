import type { FlowDocument } from '../../../shared/flow/document.ts';
import type { Estimate } from '../../../shared/run/forecast.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { Store } from '../../storage/index.ts';

/** Earlier runs that are looked at, and that a forecast is taken from at most. */
const LOOKED_AT = 30;
const TAKEN = 5;

/** What earlier runs of a flow had: ranges over all of them. */
export type MeasuredRuns = {
  runs: number;
  durationMs: Estimate;
  /** By step, where every run had it. */
  steps: Map<string, { in: Estimate; out: Estimate; calls: Estimate }>;
};

/** Measures the newest whole runs of a flow that came to their end; undefined where there is none. */
export function measureRuns({ runs }: Pick<Store, 'runs'>, document: FlowDocument): MeasuredRuns | undefined {
  const states = runs
    .list({ flowId: document.id, offset: 0, limit: LOOKED_AT })
    .runs.filter(({ status, dryRun }) => !dryRun && (status === 'succeeded' || status === 'partly_succeeded'))
    .map(({ runId }) => runs.get(runId).state)
    .filter(({ header }) => !header.scope && header.firstRecords === undefined && !header.pinned && !header.attempt)
    // A retry may have left out what an earlier run did.
    .filter(({ header }) => header.cameOf?.as !== 'retry')
    .slice(0, TAKEN);
  const [newest] = states;
  if (!newest) return undefined;
  const steps: MeasuredRuns['steps'] = new Map();
  for (const { id, type } of document.steps) {
    const same = states.every(({ header }) => header.steps.some((step) => step.id === id && step.type === type));
    if (!same) continue;
    const counts = (count: (state: RunState) => number) => rangeOf(states.map(count));
    steps.set(id, {
      in: counts((state) => state.steps[id]?.in ?? 0),
      out: counts((state) => Object.values(state.steps[id]?.out ?? {}).reduce((sum, out) => sum + out, 0)),
      calls: counts((state) => state.steps[id]?.calls ?? 0),
    });
  }
  return { runs: states.length, durationMs: rangeOf(states.map((state) => Math.round(state.durationMs ?? 0))), steps };
}

function rangeOf(values: number[]): Estimate {
  return { least: Math.min(...values), most: Math.max(...values), how: 'measured' };
}
