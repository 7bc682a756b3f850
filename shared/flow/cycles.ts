import { type FlowGraph, successorsOf } from './graph.ts';

/** One step on the way of the search: its id and how many of its followers were seen. */
type Visit = { id: string; seen: number };

/**
 * The loops of a flow, each as the ids of its steps in the document's order: every group of steps that reach each other
 * (strongly connected, found by Tarjan's algorithm), and every step with a line to itself. Never recurses.
 */
export function findCycles(flow: FlowGraph): string[][] {
  const next = successorsOf(flow);
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const loops: Set<string>[] = [];

  const enter = (id: string): Visit => {
    number.set(id, number.size);
    lowest.set(id, number.size - 1);
    open.push(id);
    isOpen.add(id);
    return { id, seen: 0 };
  };
  const lower = (id: string, to: number): void => {
    lowest.set(id, Math.min(lowest.get(id) ?? to, to));
  };
  const leave = (id: string): void => {
    if (lowest.get(id) !== number.get(id)) return;
    const group = new Set(open.splice(open.lastIndexOf(id)));
    for (const member of group) isOpen.delete(member);
    if (group.size > 1 || next.get(id)?.includes(id)) loops.push(group);
  };

  for (const { id: root } of flow.steps) {
    if (number.has(root)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const follower = next.get(visit.id)?.[visit.seen];
      visit.seen += 1;
      if (follower === undefined) {
        path.pop();
        leave(visit.id);
        const parent = path.at(-1);
        if (parent) lower(parent.id, lowest.get(visit.id) ?? 0);
      } else if (!number.has(follower)) path.push(enter(follower));
      else if (isOpen.has(follower)) lower(visit.id, number.get(follower) ?? 0);
    }
  }
  const ids = [...new Set(flow.steps.map(({ id }) => id))];
  return loops
    .map((group) => ids.filter((id) => group.has(id)))
    .sort((a, b) => ids.indexOf(a[0] ?? '') - ids.indexOf(b[0] ?? ''));
}
