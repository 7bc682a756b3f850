import type { FlowDocument } from '../../shared/flow/document.ts';
import type { RunHeader } from '../../shared/run/events.ts';
import type { ExecutionRequest } from './execution.ts';
import type { Plan, PlannedStep } from './plan.ts';

/**
 * What is fixed when a run starts. Steps stand in execution order, those that take no part after them; lines name
 * their ports in full.
 */
export function runHeader<Services>(request: ExecutionRequest, plan: Plan<Services>, startedAt: string): RunHeader {
  const { flow, runId, revision, retention, resume, scope, firstRecords, cameOf, calledBy, planning } = request;
  const planned = new Map(plan.steps.map((step) => [step.step.id, step]));
  const resting = flow.steps.filter(({ id }) => !planned.has(id));
  const pinned = plan.steps.filter(({ given }) => given === 'pinned').map(({ step }) => step.id);
  const steps = [...plan.steps.map(({ step }) => step), ...resting];
  return {
    runId,
    flowId: flow.id,
    flowName: flow.name,
    revision,
    trigger: plan.trigger.type,
    startedAt,
    retention,
    ...(planning && ('withhold' in planning ? { dryRun: true } : { planOf: planning.planOf })),
    ...(resume ? { attempt: resume.attempt } : {}),
    ...(scope ? { scope } : {}),
    ...(firstRecords === undefined ? {} : { firstRecords }),
    ...(cameOf ? { cameOf } : {}),
    ...(calledBy ? { calledBy, handsBack: outputPorts(plan) } : {}),
    ...(pinned.length > 0 ? { pinned } : {}),
    steps: steps.map(({ id, name, type, connection: slot }) => {
      const connection = slot === undefined ? undefined : request.connections?.[slot];
      const gathers = gatheredBy(planned.get(id));
      return { id, name, type, ...(connection ? { connection } : {}), ...(gathers ? { gathers } : {}) };
    }),
    edges: flow.edges.map(({ from, port, to, toPort }: FlowDocument['edges'][number]) => ({
      from,
      port: port ?? planned.get(from)?.ports[0] ?? 'out',
      to,
      toPort: toPort ?? planned.get(to)?.manifest?.inputs[0]?.name ?? 'in',
    })),
  };
}

/** The ports that the run's output leaves by: the first of each step without a successor. */
function outputPorts<Services>({ steps }: Plan<Services>): NonNullable<RunHeader['handsBack']> {
  return steps.flatMap(({ step, ports, errorPort, edges }) => {
    const [port] = ports;
    const isOutput = port !== undefined && errorPort !== 0 && edges.every((lines) => lines.length === 0);
    return isOutput ? [{ step: step.id, port }] : [];
  });
}

/** The step whose split records this one hands on again; undefined for one that gathers none. */
function gatheredBy(planned: PlannedStep | undefined): string | undefined {
  const setting = planned?.manifest?.gathers;
  const origin = setting === undefined ? undefined : planned?.step.settings?.[setting];
  return typeof origin === 'string' ? origin.trim() : undefined;
}
