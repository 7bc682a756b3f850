import type { Json, JsonObject } from '../json/json.ts';
import { functionError, limitError, type SourceSpan } from './errors.ts';
import { expressionLimits } from './limits.ts';
import type { EvaluationScope, EvaluationWarning } from './scope.ts';

/** A function call's place in the source, for the errors of the function it calls. */
export type CallSite = SourceSpan & { readonly name: string };

const NO_LOCALS: Json[] = [];

/**
 * One evaluation: what it can see, the variables of its macros, and how much of its bounds it has used. Every method
 * that spends throws `EXPRESSION_LIMIT` past the bound, before the work or the memory is used.
 */
export class EvaluationFrame {
  readonly scope: EvaluationScope;
  readonly record: JsonObject;
  readonly text: string;
  /** Values of macro variables by slot. */
  readonly locals: Json[];
  /** The call that is running; set just before a function runs. */
  site: CallSite | undefined = undefined;
  private iterations = 0;
  private steps = 0;
  private builtBytes = 0;

  constructor(scope: EvaluationScope, text: string, slots: number) {
    this.scope = scope;
    this.record = scope.record;
    this.text = text;
    this.locals = slots === 0 ? NO_LOCALS : new Array<Json>(slots).fill(null);
  }

  /** Counts one visited item of a macro whose body has `weight` nodes. */
  iterate(weight: number): void {
    if (++this.iterations > expressionLimits.iterations) this.exceed('1,000,000 visited list items');
    this.spend(weight);
  }

  /** Counts elementary steps of about 10 ns. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > expressionLimits.steps) this.exceed('too much work for one evaluation');
  }

  /** Counts reading through `characters` of text with the engine's own search, about 16 characters a step. */
  spendText(characters: number): void {
    if (characters > 64) this.spend(characters / 16);
  }

  /** Counts a text that is about to be built. */
  buildText(characters: number): void {
    if (characters > expressionLimits.resultCharacters) this.exceed('10 MB of text');
    this.builtBytes += characters;
    if (this.builtBytes > expressionLimits.builtBytes) this.exceed('64 MB of values in one evaluation');
    this.spendText(characters);
  }

  /** Counts a list or map that is about to be built. */
  buildItems(items: number): void {
    this.builtBytes += 32 + 16 * items;
    if (this.builtBytes > expressionLimits.builtBytes) this.exceed('64 MB of values in one evaluation');
    this.spend(items);
  }

  /** Reports a field that isn't there, and reads it as null. */
  missing(name: string): null {
    this.scope.warn?.({ code: 'MISSING_FIELD', name });
    return null;
  }

  /** Reports something noticed. */
  warn(warning: EvaluationWarning): void {
    this.scope.warn?.(warning);
  }

  /** Fails the function that is running with a problem (a clause) and what to do (a sentence). */
  fail(problem: string, suggestion: string): never {
    const site = this.site ?? { text: this.text, start: 0, end: this.text.length, name: 'The expression' };
    throw functionError(site, site.name, problem, suggestion);
  }

  /** Ends the evaluation at a bound. */
  exceed(limit: string): never {
    throw limitError(this.text, limit);
  }
}
