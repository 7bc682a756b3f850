import type { PortManifest, StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { isJsonObject } from '../../shared/json/json.ts';

/** The port that failed records leave by, where the step’s error policy is `port`. */
export const ERROR_PORT = 'error';

/** Step manifests by type. */
export type StepTypes = ReadonlyMap<string, StepManifest>;

export type StepPorts = { inputs: PortManifest[]; outputs: PortManifest[] };

/** An edge with its ports named. */
export type EdgeEnds = { from: string; port: string; to: string; toPort: string };

const unknownPorts: StepPorts = { inputs: [{ name: 'in', label: 'in' }], outputs: [{ name: 'out', label: 'out' }] };

/** The inputs and outputs a step has with its present settings: one output a case for `switch`, the error port. */
export function portsOf(step: FlowStep, types: StepTypes): StepPorts {
  const manifest = types.get(step.type);
  const { inputs, outputs } = manifest ?? unknownPorts;
  const all = step.type === 'switch' ? [...casePorts(step), ...outputs] : outputs;
  if (step.onError !== 'port') return { inputs, outputs: all };
  return { inputs, outputs: [...all, { name: ERROR_PORT, label: 'on error' }] };
}

function casePorts(step: FlowStep): PortManifest[] {
  const cases = step.settings?.cases;
  if (!Array.isArray(cases)) return [];
  return cases.filter(isJsonObject).map((entry) => ({ name: String(entry.name), label: String(entry.name) }));
}

/** The edge with the ports that an absent name stands for: the first output and the first input. */
export function endsOf(edge: FlowEdge, steps: ReadonlyMap<string, FlowStep>, types: StepTypes): EdgeEnds {
  const from = steps.get(edge.from);
  const to = steps.get(edge.to);
  return {
    from: edge.from,
    port: edge.port ?? (from ? portsOf(from, types).outputs[0]?.name : undefined) ?? 'out',
    to: edge.to,
    toPort: edge.toPort ?? (to ? portsOf(to, types).inputs[0]?.name : undefined) ?? 'in',
  };
}

/** The id of an edge on the canvas and in tests: `from:port:to:toPort`. */
export function edgeId({ from, port, to, toPort }: EdgeEnds): string {
  return `${from}:${port}:${to}:${toPort}`;
}

/** The steps of a flow by id. */
export function stepsById(steps: readonly FlowStep[]): Map<string, FlowStep> {
  return new Map(steps.map((step) => [step.id, step]));
}
