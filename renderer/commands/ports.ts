import type { PortManifest, StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { DEFAULT_INPUT, DEFAULT_OUTPUT, inputOf, outputOf, outputsOf } from '../../shared/flow/ports.ts';

/** Step manifests by type. */
export type StepTypes = ReadonlyMap<string, StepManifest>;

export type StepPorts = { inputs: PortManifest[]; outputs: PortManifest[] };

/** An edge with its ports named. */
export type EdgeEnds = { from: string; port: string; to: string; toPort: string };

const unknownPorts: StepPorts = {
  inputs: [{ name: DEFAULT_INPUT, label: 'Records' }],
  outputs: [{ name: DEFAULT_OUTPUT, label: 'Records' }],
};

/** The inputs and outputs a step has with its present settings; a type that isn't installed gets one of each. */
export function portsOf(step: FlowStep, types: StepTypes): StepPorts {
  const manifest = types.get(step.type) ?? unknownPorts;
  return { inputs: manifest.inputs, outputs: outputsOf(step, manifest) };
}

/** The edge with the ports that an absent name stands for: the first output and the first input. */
export function endsOf(edge: FlowEdge, steps: ReadonlyMap<string, FlowStep>, types: StepTypes): EdgeEnds {
  const from = steps.get(edge.from);
  const port = outputOf(edge, from, types.get(from?.type ?? ''));
  const toPort = inputOf(edge, types.get(steps.get(edge.to)?.type ?? ''));
  return { from: edge.from, port, to: edge.to, toPort };
}

/** The id of an edge on the canvas and in tests: `from:port:to:toPort`. */
export function edgeId({ from, port, to, toPort }: EdgeEnds): string {
  return `${from}:${port}:${to}:${toPort}`;
}

/** The steps of a flow by id. */
export function stepsById(steps: readonly FlowStep[]): Map<string, FlowStep> {
  return new Map(steps.map((step) => [step.id, step]));
}
