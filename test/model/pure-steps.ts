import { compileCondition, compileFormula, compileTemplate, compileValue } from '../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { eachAlone, ModelFailure, type ModelRecord, type StepContext, type StepModel } from './model-record.ts';
import { isSame } from './naive-values.ts';

const out = (record: ModelRecord) => [{ port: 'out', record }];

/** The entries of a list setting, plain texts as the entry's `value`. */
export function entries(setting: Json | undefined): JsonObject[] {
  const list = setting === undefined || setting === null ? [] : Array.isArray(setting) ? setting : [setting];
  return list.map((entry) => (typeof entry === 'object' && !Array.isArray(entry) && entry ? entry : { value: entry }));
}

/** A formula of the settings, ready to be asked for the value of a record. */
export function formula(context: StepContext, source: Json | undefined): (fields: JsonObject) => Json {
  const { evaluate } = compileFormula(String(source), { parameters: context.parameterNames });
  return (fields) => evaluate(context.scopeOf(fields));
}

function condition(context: StepContext, source: Json | undefined): (fields: JsonObject) => boolean {
  const { evaluate } = compileCondition(String(source), { parameters: context.parameterNames });
  return (fields) => evaluate(context.scopeOf(fields));
}

const twoWays =
  (whenTrue: string, whenFalse: string): StepModel =>
  (context, taken) => {
    const holds = condition(context, context.settings.condition);
    return eachAlone(taken, [whenTrue, whenFalse], (record) => [
      { port: holds(record.fields) ? whenTrue : whenFalse, record },
    ]);
  };

const mapFields: StepModel = (context, taken) => {
  const { settings, scopeOf, parameterNames } = context;
  const fields = entries(settings.fields).map(({ name, value = null }) => ({
    name: String(name),
    evaluate: compileValue(value, { parameters: parameterNames }).evaluate,
  }));
  return eachAlone(taken, ['out'], ({ fields: before, members }) => {
    const after: JsonObject = settings.keep === 'mapped' ? {} : { ...before };
    for (const { name, evaluate } of fields) after[name] = evaluate(scopeOf(before));
    return out({ fields: after, members });
  });
};

const switchCases: StepModel = (context, taken) => {
  const cases = entries(context.settings.cases).map(({ name, condition: source }) => ({
    name: String(name),
    holds: condition(context, source),
  }));
  return eachAlone(taken, [...cases.map(({ name }) => name), 'otherwise'], (record) => {
    const found = cases.find(({ holds }) => holds(record.fields));
    return [{ port: found?.name ?? 'otherwise', record }];
  });
};

const forEach: StepModel = (context, taken) => {
  const listOf = formula(context, context.settings.list);
  const name = String(context.settings.as ?? 'item');
  const { id } = context.step;
  const split = context.splits.get(id) ?? [];
  context.splits.set(id, split);
  return eachAlone(taken, ['out'], ({ fields, members }, place) => {
    const list = listOf(fields);
    if (list !== null && list !== '' && !Array.isArray(list)) throw new ModelFailure('INVALID_INPUT');
    const parent = split.push({ fields, members, place }) - 1;
    return (Array.isArray(list) ? list : []).flatMap((value, item) =>
      out({ fields: { ...fields, [name]: value }, members: [...members, { origin: id, parent, item }] }),
    );
  });
};

const limit: StepModel = ({ settings }, taken) => {
  const skip = Number(settings.skip ?? 0);
  return eachAlone(taken, ['out'], (record, place) =>
    place >= skip && place < skip + Number(settings.count) ? out(record) : [],
  );
};

const removeDuplicates: StepModel = (context, taken) => {
  const keys = entries(context.settings.by).map(({ value }) => formula(context, value));
  const seen: Json[] = [];
  return eachAlone(taken, ['out'], (record) => {
    const key = keys.length === 0 ? record.fields : keys.map((keyOf) => keyOf(record.fields));
    if (seen.some((other) => isSame(other, key))) return [];
    seen.push(key);
    return out(record);
  });
};

const stop: StepModel = (context, taken) => {
  const { settings, scopeOf, parameterNames } = context;
  const { evaluate } = compileTemplate(String(settings.message ?? ''), { parameters: parameterNames });
  let ended = false;
  return eachAlone(taken, [], ({ fields }) => {
    if (!ended) evaluate(scopeOf(fields));
    ended = true;
    return [];
  });
};

/** Hands every record on as it is: what `merge` and `wait` do. */
export const passOn: StepModel = (_context, taken) => eachAlone(taken, ['out'], out);

export const pureSteps: Record<string, StepModel> = {
  if: twoWays('true', 'false'),
  filter: twoWays('kept', 'not_kept'),
  switch: switchCases,
  map_fields: mapFields,
  for_each: forEach,
  limit,
  remove_duplicates: removeDuplicates,
  merge: passOn,
  wait: passOn,
  stop,
};
