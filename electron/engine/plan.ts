import type { StepManifest } from '../../shared/connector/manifest.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ErrorPolicy, FlowDocument, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { ERROR_PORT, outputsOf } from '../../shared/flow/ports.ts';
import type { StepDefinition } from '../ports/step.ts';
import { orderSteps } from './plan-order.ts';

/** How the scheduler runs a step: its shape, where a pure map (or a disabled step, which passes on) is computed inline. */
export type StepWork = 'source' | 'pure' | 'map' | 'batch' | 'collect';

/**
 * A line of the plan. `port` is an index into the ports of `from`. `suffix` is what a batch key gains on this line:
 * nothing where `from` has only this one, else `/step.n`. Two different ways from one source to a step part at some
 * step, so their keys differ, while chains don't make keys longer.
 */
export type PlannedEdge = {
  from: number;
  port: number;
  to: number;
  /** Index into the inputs of `to`. */
  toPort: number;
  suffix: string;
  /** Id of the step and name of the port that it leaves. */
  fromStep: string;
  fromPort: string;
};

/** A step that takes part in the run. Other steps are named by their `index`, the place in execution order. */
export type PlannedStep = {
  index: number;
  step: FlowStep;
  /** Absent only for a disabled step of an unknown type. */
  manifest: StepManifest | undefined;
  work: StepWork;
  /** Names of the outputs, `error` last when the step has that port. */
  ports: string[];
  errorPort: number | undefined;
  /** What becomes of a record that fails. An error port that no line leaves takes nothing: `skip`. */
  policy: ErrorPolicy;
  /** By port. */
  edges: PlannedEdge[][];
  /** Lines into the step. */
  incoming: PlannedEdge[];
  /** True when the order in which records come by one of its inputs depends on timing, since lines join on the way. */
  mixed: boolean;
};

/**
 * What a run does: the steps that the trigger reaches in execution order, and `groups` of pure steps that run as one
 * loop. A group is a tree: its first step has the other steps of the group behind it, each with a single line into it.
 */
export type Plan<Services> = {
  steps: PlannedStep[];
  trigger: PlannedStep;
  groups: number[][];
  definitions: Map<string, StepDefinition<Services>>;
};

/** What is needed to plan. `trigger` is a step id; absent means the first enabled trigger of the flow. */
export type PlanRequest<Services> = {
  flow: FlowDocument;
  trigger?: string;
  definitions: (type: string) => Promise<StepDefinition<Services> | undefined>;
};

/**
 * Plans a run. Steps that the trigger doesn't reach take no part and may be of unknown types. Throws TRIGGER_MISSING,
 * TRIGGER_HAS_INPUT, STEP_TYPE_UNKNOWN, EDGE_STEP_UNKNOWN, EDGE_PORT_UNKNOWN or FLOW_CYCLE.
 */
export async function planRun<Services>(request: PlanRequest<Services>): Promise<Plan<Services>> {
  const { flow } = request;
  const definitions = new Map<string, StepDefinition<Services>>();
  const load = async (type: string) => {
    const definition = definitions.get(type) ?? (await request.definitions(type));
    if (definition) definitions.set(type, definition);
    return definition;
  };
  const trigger = await findTrigger(request, load);
  const reached = orderSteps(flow, trigger);
  const types = new Set(reached.map(({ type }) => type));
  await Promise.all([...types].map(load));

  const leaving = Map.groupBy(flow.edges, ({ from }) => from);
  const steps = reached.map((step, index) =>
    planStep(step, index, leaving.get(step.id) ?? [], definitions.get(step.type)?.manifest),
  );
  const byId = new Map(steps.map((step) => [step.step.id, step]));
  for (const step of steps) joinEdges(step, leaving.get(step.step.id) ?? [], byId);
  for (const step of steps) step.mixed = isMixed(step, steps);
  for (const step of steps) {
    if (step.policy === 'port' && step.edges[step.errorPort ?? -1]?.length === 0) step.policy = 'skip';
  }
  return { steps, trigger: steps[0] ?? refuseTrigger(), groups: groupPureSteps(steps), definitions };
}

async function findTrigger<Services>(
  { flow, trigger }: PlanRequest<Services>,
  load: (type: string) => Promise<StepDefinition<Services> | undefined>,
): Promise<FlowStep> {
  const fed = new Set(flow.edges.map(({ to }) => to));
  let unknown: FlowStep | undefined;
  for (const step of flow.steps) {
    if (step.disabled || (trigger !== undefined && step.id !== trigger)) continue;
    if (trigger === undefined && fed.has(step.id)) continue;
    const definition = await load(step.type);
    if (!definition) unknown ??= step;
    else if (definition.manifest.trigger) return fed.has(step.id) ? refuse('TRIGGER_HAS_INPUT', step) : step;
  }
  return unknown ? refuse('STEP_TYPE_UNKNOWN', unknown) : refuseTrigger();
}

function planStep(step: FlowStep, index: number, leaving: FlowEdge[], manifest: StepManifest | undefined): PlannedStep {
  if (!manifest && !step.disabled) refuse('STEP_TYPE_UNKNOWN', step);
  if (manifest?.trigger && index > 0) refuse('TRIGGER_HAS_INPUT', step);
  // A disabled step of an unknown type has the ports that lines use.
  const used = leaving.filter(({ port }) => port !== 'error').map(({ port }) => port ?? 'out');
  const outputs = manifest ? outputsOf({ settings: step.settings ?? {} }, manifest).map(({ name }) => name) : undefined;
  const ports = outputs ?? [...new Set(used)];
  const policy = step.onError ?? 'stop';
  const errorPort = policy === 'port' ? ports.push(ERROR_PORT.name) - 1 : undefined;
  const work = workOf(step, manifest);
  return {
    index,
    step,
    manifest,
    work,
    ports,
    errorPort,
    policy,
    edges: ports.map(() => []),
    incoming: [],
    mixed: false,
  };
}

function workOf(step: FlowStep, manifest: StepManifest | undefined): StepWork {
  if (step.disabled || !manifest) return 'pure';
  return manifest.shape === 'map' && manifest.pure ? 'pure' : manifest.shape;
}

function joinEdges(step: PlannedStep, leaving: FlowEdge[], byId: Map<string, PlannedStep>): void {
  for (const [ordinal, edge] of leaving.entries()) {
    const port = edge.port === undefined ? 0 : step.ports.indexOf(edge.port);
    const to = byId.get(edge.to);
    const onPort = step.edges[port];
    if (!to) throw new MillraceError('EDGE_STEP_UNKNOWN', { step: edge.to });
    if (!onPort) refusePort(step, 'output', edge.port ?? 'out');
    const inputs = to.manifest?.inputs.map(({ name }) => name);
    if (edge.toPort !== undefined && inputs && !inputs.includes(edge.toPort)) refusePort(to, 'input', edge.toPort);
    const suffix = leaving.length > 1 ? `/${step.step.id}.${ordinal}` : '';
    const toPort = Math.max(0, inputs?.indexOf(edge.toPort ?? '') ?? 0);
    const fromPort = step.ports[port] ?? '';
    const planned = { from: step.index, port, to: to.index, toPort, suffix, fromStep: step.step.id, fromPort };
    onPort.push(planned);
    to.incoming.push(planned);
  }
}

/** A collecting step puts its records in order again; its inputs may come as they like beside one another. */
function isMixed({ work, incoming }: PlannedStep, steps: readonly PlannedStep[]): boolean {
  const lines = work === 'collect' ? Map.groupBy(incoming, ({ toPort }) => toPort) : new Map([[0, incoming]]);
  if ([...lines.values()].some(({ length }) => length > 1)) return true;
  return incoming.some(({ from }) => steps[from]?.mixed && steps[from].work !== 'collect');
}

/** Puts each pure step into the group of its only predecessor when that is pure too; else it begins a group. */
function groupPureSteps(steps: PlannedStep[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const { index, work, incoming } of steps) {
    if (work !== 'pure') continue;
    const [only, ...others] = incoming;
    const joined = only && others.length === 0 ? groups.get(only.from) : undefined;
    const group = joined ?? [];
    group.push(index);
    groups.set(index, group);
  }
  return [...new Set(groups.values())];
}

function refuse(code: 'TRIGGER_HAS_INPUT' | 'STEP_TYPE_UNKNOWN', step: FlowStep): never {
  const suggestion = 'Check the step’s type for a typo, or update Millrace.';
  throw new MillraceError(code, { step: step.id, type: step.type, suggestion });
}

function refuseTrigger(): never {
  throw new MillraceError('TRIGGER_MISSING');
}

function refusePort({ step }: PlannedStep, direction: 'input' | 'output', port: string): never {
  throw new MillraceError('EDGE_PORT_UNKNOWN', { step: step.name, direction, port });
}
