import type { TestRun } from '../../electron/engine/flow-run.fixture.ts';
import type { RunResult } from '../../electron/ports/run.ts';
import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { Freedom } from './model-record.ts';
import type { Observed } from './observed.ts';

/** What the engine told of a run, by step. */
export function observe(test: TestRun, { state }: RunResult): Map<string, Observed> {
  return new Map(Object.values(state.steps).map((step) => [step.id, observeStep(test, step)]));
}

function observeStep(test: TestRun, state: Observed['state']): Observed {
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
    taken: state.in - state.skipped,
    tried: (place) => left.has(place) || failed.has(place),
    rows: (place) => left.get(place) ?? 0,
    results: state.out.out ?? 0,
    errorAt: (place) => failed.get(place),
  };
  return { state, outputs, parents, failed, freedom };
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
