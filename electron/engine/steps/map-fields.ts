import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileValue, type EvaluationScope } from '../../../shared/expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readChoice, readSetting, refuseSetting } from './settings.ts';

const fields: FieldManifest = {
  key: 'fields',
  label: 'Fields',
  control: 'fieldList',
  required: true,
  help: 'Each field gets a value made from the record as it comes in. A field that exists already is replaced.',
};

const keep: FieldManifest = {
  key: 'keep',
  label: 'Other fields',
  control: 'choice',
  default: 'all',
  options: [
    { value: 'all', label: 'Keep them' },
    { value: 'mapped', label: 'Leave them out' },
  ],
};

const manifest: StepManifest = {
  type: 'map_fields',
  label: 'Map fields',
  description: 'Sets, renames and computes fields of each record.',
  category: 'data',
  icon: 'table-properties',
  keywords: ['set', 'rename', 'compute', 'calculate', 'transform', 'edit', 'assign', 'formula', 'column', 'convert'],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [fields, keep],
  summary: 'Sets {fields}',
};

type MappedField = { name: string; evaluate: (scope: EvaluationScope) => Json };

/** Hands on each record with the mapped fields; every value sees the record as it came in. */
export const mapFields: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames }) {
    const mapped = compileFields(readSetting(settings, fields), parameterNames);
    const keepsAll = readChoice(settings, keep, ['all', 'mapped']) === 'all';
    return {
      shape: 'map',
      pure: true,
      apply(record, scope, emit) {
        const next: JsonObject = keepsAll ? { ...record } : {};
        for (let place = 0; place < mapped.length; place += 1) {
          const field = mapped[place] as MappedField;
          next[field.name] = field.evaluate(scope);
        }
        emit(0, next);
      },
    };
  },
};

function compileFields(list: Json, parameters: string[]): MappedField[] {
  if (!Array.isArray(list)) return refuseSetting(fields, 'this must be a list of { name, value }.');
  return list.map((entry, index) => {
    const at = `${fields.key}.${index}`;
    if (!isJsonObject(entry)) return refuseSetting(fields, 'each entry must be { name, value }.', at);
    const { name, value = null } = entry;
    if (typeof name !== 'string' || name === '') return refuseSetting(fields, 'each field needs a name.', `${at}.name`);
    // Set as a field it would change the record's prototype instead.
    if (name === '__proto__') return refuseSetting(fields, 'a field can’t be called “__proto__”.', `${at}.name`);
    const { evaluate } = compileSetting(`${at}.value`, () => compileValue(value, { parameters }));
    return { name, evaluate };
  });
}
