import type { FieldManifest, StepManifest } from '../../connector/manifest.ts';
import type { FlowStep } from '../document.ts';
import { findOutputNameFaults } from '../ports.ts';
import type { FlowProblem } from '../problem.ts';
import { isEmptySetting, isRequired, settingOf, visibleFields } from '../step-settings.ts';
import { type Check, manifestOf } from './context.ts';
import { createProblem } from './create-problem.ts';
import { findValueFaults, type ValueFault } from './setting-value.ts';

/** Settings that are required and empty, or that the step can't use. Only fields that are shown count. */
export const checkSettings: Check = (context) =>
  context.flow.steps.flatMap((step): FlowProblem[] => {
    const manifest = context.manifests.get(step.type);
    if (!manifest || step.disabled) return [];
    const settings = step.settings ?? {};
    return visibleFields(manifest, settings).flatMap((field): FlowProblem[] => {
      const value = settingOf(field, settings);
      const choice = checkChoiceOfTwo(field, step, manifest);
      if (choice) return [choice];
      if (value === undefined || isEmptySetting(value)) {
        if (!isRequired(field, settings)) return [];
        return [createProblem('SETTING_REQUIRED', { step: step.id, field: field.key }, { label: field.label })];
      }
      const faults = findValueFaults(field, value);
      return [...faults, ...nameFaults(field, step, manifest, faults)].map(({ detail, at }) =>
        createProblem(
          'SETTING_WRONG',
          { step: step.id, field: at === undefined ? field.key : `${field.key}.${at}` },
          { label: field.label, detail },
        ),
      );
    });
  });

/** Of two fields that stand for each other, neither or both filled in; told at the one to fill in or to empty. */
function checkChoiceOfTwo(field: FieldManifest, step: FlowStep, { fields }: StepManifest): FlowProblem | undefined {
  const other = fields.find(({ key }) => key === field.insteadOf);
  if (!other) return undefined;
  const [isSet, isOtherSet] = [field, other].map((one) => !isEmptySetting(settingOf(one, step.settings ?? {})));
  if (!isSet && !isOtherSet) {
    return createProblem('SETTING_REQUIRED', { step: step.id, field: other.key }, { label: other.label });
  }
  if (!isSet || !isOtherSet) return undefined;
  const detail = `it can’t stand beside “${other.label}”; leave one of them empty.`;
  return createProblem('SETTING_WRONG', { step: step.id, field: field.key }, { label: field.label, detail });
}

/** Outputs that the list names twice or as another one; a name that is missing is told already. */
function nameFaults(field: FieldManifest, step: FlowStep, manifest: StepManifest, told: ValueFault[]): ValueFault[] {
  const { outputsFrom } = manifest;
  if (outputsFrom?.field !== field.key) return [];
  return findOutputNameFaults(step, manifest)
    .map(({ at, detail }) => ({ at: `${at}.${outputsFrom.name}`, detail }))
    .filter(({ at }) => !told.some((fault) => fault.at === at));
}

/** Fields of the flow's parameters that the records hide, as far as the flow itself tells their names. */
export const checkParameterNames: Check = (context) => {
  const { flow } = context;
  const hidden = new Map<string, string>();
  const add = (name: unknown, step: string): void => {
    if (typeof name === 'string' && !hidden.has(name)) hidden.set(name, step);
  };
  for (const step of flow.steps) {
    const manifest = manifestOf(context, step.id);
    if (manifest?.adds) add(step.id, step.id);
    for (const field of manifest?.fields ?? []) {
      const value = settingOf(field, step.settings ?? {});
      if ((field.control !== 'fieldList' && field.control !== 'form') || !Array.isArray(value)) continue;
      for (const entry of value)
        if (typeof entry === 'object' && entry !== null && 'name' in entry) add(entry.name, step.id);
    }
  }
  for (const [step, records] of Object.entries(flow.pinned ?? {})) {
    for (const name of Object.keys(records[0] ?? {})) add(name, step);
  }
  return (flow.parameters ?? []).flatMap(({ name }) => {
    const step = hidden.get(name);
    return step === undefined ? [] : [createProblem('FIELD_HIDES_PARAMETER', { step }, { name })];
  });
};
