import { suggestSentence } from '../../expression/suggest-names.ts';
import type { FlowStep } from '../document.ts';
import { ALL_RECORDS } from '../gathering.ts';
import { upstreamSteps } from '../graph.ts';
import type { FlowProblem } from '../problem.ts';
import { type Check, type CheckContext, nameOf } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Steps that gather what no step before them splits. */
export const checkGathering: Check = (context) =>
  context.flow.steps.flatMap((step): FlowProblem[] => {
    const key = context.manifests.get(step.type)?.gathers;
    const wanted = key === undefined || step.disabled ? undefined : step.settings?.[key];
    // What is missing or no text at all is told as such.
    if (key === undefined || typeof wanted !== 'string') return [];
    const name = wanted.trim();
    if (name === '' || name === ALL_RECORDS) return [];
    const upstream = new Set(upstreamSteps(context.flow, step.id));
    const before = splitters(context).filter(({ id }) => upstream.has(id));
    if (before.some(({ id }) => id === name)) return [];
    const label = context.manifests.get(step.type)?.fields.find((field) => field.key === key)?.label ?? key;
    const otherwise =
      before.length > 0
        ? `Name one of ${before.map(({ id }) => id).join(', ')}, or ${ALL_RECORDS}.`
        : `Put a “For each” before this step, or gather ${ALL_RECORDS}.`;
    const fix = suggestSentence(name, [...before.map(({ id }) => id), ALL_RECORDS], otherwise);
    const data = { label, detail: faultOf(context, name) };
    return [createProblem('SETTING_WRONG', { step: step.id, field: key }, data, { fix })];
  });

function splitters({ flow, manifests }: CheckContext): FlowStep[] {
  return flow.steps.filter(({ type, disabled }) => !disabled && manifests.get(type)?.splits);
}

function faultOf({ steps, manifests }: CheckContext, name: string): string {
  const step = steps.get(name);
  if (!step) return `there is no step “${name}”.`;
  if (!manifests.get(step.type)?.splits) return `“${nameOf(step)}” doesn’t split records.`;
  return step.disabled ? `“${nameOf(step)}” is switched off.` : `“${nameOf(step)}” doesn’t lead to this step.`;
}
