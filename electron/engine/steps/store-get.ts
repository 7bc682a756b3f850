import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { compileValue } from '../../../shared/expression/index.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, readSetting } from './settings.ts';
import { keyField, readStoreSettings, type StoreServices, scopeField } from './store-settings.ts';

const otherwise: FieldManifest = {
  key: 'default',
  label: 'When there is none',
  control: 'value',
  placeholder: '0',
  help: 'The value for a key that was never set. Left empty, it is nothing (null).',
};

const manifest: StepManifest = {
  type: 'store.get',
  label: 'Get stored value',
  description: 'Adds a value that an earlier run or step has stored.',
  category: 'data',
  icon: 'database',
  keywords: ['object store', 'remember', 'state', 'variable', 'watermark', 'retrieve', 'read', 'key', 'cache'],
  shape: 'map',
  trigger: false,
  pure: false,
  effect: 'read',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [keyField, otherwise, scopeField],
  summary: 'Gets {key}',
  sample: { Name: 'Fjord Bank', stored: '2026-11-22T08:00:00Z' },
};

/** Adds the value under the key, or the default, to each record under the step's id. */
export const storeGet: StepDefinition<StoreServices> = {
  manifest,
  prepare({ settings, parameterNames, services }) {
    const { scope, keyOf } = readStoreSettings(settings, parameterNames);
    const template = readSetting(settings, otherwise);
    const { evaluate } = compileSetting(otherwise.key, () => compileValue(template, { parameters: parameterNames }));
    return {
      shape: 'map',
      pure: false,
      concurrency: 1,
      async run(record, call) {
        const of = call.scopeFor(record);
        const found = services.objectStore.get(scope, keyOf(of));
        return { adds: found === undefined ? evaluate(of) : found };
      },
    };
  },
};
