import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { compileValue } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readSetting } from './settings.ts';
import {
  changingStored,
  keyField,
  LARGEST_VALUE,
  readStoreSettings,
  type StoreServices,
  scopeField,
} from './store-settings.ts';

const value: FieldManifest = {
  key: 'value',
  label: 'Value',
  control: 'value',
  required: true,
  placeholder: '{{ ModifiedAt }}',
  help: 'Text, a number, a list or an object, as large as a megabyte.',
};

const manifest: StepManifest = {
  type: 'store.set',
  label: 'Store value',
  description: 'Keeps a value under a key for later steps and later runs.',
  category: 'data',
  icon: 'save',
  keywords: ['object store', 'remember', 'state', 'variable', 'watermark', 'write', 'key', 'cache', 'keep'],
  shape: 'batch',
  trigger: false,
  pure: false,
  effect: 'write',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [keyField, value, scopeField],
  summary: 'Stores {value} as {key}',
  sample: { Name: 'Fjord Bank', ModifiedAt: '2026-11-22T08:00:00Z' },
};

/** Keeps each record's value, in the order of the records, and hands the record on unchanged. */
export const storeSet: StepDefinition<StoreServices> = {
  manifest,
  prepare({ settings, parameterNames, services, clock }) {
    const { scope, keyOf } = readStoreSettings(settings, parameterNames);
    const template = readSetting(settings, value);
    const { evaluate } = compileSetting(value.key, () => compileValue(template, { parameters: parameterNames }));
    return changingStored(services, clock, {
      change(record, call) {
        const of = call.scopeFor(record);
        services.objectStore.set(scope, keyOf(of), checkSize(evaluate(of)));
      },
      planned(record, call) {
        const of = call.scopeFor(record);
        const key = keyOf(of);
        return { operation: 'set-value', scope, key, wouldBecome: checkSize(evaluate(of)) };
      },
    });
  },
};

function checkSize(stored: Json): Json {
  const bytes = new TextEncoder().encode(JSON.stringify(stored)).length;
  if (bytes <= LARGEST_VALUE) return stored;
  const detail = `this takes ${bytes} bytes, more than ${LARGEST_VALUE}.`;
  throw new MillraceError('INVALID_INPUT', { field: value.label, detail });
}
