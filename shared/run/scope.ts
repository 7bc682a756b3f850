import { MillraceError } from '../errors/index.ts';
import type { FlowEdge } from '../flow/document.ts';
import { type FlowGraph, reachableSteps, upstreamSteps } from '../flow/graph.ts';

/**
 * What part of a flow a run does; absent means all of it. `until`: the step and all before it. With the records of an
 * earlier run (`dataFrom`, its id; absent where all of them are pinned, or where the newest run that has them is to give
 * them): `only` the step, on those that reached it; `from` the step on, with everything behind
 * it; `failures`: the same, with only those that failed at it.
 */
export type RunScope = { kind: 'until'; step: string } | RecordedScope;

/** A scope that begins in the middle of the flow, with records of an earlier run. */
export type RecordedScope = { kind: 'only' | 'from' | 'failures'; step: string; dataFrom?: string | undefined };

/**
 * A step that doesn't run, since what it hands on is given. `records`: it was pinned, or is what left the step in the
 * earlier run, or what failed at the scope's step there. `edges` are the lines that carry it on.
 */
export type GivenStep = { step: string; records: 'pinned' | 'recorded' | 'failed'; edges: FlowEdge[] };

/** What takes part in a run: steps that run, and those that only hand on what is given. */
export type ScopedSteps = { runs: Set<string>; given: Map<string, GivenStep> };

/**
 * The steps of a run that `triggers` start. Those before a pinned step, and before none that runs, take no part. The
 * scope's own step runs although it is pinned. Throws RUN_SCOPE_WRONG when no trigger leads to that step, or when what
 * goes into the scope can't be told apart.
 */
export function stepsInScope(
  flow: FlowGraph,
  triggers: Iterable<string>,
  scope: RunScope | undefined,
  pinned: ReadonlySet<string>,
): ScopedSteps {
  const reached = reachableSteps(flow, triggers);
  const wanted = wantedSteps(flow, reached, scope);
  const given = new Map<string, GivenStep>();
  const isPinned = (id: string) => pinned.has(id) && id !== scope?.step;
  for (const edge of flow.edges.filter(({ from, to }) => reached.has(from) && wanted.has(to))) {
    if (wanted.has(edge.from) && !isPinned(edge.from)) continue;
    const records = recordsOf(flow, scope, wanted, edge, isPinned(edge.from));
    if (!records) continue;
    const known = given.get(edge.from);
    if (known && known.records !== records) throw scopeWrong('a step behind it needs all that came before it.');
    if (known) known.edges.push(edge);
    else given.set(edge.from, { step: edge.from, records, edges: [edge] });
  }
  for (const id of wanted) {
    if (isPinned(id) && !given.has(id)) given.set(id, { step: id, records: 'pinned', edges: [] });
  }
  return dropUnneeded(flow, wanted, given, scope?.step);
}

function wantedSteps(flow: FlowGraph, reached: Set<string>, scope: RunScope | undefined): Set<string> {
  if (!scope) return reached;
  if (!reached.has(scope.step)) throw scopeWrong(`no trigger leads to a step “${scope.step}”.`);
  if (scope.kind === 'only') return new Set([scope.step]);
  const all = scope.kind === 'until' ? upstreamSteps(flow, scope.step) : reachableSteps(flow, [scope.step]);
  return new Set([scope.step, ...all].filter((id) => reached.has(id)));
}

/**
 * What comes over a line from a step that doesn't run. Of a run with failures only, the first line to the step brings
 * them; what went past it then is done, unless a step behind it has another input that has to be filled. A pinned step
 * hands on what is pinned in any case.
 */
function recordsOf(
  flow: FlowGraph,
  scope: RunScope | undefined,
  wanted: Set<string>,
  edge: FlowEdge,
  isPinned: boolean,
): GivenStep['records'] | undefined {
  if (scope?.kind === 'failures') {
    if (edge.to === scope.step) return edge === flow.edges.find(({ to }) => to === scope.step) ? 'failed' : undefined;
    if (isPinned && wanted.has(edge.from)) return 'pinned';
    const fed = flow.edges.some(({ to, toPort, from }) => to === edge.to && toPort === edge.toPort && wanted.has(from));
    if (fed) return undefined;
  }
  return isPinned ? 'pinned' : 'recorded';
}

/** A step takes part when the run is about it, it is the last of its way, or something that runs follows it. */
function dropUnneeded(
  flow: FlowGraph,
  wanted: Set<string>,
  given: Map<string, GivenStep>,
  about: string | undefined,
): ScopedSteps {
  const leaving = Map.groupBy(
    flow.edges.filter(({ to }) => wanted.has(to)),
    ({ from }) => from,
  );
  const runs = new Set([...wanted].filter((id) => !given.has(id)));
  const isNeeded = (edges: readonly FlowEdge[]) => edges.length === 0 || edges.some(({ to }) => runs.has(to));
  for (let before = -1; before !== runs.size; ) {
    before = runs.size;
    for (const id of runs) if (id !== about && !isNeeded(leaving.get(id) ?? [])) runs.delete(id);
  }
  const needed = [...given].filter(([id]) => isNeeded(leaving.get(id) ?? []));
  return {
    runs,
    given: new Map(needed.map(([id, step]) => [id, { ...step, edges: step.edges.filter(({ to }) => runs.has(to)) }])),
  };
}

/** The error of a scope that can't be run. */
export function scopeWrong(detail: string): MillraceError {
  return new MillraceError('RUN_SCOPE_WRONG', { detail });
}
