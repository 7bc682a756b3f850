import { compileValue } from '../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { codeOf, ModelFailure, outcome, type StepContext, type StepModel, type StoreAction } from './model-record.ts';
import { isEmptyValue, isSame } from './naive-values.ts';
import { endOf, rowsOf } from './world.ts';

/** A step that calls out for each record, and adds the answer under its id. What wasn't tried leaves no trace. */
const call: StepModel = ({ step, freedom }, taken) => {
  const result = outcome(['out']);
  for (const [place, { fields, members }] of taken.entries()) {
    if (!freedom.tried(place)) continue;
    const end = endOf(step, fields);
    if ('code' in end) result.failed.set(place, end.code);
    else {
      const made = { fields: { ...fields, [step.id]: end.answer }, members, parents: [place] };
      result.outputs.get('out')?.push(made);
    }
  }
  return result;
};

/** A source behind other steps: each record comes out with each of its rows; a row's fields win. */
const rows: StepModel = ({ step, freedom }, taken) => {
  const result = outcome(['out']);
  for (const [place, { fields, members }] of taken.entries()) {
    const { rows: found, failsAfter } = rowsOf(step, fields);
    const wanted = failsAfter ?? found.length;
    const read = Math.min(wanted, freedom.rows(place));
    for (const row of found.slice(0, read)) {
      result.outputs.get('out')?.push({ fields: { ...fields, ...row }, members, parents: [place] });
    }
    if (failsAfter !== undefined && freedom.tried(place) && freedom.errorAt(place)) {
      result.failed.set(place, 'RECORD_REFUSED');
    } else if (read === 0) result.filtered += 1;
  }
  return result;
};

const LONGEST_KEY = 200;

/** Steps of the object store: what they did stands in the log, in the order in which they did it. */
const stored =
  (act: (context: StepContext, fields: JsonObject, key: string, log: StoreLog) => JsonObject): StepModel =>
  (context, taken) => {
    const { settings, parameterNames, scopeOf, storeLog, step } = context;
    const { evaluate } = compileValue(settings.key ?? null, { parameters: parameterNames });
    const log = new StoreLog(storeLog, step.id);
    const result = outcome(['out']);
    for (const [place, { fields, members }] of taken.entries()) {
      if (!context.freedom.tried(place)) continue;
      try {
        const key = keyOf(evaluate(scopeOf(fields)));
        result.outputs.get('out')?.push({ fields: act(context, fields, key, log), members, parents: [place] });
      } catch (thrown) {
        result.failed.set(place, codeOf(thrown));
      }
    }
    return result;
  };

function keyOf(value: Json): string {
  if (isEmptyValue(value)) throw new ModelFailure('MISSING_INPUT');
  if (typeof value === 'object') throw new ModelFailure('INVALID_INPUT');
  const key = String(value);
  if (key.length > LONGEST_KEY || !key.isWellFormed()) throw new ModelFailure('INVALID_INPUT');
  return key;
}

/** The actions of one step, one after another; each must be what the model expects. */
class StoreLog {
  readonly #all: readonly StoreAction[];
  readonly #step: string;
  #next = 0;

  constructor(all: readonly StoreAction[], step: string) {
    this.#all = all;
    this.#step = step;
  }

  /** The place of the step's next action in the log. */
  next(): number {
    while (this.#all[this.#next]?.step !== this.#step) {
      if (this.#next >= this.#all.length) throw new Error(`${this.#step} did less with the store than it should`);
      this.#next += 1;
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** Takes the next action, which must be this one. */
  expect(action: StoreAction): void {
    const done = this.#all[this.next()];
    if (!isSame((done ?? null) as Json, action as Json)) {
      throw new Error(`${this.#step} should ${JSON.stringify(action)}, but did ${JSON.stringify(done)}`);
    }
  }

  /** The value under a key before the action at this place. */
  valueBefore(place: number, key: string): Json | undefined {
    const last = this.#all.slice(0, place).findLast((action) => action.key === key && !('got' in action));
    return last && 'set' in last ? last.set : undefined;
  }
}

const storeSet = stored((context, fields, key, log) => {
  const { settings, scopeOf, parameterNames, step } = context;
  const { evaluate } = compileValue(settings.value ?? null, { parameters: parameterNames });
  log.expect({ step: step.id, key, set: evaluate(scopeOf(fields)) });
  return fields;
});

const storeDelete = stored(({ step }, fields, key, log) => {
  log.expect({ step: step.id, key, deleted: true });
  return fields;
});

const storeGet = stored((context, fields, key, log) => {
  const { settings, scopeOf, parameterNames, step } = context;
  const found = log.valueBefore(log.next(), key);
  const { evaluate } = compileValue(settings.default ?? null, { parameters: parameterNames });
  return { ...fields, [step.id]: found === undefined ? evaluate(scopeOf(fields)) : found };
});

export const callingSteps: Record<string, StepModel> = {
  read: call,
  write: call,
  writeMany: call,
  rows,
  'store.get': storeGet,
  'store.set': storeSet,
  'store.delete': storeDelete,
};
