import { suggestSentence } from '../../expression/suggest-names.ts';
import { STEP_ID } from '../defaults.ts';
import type { Check } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Steps whose type this installation doesn't have. */
export const checkStepTypes: Check = ({ flow, manifests }) =>
  flow.steps
    .filter(({ type }) => !manifests.has(type))
    .map(({ id, type }) =>
      createProblem(
        'STEP_TYPE_UNKNOWN',
        { step: id },
        { type, suggestion: suggestSentence(type, manifests.keys(), 'Update Millrace, or delete the step.') },
      ),
    );

/** Steps whose id isn't a lower-case identifier, or stands twice. */
export const checkStepIds: Check = ({ flow }) => {
  const seen = new Set<string>();
  return flow.steps.flatMap(({ id }) => {
    const repeated = seen.has(id);
    seen.add(id);
    if (repeated) return [createProblem('STEP_ID_WRONG', { step: id }, { id, detail: 'Another step has it already.' })];
    if (STEP_ID.test(id)) return [];
    return [
      createProblem('STEP_ID_WRONG', { step: id }, { id, detail: 'Expressions couldn’t reach its result by it.' }),
    ];
  });
};
