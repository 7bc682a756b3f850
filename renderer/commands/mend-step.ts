import type { StepManifest } from '../../shared/connector/manifest.ts';
import { conversions } from '../../shared/failures/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import { isJsonObject, type Json } from '../../shared/json/json.ts';
import { addStep } from './add-step.ts';
import { changeSetting } from './change-step.ts';
import type { Edit, FlowContent } from './edit.ts';
import { endsOf, type StepTypes, stepsById } from './ports.ts';

/** Makes the value of a setting a value of the type `to`; undefined where it isn't one expression. */
export function convertValue(step: FlowStep, field: string, to: string): Edit | undefined {
  const expression = expressionOf(step.settings?.[field]);
  const conversion = conversions[to];
  if (expression === undefined || conversion === undefined) return undefined;
  return changeSetting(step, { key: field, label: `“${field}”` }, `{{ ${conversion}(${expression}) }}`);
}

/**
 * Puts a filter before a step that keeps only records with a value for a setting (for its `part`, where it is a map);
 * undefined where the setting isn't one expression, or no single line leads to the step.
 */
export function filterOutEmpty(
  content: FlowContent,
  at: { step: FlowStep; field: string; part?: string | undefined },
  filter: StepManifest,
  types: StepTypes,
): (Edit & { stepId: string }) | undefined {
  const { step, field, part } = at;
  const setting = step.settings?.[field];
  const expression = expressionOf(part !== undefined && isJsonObject(setting) ? setting[part] : setting);
  const { edges, steps } = content.document;
  const [line, other] = edges.filter(({ to }) => to === step.id);
  if (expression === undefined || !line || other) return undefined;
  const edge = endsOf(line, stepsById(steps), types);
  const added = addStep(content, { manifest: filter, target: { kind: 'edge', edge }, types, connections: [] });
  return {
    stepId: added.stepId,
    label: `Filter out records without a value for “${step.name}”`,
    change(draft) {
      added.change(draft);
      const made = draft.document.steps.find(({ id }) => id === added.stepId);
      if (made) made.settings = { ...made.settings, condition: `!isEmpty(${expression})` };
    },
  };
}

/** What stands between the braces of a value that is exactly one expression. */
function expressionOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const inner = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(value)?.[1]?.trim();
  return inner === undefined || inner === '' || inner.includes('{{') ? undefined : inner;
}
