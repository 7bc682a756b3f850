import type { Json, JsonObject } from '../../shared/json/json.ts';
import { createNodeClock } from '../node/clock.ts';
import { createEvaluatorLauncher } from '../node/evaluator-process.ts';
import type { Clock } from '../ports/clock.ts';
import type { Evaluator } from '../ports/evaluator.ts';
import { createEvaluator } from './evaluator.ts';

/** An evaluator with real processes, which are counted: `started` in all, `alive` now. */
export type CountedEvaluator = {
  evaluator: Evaluator;
  started(): number;
  alive(): number;
  /** What the expression makes of the record. */
  evaluate(source: string, record?: JsonObject): Promise<Json | undefined>;
};

/** A signal that is never aborted. */
export const never = new AbortController().signal;

/** A pattern that tries for years, and that no linear engine can take over. */
export const ENDLESS_PATTERN = '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+\\1c$/)';

export function createCountedEvaluator(clock: Clock = createNodeClock()): CountedEvaluator {
  const launch = createEvaluatorLauncher();
  let started = 0;
  let alive = 0;
  const evaluator = createEvaluator(({ reply, ended }) => {
    started += 1;
    alive += 1;
    return launch({
      reply,
      ended: () => {
        alive -= 1;
        ended();
      },
    });
  }, clock);
  return {
    evaluator,
    started: () => started,
    alive: () => alive,
    evaluate: async (source, record = {}) => (await evaluator.open(source)).evaluate(record, {}, never),
  };
}
