import type { Catalog } from '../connector/manifest.ts';
import type { FlowDocument } from './document.ts';
import { reachableSteps } from './graph.ts';
import type { FlowProblem } from './problem.ts';
import { checkConnections } from './problems/connections.ts';
import type { Check, CheckContext } from './problems/context.ts';
import { checkEdges } from './problems/edges.ts';
import { checkExpressions } from './problems/expressions.ts';
import { checkGathering } from './problems/gathering.ts';
import { checkCycles, checkReach, triggerIds } from './problems/graph.ts';
import { checkSecrets } from './problems/secrets.ts';
import { checkParameterNames, checkSettings } from './problems/settings.ts';
import { checkStepIds, checkStepTypes } from './problems/steps.ts';

/** Slot → id of the connection that fills it, when the caller knows; then slots that nothing fills are told of. */
export type ProblemOptions = { bindings?: Record<string, string> };

const CHECKS: readonly Check[] = [
  checkReach,
  checkCycles,
  checkStepIds,
  checkStepTypes,
  checkSettings,
  checkConnections,
  checkExpressions,
  checkEdges,
  checkGathering,
  checkParameterNames,
  checkSecrets,
];

/**
 * Everything that is wrong with a flow, each with its step and field where it has one: the flow's own problems first,
 * then those of its steps in the document's order, errors before warnings. Never throws for any flow that was read.
 */
export function findProblems(flow: FlowDocument, catalog: Catalog, options: ProblemOptions = {}): FlowProblem[] {
  const context = createContext(flow, catalog, options);
  const problems = CHECKS.flatMap((check) => check(context));
  const position = new Map([...context.steps.keys()].map((id, index) => [id, index]));
  const rank = ({ step, severity }: FlowProblem): number =>
    (step === undefined ? -2 : 2 * (position.get(step) ?? 0)) + (severity === 'error' ? 0 : 1);
  return problems.sort((a, b) => rank(a) - rank(b));
}

/**
 * Those problems that refuse a run: errors of the flow as a whole, and of steps that a trigger reaches. A step that
 * isn't connected may be half finished while the rest runs. `runs` are the steps of a run of a part of the flow.
 */
export function problemsThatStop(
  problems: FlowProblem[],
  flow: FlowDocument,
  catalog: Catalog,
  runs?: ReadonlySet<string>,
): FlowProblem[] {
  const running = runs ?? reachableSteps(flow, findTriggers(flow, catalog));
  return problems.filter(
    ({ severity, step }) => severity === 'error' && (step === undefined || running.size === 0 || running.has(step)),
  );
}

/** Ids of the steps that start the flow. */
export function findTriggers(flow: FlowDocument, catalog: Catalog): string[] {
  return triggerIds({ flow, manifests: createContext(flow, catalog, {}).manifests });
}

function createContext(flow: FlowDocument, catalog: Catalog, { bindings }: ProblemOptions): CheckContext {
  const steps = new Map(flow.steps.toReversed().map((step) => [step.id, step]));
  return {
    flow,
    manifests: new Map(catalog.steps.map((manifest) => [manifest.type, manifest])),
    connectors: new Map(catalog.connectors.map((connector) => [connector.id, connector])),
    steps: new Map([...steps].toReversed()),
    bindings,
  };
}
