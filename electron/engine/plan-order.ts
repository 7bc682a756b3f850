import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument, FlowStep } from '../../shared/flow/document.ts';

/**
 * The steps that `trigger` reaches, each after all steps that feed it, else in the document's order; the trigger
 * first. Throws FLOW_CYCLE naming the steps of a loop, or EDGE_STEP_UNKNOWN for a line that leads nowhere.
 */
export function orderSteps(flow: FlowDocument, trigger: FlowStep): FlowStep[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of flow.edges) {
    const known = targets.get(from);
    if (known) known.push(to);
    else targets.set(from, [to]);
  }
  const feeders = countFeeders(trigger.id, targets);
  const places = new Map(flow.steps.map((step, place) => [step.id, place]));
  for (const id of feeders.keys()) if (!places.has(id)) throw new MillraceError('EDGE_STEP_UNKNOWN', { step: id });

  const ordered: FlowStep[] = [];
  const ready: number[] = [places.get(trigger.id) ?? 0];
  for (let place = ready.shift(); place !== undefined; place = ready.shift()) {
    const step = flow.steps[place];
    if (!step) continue;
    ordered.push(step);
    for (const id of targets.get(step.id) ?? []) {
      const left = (feeders.get(id) ?? 0) - 1;
      feeders.set(id, left);
      if (left === 0) insertSorted(ready, places.get(id) ?? 0);
    }
  }
  if (ordered.length < feeders.size) refuseCycle(flow, feeders);
  return ordered;
}

/** Each reached step with the number of lines into it from reached steps. */
function countFeeders(start: string, targets: Map<string, string[]>): Map<string, number> {
  const feeders = new Map([[start, 0]]);
  const found = [start];
  for (let id = found.pop(); id !== undefined; id = found.pop()) {
    for (const next of targets.get(id) ?? []) {
      const known = feeders.get(next);
      feeders.set(next, (known ?? 0) + 1);
      if (known === undefined) found.push(next);
    }
  }
  return feeders;
}

function insertSorted(places: number[], place: number): void {
  let at = places.length;
  while (at > 0 && (places[at - 1] ?? 0) > place) at -= 1;
  places.splice(at, 0, place);
}

function refuseCycle(flow: FlowDocument, feeders: Map<string, number>): never {
  const looped = flow.steps.filter(({ id }) => (feeders.get(id) ?? 0) > 0);
  throw new MillraceError('FLOW_CYCLE', { steps: looped.map(({ name }) => `“${name}”`) });
}
