import { dateFunctions } from './dates.ts';
import type { ExpressionFunction, FunctionManifest } from './define-function.ts';
import { listFunctions } from './lists.ts';
import { choiceManifests, logicFunctions } from './logic.ts';
import { macroManifests } from './macros.ts';
import { mapFunctions } from './maps.ts';
import { numberFunctions } from './numbers.ts';
import { otherFunctions } from './other.ts';
import { textFunctions } from './text.ts';

const functions = [
  ...textFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...logicFunctions,
  ...listFunctions,
  ...mapFunctions,
  ...otherFunctions,
];

/** The functions that the compiler calls, by name. Choices and macros aren't among them: the compiler is their code. */
export const callableFunctions: ReadonlyMap<string, ExpressionFunction> = new Map(
  functions.map((definition) => [definition.name, definition]),
);

/**
 * Every function of the language as plain data, group by group: what the editor's helpers and the documentation show.
 */
export const functionLibrary: readonly FunctionManifest[] = [...functions, ...choiceManifests, ...macroManifests]
  .map(describe)
  .sort((a, b) => groupOrder(a) - groupOrder(b));

/** Names under which people look for a function, to its real name. */
export const functionSynonyms: ReadonlyMap<string, string> = new Map(
  functionLibrary.flatMap(({ name, alsoKnownAs = [] }) => alsoKnownAs.map((synonym) => [synonym, name] as const)),
);

function describe(definition: FunctionManifest): FunctionManifest {
  const { name, group, label, summary, parameters, returns, example, alsoKnownAs } = definition;
  return { name, group, label, summary, parameters, returns, example, ...(alsoKnownAs ? { alsoKnownAs } : {}) };
}

function groupOrder({ group }: FunctionManifest): number {
  return ['text', 'numbers', 'dates', 'logic', 'lists', 'maps', 'other'].indexOf(group);
}
