import type { RunState, StepState } from '../run/state.ts';
import { accountTexts, accountVerbs, ordinaryVerb } from './texts.ts';
import { fillWithin } from './words.ts';

/**
 * What a step with failures did and what it didn't, by the run's counts: “12 created, 1 not. Later steps didn’t get
 * it.” Empty for a step without any.
 */
export function accountOf(state: RunState, stepId: string): string {
  const step = state.steps[stepId];
  const header = state.header.steps.find(({ id }) => id === stepId);
  if (!step || !header || (step.failed === 0 && !step.error)) return '';
  const verb = accountVerbs[header.type.split('.')[1] ?? ''] ?? ordinaryVerb;
  const done = doneBy(step, state);
  const facts = { verb, done: String(done), failed: String(step.failed), untried: String(step.skipped) };
  const sentences = [fillWithin(mainSentence(done, step), facts)];
  if (header.type === 'files.write' && step.status !== 'succeeded') sentences[0] = accountTexts.untouchedFile;
  if (step.skipped > 0) sentences.push(fillWithin(accountTexts.untried, facts));
  if (step.failed > 0) sentences.push(...fateOf(step));
  return sentences.join(' ');
}

function mainSentence(done: number, { failed }: StepState): string {
  if (failed > 0) return done > 0 ? accountTexts.someDone : accountTexts.allFailed;
  return done > 0 ? accountTexts.doneBefore : accountTexts.nothingDone;
}

/** Records that got through: of a source those that it gave, else those that came and didn't fail or wait. */
function doneBy(step: StepState, { header }: RunState): number {
  if (step.in === 0 || !header.edges.some(({ to }) => to === step.id)) {
    return Object.values(step.out).reduce((sum, count) => sum + count, 0);
  }
  return Math.max(0, step.in - step.failed - step.skipped - (step.filtered ?? 0));
}

/** What became of the failed records, where the kept ones all tell the same. */
function fateOf({ failed, failures }: StepState): string[] {
  const [fate, other] = new Set(failures.map(({ disposition }) => disposition));
  if (fate === undefined || other !== undefined) return [];
  const texts = { stop: accountTexts.stopped, skip: accountTexts.skipped, port: accountTexts.port }[fate];
  return [failed === 1 ? texts.one : texts.many];
}
