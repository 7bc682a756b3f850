import { conditionStep } from './condition-step.ts';

/** Keeps the records that match; the others leave by a port of their own. */
export const filter = conditionStep({
  type: 'filter',
  label: 'Filter',
  description: 'Keeps the records that match a condition.',
  category: 'data',
  icon: 'funnel',
  keywords: ['keep', 'where', 'match', 'select', 'remove', 'drop', 'search', 'only'],
  conditionHelp: 'Records for which this is true are kept.',
  whenTrue: { name: 'kept', label: 'Kept' },
  whenFalse: { name: 'not_kept', label: 'Not kept' },
});
