import type { PortManifest, StepManifest } from '../connector/manifest.ts';
import type { FlowEdge, FlowStep } from './document.ts';

/** The port out of which failed records go. A step has it only when its `onError` is `port`. */
export const ERROR_PORT: PortManifest = { name: 'error', label: 'Error' };

/** The port names of a step type that declares none. */
export const DEFAULT_OUTPUT = 'out';
export const DEFAULT_INPUT = 'in';

/** The outputs a step has, its error port last. */
export function outputsOf(step: Pick<FlowStep, 'onError'>, manifest: Pick<StepManifest, 'outputs'>): PortManifest[] {
  return step.onError === 'port' ? [...manifest.outputs, ERROR_PORT] : manifest.outputs;
}

/** The name of the output that a line leaves through. */
export function outputOf(edge: FlowEdge, manifest: Pick<StepManifest, 'outputs'> | undefined): string {
  return edge.port ?? manifest?.outputs[0]?.name ?? DEFAULT_OUTPUT;
}

/** The name of the input that a line arrives at. */
export function inputOf(edge: FlowEdge, manifest: Pick<StepManifest, 'inputs'> | undefined): string {
  return edge.toPort ?? manifest?.inputs[0]?.name ?? DEFAULT_INPUT;
}
