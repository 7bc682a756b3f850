import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { readWholeNumber } from './settings.ts';

const count: FieldManifest = {
  key: 'count',
  label: 'Records to keep',
  control: 'number',
  required: true,
  minimum: 0,
  whole: true,
  placeholder: '100',
};

const skip: FieldManifest = {
  key: 'skip',
  label: 'Records to leave out first',
  control: 'number',
  default: 0,
  minimum: 0,
  whole: true,
  group: 'more',
};

const manifest: StepManifest = {
  type: 'limit',
  label: 'Limit',
  description: 'Keeps the first records and leaves out the rest.',
  category: 'data',
  icon: 'list-end',
  keywords: ['first', 'top', 'take', 'skip', 'head', 'maximum', 'sample', 'offset'],
  shape: 'map',
  trigger: false,
  pure: true,
  byOrder: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [count, skip],
  summary: 'First {count} records',
};

/** Leaves out the first `skip` records, hands on the next `count`, and then wants no more. */
export const limit: StepDefinition = {
  manifest,
  prepare({ settings }) {
    const first = readWholeNumber(settings, skip);
    const end = first + readWholeNumber(settings, count);
    let seen = 0;
    return {
      shape: 'map',
      pure: true,
      apply(record, _scope, emit) {
        seen += 1;
        if (seen > first && seen <= end) emit(0, record);
      },
      exhausted: () => seen >= end,
    };
  },
};
