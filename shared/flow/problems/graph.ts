import { findCycles } from '../cycles.ts';
import { reachableSteps } from '../graph.ts';
import { type Check, type CheckContext, nameOf } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Steps that lead back to themselves, named. */
export const checkCycles: Check = ({ flow, steps }) =>
  findCycles(flow).map((ids) => {
    const names = ids.flatMap((id) => {
      const step = steps.get(id);
      return step ? [`“${nameOf(step)}”`] : [];
    });
    const place = ids[0] === undefined ? {} : { step: ids[0] };
    return createProblem('FLOW_CYCLE', place, { steps: joinNames(names), ids });
  });

/** A flow that nothing starts, and steps that no trigger reaches. */
export const checkReach: Check = (context) => {
  const triggers = triggerIds(context);
  if (triggers.length === 0) return hasUnknownType(context) ? [] : [createProblem('TRIGGER_MISSING', {})];
  const reached = reachableSteps(context.flow, triggers);
  return context.flow.steps
    .filter(({ id }) => !reached.has(id))
    .map(({ id }) => createProblem('STEP_NOT_CONNECTED', { step: id }));
};

/** Ids of the steps that start the flow. */
export function triggerIds({ flow, manifests }: Pick<CheckContext, 'flow' | 'manifests'>): string[] {
  return flow.steps.flatMap(({ id, type }) => (manifests.get(type)?.trigger ? [id] : []));
}

/** A step of a type that isn't known here may well be the trigger. */
function hasUnknownType({ flow, manifests }: CheckContext): boolean {
  const targets = new Set(flow.edges.map(({ to }) => to));
  return flow.steps.some(({ id, type }) => !manifests.has(type) && !targets.has(id));
}

function joinNames(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
