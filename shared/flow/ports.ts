import type { PortManifest, StepManifest } from '../connector/manifest.ts';
import type { Json } from '../json/json.ts';
import type { FlowEdge, FlowStep } from './document.ts';
import { entriesOf, settingOf } from './step-settings.ts';

/** The port out of which failed records go. A step has it only when its `onError` is `port`. */
export const ERROR_PORT: PortManifest = { name: 'error', label: 'Error' };

/** The port names of a step type that declares none. */
export const DEFAULT_OUTPUT = 'out';
export const DEFAULT_INPUT = 'in';

/** What of a step type and of a step decides which outputs it has. */
type OutputsManifest = Pick<StepManifest, 'outputs'> & Partial<Pick<StepManifest, 'outputsFrom' | 'fields'>>;
type OutputsStep = Pick<FlowStep, 'onError' | 'settings'>;

/** The outputs a step has with its present settings, its error port last. */
export function outputsOf(step: OutputsStep, manifest: OutputsManifest): PortManifest[] {
  const outputs = manifest.outputsFrom ? [...namedOutputs(step, manifest), ...manifest.outputs] : manifest.outputs;
  return step.onError === 'port' ? [...outputs, ERROR_PORT] : outputs;
}

/** The name of the output that a line leaves through; `step` is where it begins. */
export function outputOf(edge: FlowEdge, step: OutputsStep | undefined, manifest: OutputsManifest | undefined): string {
  if (edge.port !== undefined) return edge.port;
  const first = step && manifest ? outputsOf({ settings: step.settings ?? {} }, manifest)[0] : undefined;
  return first?.name ?? DEFAULT_OUTPUT;
}

/** What is wrong with the names that a step's settings give its outputs, by their place in the list. */
export function findOutputNameFaults(step: OutputsStep, manifest: OutputsManifest): { at: number; detail: string }[] {
  const taken = new Set([ERROR_PORT.name, ...manifest.outputs.map(({ name }) => name)]);
  const seen = new Set<string>();
  return outputNames(step, manifest).flatMap((name, at) => {
    if (typeof name !== 'string' || name.trim() === '') return [{ at, detail: 'each needs a name.' }];
    if (taken.has(name)) return [{ at, detail: `the name “${name}” is taken by another output.` }];
    if (seen.has(name)) return [{ at, detail: `“${name}” stands there twice.` }];
    seen.add(name);
    return [];
  });
}

function namedOutputs(step: OutputsStep, manifest: OutputsManifest): PortManifest[] {
  const taken = new Set([ERROR_PORT.name, ...manifest.outputs.map(({ name }) => name)]);
  const ports = new Map<string, PortManifest>();
  for (const name of outputNames(step, manifest)) {
    if (typeof name === 'string' && name.trim() !== '' && !taken.has(name)) ports.set(name, { name, label: name });
  }
  return [...ports.values()];
}

function outputNames({ settings = {} }: OutputsStep, { outputsFrom, fields }: OutputsManifest): (Json | undefined)[] {
  const field = outputsFrom && fields?.find(({ key }) => key === outputsFrom.field);
  if (!field || !outputsFrom) return [];
  return (entriesOf(field, settingOf(field, settings)) ?? []).map((entry) => entry[outputsFrom.name]);
}

/** The name of the input that a line arrives at. */
export function inputOf(edge: FlowEdge, manifest: Pick<StepManifest, 'inputs'> | undefined): string {
  return edge.toPort ?? manifest?.inputs[0]?.name ?? DEFAULT_INPUT;
}
