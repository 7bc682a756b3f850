import type { ExpressionPreview } from '../../shared/contract/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Evaluator } from '../ports/evaluator.ts';

/** Characters of JSON of a result that is shown (ui.md §16). */
const MOST_SHOWN = 200_000;

/** An expression, what it is tried on, and the values that its flow's parameters have. */
type Trial = { source: string; record?: JsonObject | undefined; parameters: JsonObject };

/** Tries a JSONata expression; throws as the evaluator does. */
export type ExpressionPreviewer = (trial: Trial, signal: AbortSignal) => Promise<ExpressionPreview>;

export function createExpressionPreviewer(evaluator: Evaluator, clock: Clock): ExpressionPreviewer {
  return async ({ source, record, parameters }, signal) => {
    const evaluation = await evaluator.open(source);
    if (!record) return { kind: 'read' };
    const run = { id: 'preview', startedAt: new Date(clock.now()).toISOString() };
    const value = await evaluation.evaluate(record, { trigger: null, run, parameters }, signal);
    if (value === undefined) return { kind: 'nothing' };
    const characters = JSON.stringify(value).length;
    return characters > MOST_SHOWN ? { kind: 'large', characters } : { kind: 'value', value };
  };
}
