import type { FlowDocument, FlowEdge, FlowStep } from './document.ts';

/** What of a flow makes its graph. */
export type FlowGraph = Pick<FlowDocument, 'steps' | 'edges'>;

/** Step id → ids at the other end of its lines, each once, in the order of the lines; lines to nowhere are left out. */
export type Neighbours = Map<string, string[]>;

/** The steps that follow each step. */
export function successorsOf(flow: FlowGraph): Neighbours {
  return neighbours(flow, (edge) => [edge.from, edge.to]);
}

/** The steps that stand before each step. */
export function predecessorsOf(flow: FlowGraph): Neighbours {
  return neighbours(flow, (edge) => [edge.to, edge.from]);
}

function neighbours(flow: FlowGraph, ends: (edge: FlowEdge) => [string, string]): Neighbours {
  const sets = new Map(flow.steps.map(({ id }) => [id, new Set<string>()]));
  for (const edge of flow.edges) {
    const [near, far] = ends(edge);
    if (sets.has(far)) sets.get(near)?.add(far);
  }
  return new Map(Array.from(sets, ([id, others]) => [id, [...others]]));
}

/** Ids of all steps that records starting at `from` can reach, `from` included, nearest first. */
export function reachableSteps(flow: FlowGraph, from: Iterable<string>): Set<string> {
  return reach(successorsOf(flow), from);
}

/** Ids of the steps whose results `stepId` can use, nearest first. On a loop that is also the step itself. */
export function upstreamSteps(flow: FlowGraph, stepId: string): string[] {
  const before = predecessorsOf(flow);
  return [...reach(before, before.get(stepId) ?? [])];
}

function reach(next: Neighbours, from: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const id of from) if (next.has(id)) found.add(id);
  // A set gives what is added while it is walked, so it is its own queue.
  for (const id of found) for (const other of next.get(id) ?? []) found.add(other);
  return found;
}

/**
 * The steps in an order in which each stands after all that lead to it; where several could come next, the one that
 * stands first in the document does. So an order that is already right stays. Steps on or behind a loop come last,
 * as they stand.
 */
export function executionOrder(flow: FlowGraph): FlowStep[] {
  const next = successorsOf(flow);
  const position = new Map(flow.steps.map(({ id }, index) => [id, index]));
  const waitingFor = new Array<number>(flow.steps.length).fill(0);
  for (const followers of next.values()) {
    for (const id of followers) {
      const index = position.get(id) ?? 0;
      waitingFor[index] = (waitingFor[index] ?? 0) + 1;
    }
  }
  const ready = new IndexHeap();
  const placed = new Set<number>();
  const order: FlowStep[] = [];
  for (let index = 0; index < flow.steps.length; index += 1) if (waitingFor[index] === 0) ready.add(index);
  for (let index = ready.take(); index !== undefined; index = ready.take()) {
    const step = flow.steps[index];
    if (!step || placed.has(index)) continue;
    placed.add(index);
    order.push(step);
    // A second step with the same id has no lines of its own.
    if (position.get(step.id) !== index) continue;
    for (const id of next.get(step.id) ?? []) {
      const follower = position.get(id) ?? 0;
      waitingFor[follower] = (waitingFor[follower] ?? 0) - 1;
      if (waitingFor[follower] === 0) ready.add(follower);
    }
  }
  return [...order, ...flow.steps.filter((_, index) => !placed.has(index))];
}

/** Smallest index first. */
class IndexHeap {
  readonly #items: number[] = [];

  add(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] ?? 0) <= item) break;
      items[at] = items[parent] ?? 0;
      at = parent;
    }
    items[at] = item;
  }

  take(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if ((items[child + 1] ?? Number.POSITIVE_INFINITY) < (items[child] ?? 0)) child += 1;
      if ((items[child] ?? 0) >= last) break;
      items[at] = items[child] ?? 0;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
