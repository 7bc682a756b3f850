import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import { compileFormula, type EvaluationScope } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { compileSetting, type ListEntry, readItemText } from './settings.ts';

/** Works out one value of a record. */
export type Formula = (scope: EvaluationScope) => Json;

/** Compiles the expression at `item` of a list's entry. Throws SETTING_WRONG or what compiling throws, at its place. */
export function readFormula(
  entry: ListEntry,
  list: FieldManifest,
  item: FieldManifest,
  parameters: string[],
): { source: string; evaluate: Formula } {
  const source = readItemText(entry, list, item);
  const compile = () => compileFormula(source, { parameters });
  return { source, evaluate: compileSetting(`${entry.path}.${item.key}`, compile).evaluate };
}
