import type { FlowDocument } from '../../../shared/flow/document.ts';

/** The flow and the step, by their names, that a called flow's part of a plan comes from. */
export type StepOrigin = { flow: string; step: string };

/** The flow of a run, and the connections in its slots. */
type PlannedFlow = { document: FlowDocument; bindings: Readonly<Record<string, string>> };

/** The steps of a plan by their paths: `post` of the flow itself, `call/post` of the flow that its step `call` calls. */
export type PlanSteps = {
  /** What people call the step. */
  nameOf(path: string): string;
  /** Undefined for a step of the flow itself. */
  originOf(path: string): StepOrigin | undefined;
  /** The id of the connection that the step works with. */
  connectionOf(path: string): string | undefined;
  /** True when records go from `before`, or through what called it, to `path`, or to what called that. */
  isBehind(path: string, before: string): boolean;
  /** Takes note of the flow whose paths begin with `prefix`: empty, or with a slash at its end. */
  note(prefix: string, flow: PlannedFlow): void;
};

export function createPlanSteps(flow: PlannedFlow): PlanSteps {
  const flows = new Map([['', flow]]);
  const find = (path: string) => {
    const end = path.lastIndexOf('/') + 1;
    const within = flows.get(path.slice(0, end));
    const id = path.slice(end);
    return { within, id, step: within?.document.steps.find((step) => step.id === id) };
  };
  return {
    nameOf(path) {
      const { id, step } = find(path);
      return step?.name ?? id;
    },
    originOf(path) {
      if (!path.includes('/')) return undefined;
      const { within, id, step } = find(path);
      return { flow: within?.document.name ?? '', step: step?.name ?? id };
    },
    connectionOf(path) {
      const { within, step } = find(path);
      return step?.connection === undefined ? undefined : within?.bindings[step.connection];
    },
    isBehind(path, before) {
      const here = path.split('/');
      const there = before.split('/');
      // Where the two ways part lies the flow in which one comes before the other.
      const parting = here.findIndex((id, level) => id !== there[level]);
      const [from, to] = [there[parting], here[parting]];
      if (from === undefined || to === undefined) return false;
      const prefix = here.slice(0, parting).map((id) => `${id}/`);
      return leadsTo(flows.get(prefix.join(''))?.document, from, to);
    },
    note: (prefix, called) => void flows.set(prefix, called),
  };
}

function leadsTo(document: FlowDocument | undefined, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const edge of document?.edges ?? []) if (edge.from === next) open.push(edge.to);
  }
  return from !== to && seen.has(to);
}
