import type { StepManifest } from '../../shared/connector/manifest.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ErrorPolicy, FlowDocument, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { ALL_RECORDS } from '../../shared/flow/gathering.ts';
import { reachableSteps } from '../../shared/flow/graph.ts';
import { ERROR_PORT, outputsOf } from '../../shared/flow/ports.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { Breakpoint } from '../../shared/run/breakpoint.ts';
import { type GivenStep, type RunScope, scopeWrong, stepsInScope } from '../../shared/run/scope.ts';
import type { StepDefinition } from '../ports/step.ts';
import { markMixed } from './plan-mixing.ts';
import { orderSteps } from './plan-order.ts';

/**
 * How the scheduler runs a step: its shape, where a pure map (or a disabled step, which passes on) is computed inline;
 * or not at all, where what it hands on is `given`.
 */
export type StepWork = 'source' | 'pure' | 'map' | 'batch' | 'collect' | 'given';

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
  /** Where the records come from of a step that doesn't run. */
  given?: GivenStep['records'];
  /** True when the order in which its records leave depends on timing, since lines join on the way. */
  mixed: boolean;
  /**
   * Says, where records come as `mixed` while what it makes of them depends on their order, in which one it gets them in
   * a run that journals calls: in that of their names once all have come (ordered-intake.ts), or as they come, which is
   * journaled (journaled-intake.ts).
   */
  ordered: 'by name' | 'by journal' | undefined;
};

/**
 * What a run does: the steps of its scope that the trigger reaches, in execution order, and `groups` of pure steps that
 * run as one loop. The trigger itself may be none of them. A group is a tree: its first step has the other steps of the group behind it, each with a single line into it.
 */
export type Plan<Services> = {
  steps: PlannedStep[];
  trigger: FlowStep;
  groups: number[][];
  definitions: Map<string, StepDefinition<Services>>;
};

/** What is needed to plan. `trigger` is a step id; absent means the first enabled trigger of the flow. */
export type PlanRequest<Services> = {
  flow: FlowDocument;
  trigger?: string;
  scope?: RunScope;
  /** What pinned steps hand on, by id; absent where pins don't count. */
  pinned?: Readonly<Record<string, readonly JsonObject[]>>;
  /** Before these steps the run may wait, so they begin a group. */
  breakpoints?: readonly Breakpoint[];
  definitions: (type: string) => Promise<StepDefinition<Services> | undefined>;
};

/**
 * Plans a run. Steps that the trigger doesn't reach take no part and may be of unknown types. Throws TRIGGER_MISSING,
 * TRIGGER_HAS_INPUT, STEP_TYPE_UNKNOWN, EDGE_STEP_UNKNOWN, EDGE_PORT_UNKNOWN, FLOW_CYCLE or RUN_SCOPE_WRONG.
 */
export async function planRun<Services>(request: PlanRequest<Services>): Promise<Plan<Services>> {
  const { flow, scope, pinned = {}, breakpoints = [] } = request;
  const stops = new Set(breakpoints.map(({ step }) => step));
  const definitions = new Map<string, StepDefinition<Services>>();
  const load = async (type: string) => {
    const definition = definitions.get(type) ?? (await request.definitions(type));
    if (definition) definitions.set(type, definition);
    return definition;
  };
  const trigger = await findTrigger(request, load);
  const reached = orderSteps(flow, trigger);
  const isWhole = scope === undefined && Object.keys(pinned).length === 0;
  const { runs, given } = isWhole
    ? { runs: new Set(reached.map(({ id }) => id)), given: new Map<string, GivenStep>() }
    : stepsInScope(flow, [trigger.id], scope, new Set(Object.keys(pinned)));
  const taking = reached.filter(({ id }) => runs.has(id) || given.has(id));
  const types = new Set(taking.map(({ type }) => type));
  await Promise.all([...types].map(load));

  const leaving = Map.groupBy(flow.edges, ({ from }) => from);
  const steps = taking.map((step, index) =>
    planStep(step, index, leaving.get(step.id) ?? [], definitions.get(step.type)?.manifest, given.get(step.id)),
  );
  const byId = new Map(steps.map((step) => [step.step.id, step]));
  for (const planned of steps) {
    const { id } = planned.step;
    const edges = given.get(id)?.edges ?? (leaving.get(id) ?? []).filter(({ to }) => runs.has(to));
    joinEdges(planned, edges, byId);
  }
  markMixed(steps);
  for (const planned of steps) {
    // A line that the scope leaves out takes the records all the same: they are kept where it begins.
    const isTaken = leaving.get(planned.step.id)?.some(({ port }) => port === ERROR_PORT.name);
    if (planned.policy === 'port' && !isTaken) planned.policy = 'skip';
  }
  refuseSplitLists(flow, steps);
  return { steps, trigger, groups: groupPureSteps(steps, stops), definitions };
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

function planStep(
  step: FlowStep,
  index: number,
  leaving: FlowEdge[],
  manifest: StepManifest | undefined,
  given: GivenStep | undefined,
): PlannedStep {
  if (!manifest && !step.disabled && !given) refuse('STEP_TYPE_UNKNOWN', step);
  if (manifest?.trigger && index > 0) refuse('TRIGGER_HAS_INPUT', step);
  // A step of an unknown type that is disabled or given has the ports that lines use.
  const used = leaving.filter(({ port }) => port !== 'error').map(({ port }) => port ?? 'out');
  const outputs = manifest ? outputsOf({ settings: step.settings ?? {} }, manifest).map(({ name }) => name) : undefined;
  const ports = outputs ?? [...new Set(used)];
  const policy = step.onError ?? 'stop';
  const errorPort = policy === 'port' ? ports.push(ERROR_PORT.name) - 1 : undefined;
  const work = given ? 'given' : workOf(step, manifest);
  return {
    index,
    step,
    manifest,
    work,
    ...(given ? { given: given.records } : {}),
    ports,
    errorPort,
    policy,
    edges: ports.map(() => []),
    incoming: [],
    mixed: false,
    ordered: undefined,
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
    const suffix = leaving.length > 1 ? `/${step.step.id}.${ordinal}` : '';
    const toPort = edge.toPort === undefined ? 0 : inputOf(to, edge.toPort);
    const fromPort = step.ports[port] ?? '';
    const planned = { from: step.index, port, to: to.index, toPort, suffix, fromStep: step.step.id, fromPort };
    onPort.push(planned);
    to.incoming.push(planned);
  }
}

/** The place of an input among those of the step; a disabled step of an unknown type has only one. */
function inputOf(step: PlannedStep, name: string): number {
  const place = step.manifest?.inputs.findIndex((input) => input.name === name) ?? 0;
  return place < 0 ? refusePort(step, 'input', name) : place;
}

/**
 * Records tell what list they came of only while a run lasts. So a step that gathers needs the one that split in the same
 * run, and nothing given between them.
 */
function refuseSplitLists(flow: FlowDocument, steps: readonly PlannedStep[]): void {
  const given = steps.filter(({ work }) => work === 'given').map(({ step }) => step.id);
  if (given.length === 0) return;
  for (const { step, manifest, work } of steps) {
    const origin = manifest?.gathers === undefined ? undefined : step.settings?.[manifest.gathers];
    if (work === 'given' || step.disabled || typeof origin !== 'string' || origin === ALL_RECORDS) continue;
    const isBetween = (id: string) => id === origin || reachableSteps(flow, [origin]).has(id);
    if (!given.some((id) => isBetween(id) && reachableSteps(flow, [id]).has(step.id))) continue;
    throw scopeWrong(`“${step.name}” gathers what “${origin}” splits, so both have to run.`);
  }
}

/**
 * Puts each pure step into the group of its only predecessor when that is pure too, nothing stands between, and the run
 * doesn't stop there.
 */
function groupPureSteps(steps: PlannedStep[], stops: ReadonlySet<string>): number[][] {
  const groups = new Map<number, number[]>();
  for (const { index, step, work, incoming, ordered } of steps) {
    if (work !== 'pure') continue;
    const [only, ...others] = incoming;
    const isFirst = others.length > 0 || ordered || stops.has(step.id);
    const joined = only && !isFirst ? groups.get(only.from) : undefined;
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
