import type { TestRun } from '../../electron/engine/flow-run.fixture.ts';
import type { RunResult } from '../../electron/ports/run.ts';
import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { collectingSteps } from './collecting-steps.ts';
import type { Freedom } from './model-record.ts';
import type { Observed } from './observed.ts';

/** What the engine told of a run of `flow`, by step. */
export function observe({ steps }: FlowDocument, test: TestRun, { state }: RunResult): Map<string, Observed> {
  const collecting = new Set(
    steps.flatMap(({ id, type, disabled }) => (type in collectingSteps && !disabled ? id : [])),
  );
  return new Map(Object.values(state.steps).map((step) => [step.id, observeStep(test, step, collecting.has(step.id))]));
}

function observeStep(test: TestRun, state: Observed['state'], collects: boolean): Observed {
  const { id } = state;
  const outputs = new Map<string, JsonObject[]>();
  for (const [key, records] of test.records)
    if (key.startsWith(`${id}.`)) outputs.set(key.slice(id.length + 1), records);
  const parents = new Map<string, number[][]>();
  const left = new Map<number, number>();
  for (const { step, port, first, parents: added } of test.departures) {
    if (step !== id) continue;
    const ofPort = parents.get(port) ?? [];
    parents.set(port, ofPort);
    for (const [offset, places] of added.entries()) {
      const all = typeof places === 'number' ? [places] : [...places];
      ofPort[first + offset] = all;
      for (const place of all) if (port === 'out') left.set(place, (left.get(place) ?? 0) + 1);
    }
  }
  const failed = new Map<number, ErrorDescription>();
  for (const event of test.events) {
    if (event.type !== 'records.failed' || event.step !== id) continue;
    for (const { index, error } of event.failures) failed.set(index, error);
  }
  const freedom: Freedom = {
    turns: turnsOf(test, id),
    taken: takenOf(state, [...failed.keys()], collects),
    tried: (place) => left.has(place) || failed.has(place),
    rows: (place) => left.get(place) ?? 0,
    results: state.out.out ?? 0,
    errorAt: (place) => failed.get(place),
  };
  return { state, outputs, parents, failed, freedom };
}

/**
 * A collecting step that handed anything on has taken all. One that was stopped before counts all as skipped that didn't
 * fail: how far it came doesn't show.
 */
function takenOf(state: Observed['state'], failed: readonly number[], collects: boolean): number {
  if (!collects) return state.in - state.skipped;
  return state.out.out ? state.in : Math.max(state.in - state.skipped, ...failed.map((place) => place + 1));
}

function turnsOf({ arrivals }: TestRun, id: string): Freedom['turns'] {
  const turns = arrivals.filter(({ step }) => step === id).sort((a, b) => a.place - b.place);
  let next = 0;
  for (const { place, count } of turns) {
    if (place !== next) throw new Error(`“${id}” received place ${place} after ${next - 1}`);
    next += count;
  }
  return turns.map(({ from, port, first, count }) => ({ from, port, first, count }));
}
