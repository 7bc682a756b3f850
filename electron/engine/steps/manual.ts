import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { FlowDocument } from '../../../shared/flow/document.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { readSetting, refuseSetting } from './settings.ts';

const fields: FieldManifest = {
  key: 'fields',
  label: 'Ask for',
  control: 'form',
  default: [],
  help: 'Values to ask for when someone runs the flow. Each becomes a field of the record.',
};

const manifest: StepManifest = {
  type: 'manual',
  label: 'Run now',
  description: 'Starts the flow when you run it.',
  category: 'trigger',
  icon: 'play',
  keywords: ['start', 'button', 'manual', 'begin', 'test', 'input', 'form'],
  shape: 'source',
  trigger: true,
  pure: false,
  effect: 'none',
  inputs: [],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [fields],
  summary: 'Starts when you run it',
};

/** Starts a run with the records it was given, else with one record of the form's defaults. */
export const manual: StepDefinition = {
  manifest,
  prepare({ settings, triggerRecords }) {
    const records = triggerRecords ?? [defaultsOf(readSetting(settings, fields))];
    return {
      shape: 'source',
      repeatable: true,
      async *read() {
        yield { records };
      },
    };
  },
};

/** The values that a flow's form has when nobody fills it in; none where “Run now” isn't what starts the flow. */
export function manualDefaults({ steps }: FlowDocument): JsonObject {
  const start = steps.find(({ type, disabled }) => type === manifest.type && !disabled);
  return start ? defaultsOf(readSetting(start.settings ?? {}, fields)) : {};
}

function defaultsOf(form: Json): JsonObject {
  if (!Array.isArray(form)) return refuseSetting(fields, 'this must be a list of fields.');
  const record: JsonObject = {};
  for (const [index, field] of form.entries()) {
    const name = isJsonObject(field) ? field.name : undefined;
    if (typeof name !== 'string' || name === '' || name === '__proto__') {
      return refuseSetting(fields, 'each field needs a name.', `fields.${index}.name`);
    }
    record[name] = isJsonObject(field) ? (field.default ?? null) : null;
  }
  return record;
}
