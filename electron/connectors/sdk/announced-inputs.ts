import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';

/** An input as it was evaluated, or the error that this came to. */
type Evaluated = JsonObject | MillraceError;

/**
 * The inputs of records whose call was announced. What is journaled of a call must be what it then sends, though the
 * expressions ask for the time or a new id: so they are evaluated once.
 */
export class AnnouncedInputs {
  readonly #inputs = new WeakMap<JsonObject, Evaluated[]>();

  /** Keeps the inputs of the records of a call, in their order; what a call that wasn't made left is forgotten. */
  announce(records: readonly JsonObject[], inputs: readonly Evaluated[]): void {
    for (const record of records) this.#inputs.delete(record);
    for (const [index, record] of records.entries()) {
      const input = inputs[index];
      if (input === undefined) continue;
      const kept = this.#inputs.get(record);
      // One record may stand in a call twice.
      if (kept) kept.push(input);
      else this.#inputs.set(record, [input]);
    }
  }

  /** The input that was announced for the record, once; else what `evaluate` gives. Throws what evaluating threw. */
  take(record: JsonObject, evaluate: () => JsonObject): JsonObject {
    const input = this.#inputs.get(record)?.shift() ?? evaluate();
    if (input instanceof MillraceError) throw input;
    return input;
  }
}
