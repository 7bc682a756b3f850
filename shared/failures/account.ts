import type { RunState, StepState } from '../run/state.ts';
import {
  type AccountSentences,
  accountSentences,
  fateTexts,
  runAccountTexts,
  sentencesByOperation,
} from './texts/account.ts';
import { fillWithin, MOST_WORDS } from './words.ts';

/**
 * What a step with failures did and what it didn't, by the run's counts: “12 created, 1 not. Later steps didn’t get
 * it.” Empty for a step without any.
 */
export function accountOf(state: RunState, stepId: string): string {
  const step = state.steps[stepId];
  const header = state.header.steps.find(({ id }) => id === stepId);
  if (!step || !header || (step.failed === 0 && !step.error)) return '';
  const done = doneBy(step, state);
  const facts = { done: String(done), failed: String(step.failed), untried: String(step.skipped) };
  const sentences = [fillWithin(accountSentences[deedOf(header.type)][mainSentence(done, step)], facts)];
  if (header.type === 'files.write' && step.status !== 'succeeded') sentences[0] = fateTexts.untouchedFile;
  if (step.skipped > 0) sentences.push(fillWithin(fateTexts.untried, facts));
  if (step.failed > 0) sentences.push(...fateOf(step));
  return sentences.join(' ');
}

/** The step whose work is done by runs of their own, which count its calls. */
const CALLS_FLOW = 'call_flow';

/** Steps that are named at most in the account of a whole run. */
const MOST_STEPS = 3;

/**
 * What a run did outside before it ended without any step's failing: “Create contact: 12 created.” for each of its last
 * steps that changed something or were at it, or that nothing was. What was under way may have arrived.
 */
export function accountOfRun(state: RunState): string {
  const sentences = state.header.steps.flatMap(({ id, name, type }) => {
    const step = state.steps[id];
    const deed = type === CALLS_FLOW ? 'called' : deedOf(type);
    if (!step || state.header.dryRun || deed === 'read' || deed === 'done') return [];
    // A file stands only once its step is through.
    if (type === 'files.write' && step.status !== 'succeeded') return [];
    const done = doneBy(step, state);
    const isUnfinished = step.skipped > 0 && (step.calls > 0 || type === CALLS_FLOW);
    const texts = [...(done > 0 ? [runAccountTexts[deed]] : []), ...(isUnfinished ? [runAccountTexts.unfinished] : [])];
    if (texts.length === 0) return [];
    const facts = { step: name, done: String(done), untried: String(step.skipped) };
    return [{ text: `${runAccountTexts.step} ${texts.join(' ')}`, facts }];
  });
  if (sentences.length === 0) return runAccountTexts.nothing;
  const told = sentences.slice(-MOST_STEPS);
  const share = Math.floor(MOST_WORDS / told.length);
  return told.map(({ text, facts }) => fillWithin(text, facts, share)).join(' ');
}

/** What a step of this type does with its records. */
function deedOf(type: string): keyof typeof accountSentences {
  return sentencesByOperation[type.split('.')[1] ?? ''] ?? 'done';
}

function mainSentence(done: number, { failed }: StepState): keyof AccountSentences {
  if (failed > 0) return done > 0 ? 'someDone' : 'allFailed';
  return done > 0 ? 'doneBefore' : 'nothingDone';
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
  const texts = { stop: fateTexts.stopped, skip: fateTexts.skipped, port: fateTexts.port }[fate];
  return [failed === 1 ? texts.one : texts.many];
}
