import type { StepManifest } from '../../../shared/connector/manifest.ts';
import type { StepDefinition } from '../../ports/step.ts';

const manifest: StepManifest = {
  type: 'merge',
  label: 'Merge',
  description: 'Brings the records of two branches together, as they come.',
  category: 'logic',
  icon: 'merge',
  keywords: ['union', 'append', 'combine', 'concatenate', 'together', 'branches', 'collect', 'add'],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [
    { name: 'a', label: 'A' },
    { name: 'b', label: 'B' },
  ],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [],
  summary: 'All records of A and B',
  sample: { Name: 'Fjord Bank' },
};

/** Hands on every record of both inputs, unchanged. Records of one input keep their order; the two aren't ordered. */
export const merge: StepDefinition = {
  manifest,
  prepare: () => ({
    shape: 'map',
    pure: true,
    apply(record, _scope, emit) {
      emit(0, record);
    },
  }),
};
