import { conditionStep } from './condition-step.ts';

/** Sends each record one of two ways. */
export const ifStep = conditionStep({
  type: 'if',
  label: 'If',
  description: 'Sends each record one of two ways.',
  category: 'logic',
  icon: 'split',
  keywords: ['condition', 'branch', 'decide', 'decision', 'choose', 'else', 'route', 'gateway'],
  conditionHelp: 'Records for which this is true go one way, all others the other.',
  whenTrue: { name: 'true', label: 'True' },
  whenFalse: { name: 'false', label: 'False' },
});
