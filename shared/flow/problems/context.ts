import type { ConnectorManifest, StepManifest } from '../../connector/manifest.ts';
import type { FlowDocument, FlowStep } from '../document.ts';
import type { FlowProblem } from '../problem.ts';

/** What every check gets: the flow, and what this installation can do, by name. */
export type CheckContext = {
  flow: FlowDocument;
  /** Step type → manifest. */
  manifests: ReadonlyMap<string, StepManifest>;
  connectors: ReadonlyMap<string, ConnectorManifest>;
  /** Step id → step; the first where an id stands twice. */
  steps: ReadonlyMap<string, FlowStep>;
  /** Slot → connection id, when the caller knows how the slots are filled. */
  bindings: Readonly<Record<string, string>> | undefined;
};

/** Looks for one kind of problem. */
export type Check = (context: CheckContext) => FlowProblem[];

/** The manifest of a step's type, or undefined for a type that isn't there. */
export function manifestOf(context: CheckContext, stepId: string): StepManifest | undefined {
  const step = context.steps.get(stepId);
  return step && context.manifests.get(step.type);
}

/** What a step is called in a message. */
export function nameOf(step: FlowStep): string {
  return step.name.trim() === '' ? step.id : step.name;
}
