import type { RunState } from '../../shared/run/state.ts';

/** Where records can be read from: they left `step` through `port`. `count` says how many did. */
export type RecordSource = { step: string; port: string; label: string; count: number };

/** The ports whose records came into a step. */
export function inputsOf(state: RunState, stepId: string): RecordSource[] {
  const edges = state.header.edges.filter(({ to }) => to === stepId);
  const several = edges.length > 1;
  return edges.map(({ from, port }) => {
    const name = state.header.steps.find(({ id }) => id === from)?.name ?? from;
    const count = state.steps[from]?.out[port] ?? 0;
    return { step: from, port, label: several || port !== 'out' ? `${name} · ${port}` : name, count };
  });
}

/** The ports of a step that lines start from or records left through; its first output when there is neither. */
export function outputsOf(state: RunState, stepId: string): RecordSource[] {
  const out = state.steps[stepId]?.out ?? {};
  const used = state.header.edges.filter(({ from }) => from === stepId).map(({ port }) => port);
  const ports = [...new Set([...used, ...Object.keys(out)])];
  if (ports.length === 0) ports.push('out');
  return ports.map((port) => ({ step: stepId, port, label: port, count: out[port] ?? 0 }));
}

/** True where a run kept which record came of which: only runs that keep every record do. */
export function keepsLineage({ header }: RunState): boolean {
  return header.retention === 'full';
}
