import type { StepManifest } from '../../../shared/connector/manifest.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { changingStored, keyField, readStoreSettings, type StoreServices, scopeField } from './store-settings.ts';

const manifest: StepManifest = {
  type: 'store.delete',
  label: 'Delete stored value',
  description: 'Forgets the value under a key.',
  category: 'data',
  icon: 'eraser',
  keywords: ['object store', 'forget', 'remove', 'clear', 'reset', 'state', 'key', 'cache'],
  shape: 'batch',
  trigger: false,
  pure: false,
  effect: 'write',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [keyField, scopeField],
  summary: 'Deletes {key}',
  sample: { Name: 'Fjord Bank' },
};

/** Forgets the value under each record's key, in the order of the records, and hands the record on unchanged. */
export const storeDelete: StepDefinition<StoreServices> = {
  manifest,
  prepare({ settings, parameterNames, services, clock }) {
    const { scope, keyOf } = readStoreSettings(settings, parameterNames);
    return changingStored(services, clock, {
      change: (record, call) => services.objectStore.delete(scope, keyOf(call.scopeFor(record))),
      planned: (record, call) => ({ operation: 'delete-value', scope, key: keyOf(call.scopeFor(record)) }),
    });
  },
};
