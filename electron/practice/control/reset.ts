import type { Control } from './registry.ts';
import { readCount, refuseOthers } from './settings.ts';

/** `POST reset` puts the sample data of a seed back; of the last one when none is given. */
export function resetControl(org: { seed(): number; reset(seed: number): void }): Control {
  return {
    name: 'reset',
    description:
      'POST {seed?} puts the sample data back and forgets failures, journal, usage and the moved clock. Sign-ins stay valid.',
    on: {
      POST: (settings) => {
        refuseOthers(settings, ['seed']);
        org.reset(readCount(settings, 'seed', 0, 0xffffffff) ?? org.seed());
        return { seed: org.seed() };
      },
    },
    forms: [
      {
        group: 'Org',
        title: 'Start over',
        explanation: 'Puts the sample records back and turns off every failure. The same seed makes the same records.',
        button: 'Reset the org',
        fields: [{ name: 'seed', label: 'Seed', kind: 'number', initial: '1' }],
        question: 'Reset the org? All records that were changed or added are lost.',
      },
    ],
  };
}
