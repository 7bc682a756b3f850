import type { FieldControl } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import {
  compileCondition,
  compileExpression,
  compileValue,
  type EvaluationScope,
  hasExpression,
} from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { Field, Fields } from './field.ts';
import { checkInput, checkSetting } from './input-checks.ts';

/** The form of a step, compiled once. `constant` is there when no field of it depends on the record. */
export type CompiledInputs = {
  readonly constant?: JsonObject;
  /** @throws MillraceError MISSING_INPUT or INVALID_INPUT naming the field, or what the expression threw. */
  evaluate(scope: EvaluationScope): JsonObject;
};

type CompiledInput = { key: string; field: Field; evaluate(scope: EvaluationScope): Json; constant?: Json };

const templated = new Set<FieldControl>(['value', 'longValue', 'values', 'headers', 'fieldList', 'json']);

/** The settings with the defaults of the fields that are absent. */
export function withDefaults(fields: Fields, settings: JsonObject): JsonObject {
  const complete: JsonObject = { ...settings };
  for (const [key, declared] of Object.entries(fields)) {
    if (complete[key] === undefined && declared.default !== undefined) complete[key] = declared.default;
  }
  return complete;
}

/**
 * Compiles the values of a step's form.
 * @throws MillraceError SETTING_REQUIRED or SETTING_WRONG for a literal field, EXPRESSION_… with `field` for the others.
 */
export function compileInputs(fields: Fields, settings: JsonObject, parameterNames: readonly string[]): CompiledInputs {
  const inputs = Object.entries(fields).map(([key, declared]) =>
    compileInput(key, declared, settings[key] ?? declared.default ?? null, parameterNames),
  );
  const evaluate = (scope: EvaluationScope): JsonObject => {
    const values: JsonObject = {};
    for (const input of inputs) {
      values[input.key] = input.constant ?? checkInput(input.key, input.field, input.evaluate(scope));
    }
    return values;
  };
  if (inputs.some(({ constant }) => constant === undefined)) return { evaluate };
  const constant = Object.fromEntries(inputs.map((input) => [input.key, input.constant ?? null]));
  return { constant, evaluate: () => constant };
}

function compileInput(key: string, field: Field, setting: Json, parameterNames: readonly string[]): CompiledInput {
  const { control } = field;
  const options = { parameters: parameterNames };
  try {
    if (control === 'condition' || control === 'expression') {
      checkSetting(key, field, setting);
      if (typeof setting !== 'string') return { key, field, evaluate: () => null };
      const compile = control === 'condition' ? compileCondition : compileExpression;
      return { key, field, evaluate: compile(setting, options).evaluate };
    }
    // A choice that the connection offers may also be worked out from the record.
    const dynamicChoice = field.load !== undefined && typeof setting === 'string' && hasExpression(setting);
    if (!templated.has(control) && !dynamicChoice) {
      checkSetting(key, field, setting);
      return { key, field, constant: setting, evaluate: () => setting };
    }
    const { evaluate, constant } = compileValue(setting, options);
    if (constant === undefined) return { key, field, evaluate };
    // What is missing for every record alike is missing in the form, and is said before anything runs.
    checkSetting(key, field, constant);
    return { key, field, evaluate: () => constant, constant: checkInput(key, field, constant) };
  } catch (error) {
    if (!(error instanceof MillraceError) || error.data.field !== undefined) throw error;
    const path = Array.isArray(error.data.path) ? error.data.path : [];
    throw new MillraceError(error.code, { ...error.data, field: [key, ...path].join('.') }, { cause: error });
  }
}
