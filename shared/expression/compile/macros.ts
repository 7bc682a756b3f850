import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../json/json.ts';
import { type SourceSpan, syntaxError, typeError } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import { macroManifests } from '../library/macros.ts';
import { describeKind } from '../values.ts';
import type { Compilation, CompiledNode, Evaluate } from './compilation.ts';
import { isScopeName } from './names.ts';
import { asTruth, showSpan } from './truth.ts';

type MacroName = (typeof macroManifests)[number]['name'];
type Test = (frame: EvaluationFrame) => boolean;
/** Reads the items to visit; null for a null list. */
type ReadItems = (frame: EvaluationFrame) => readonly Json[] | null;
/** Makes an item the variable's value, after counting it. */
type Visit = (frame: EvaluationFrame, item: Json) => void;

/** True for a function whose second part names a variable. */
export function isMacro(name: string): name is MacroName {
  return macroManifests.some((manifest) => manifest.name === name);
}

/** Compiles CEL's macros into loops over a slot of the evaluation's variables. */
export function compileMacro(name: MacroName, args: readonly ASTNode[], compilation: Compilation): CompiledNode {
  const [listNode, variableNode, ...bodyNodes] = args;
  const body = bodyNodes.at(-1);
  if (!listNode || !variableNode || !body) throw new TypeError(`${name} was compiled without its parts`);
  const readItems = compileItems(name, listNode, compilation);
  const variable = readVariable(name, variableNode, compilation);
  return compilation.withVariable(variable, (slot) => {
    const weight = countNodes(bodyNodes);
    const visit: Visit = (frame, item) => {
      frame.iterate(weight);
      frame.locals[slot] = item;
    };
    if (name !== 'map') return { evaluate: compileTest(name, readItems, visit, asTruth(body, compilation)) };
    compilation.buildsStructures = true;
    const condition = bodyNodes.length > 1 && bodyNodes[0] ? asTruth(bodyNodes[0], compilation) : () => true;
    return { evaluate: mapItems(readItems, visit, condition, compilation.compile(body).evaluate) };
  });
}

function compileTest(name: Exclude<MacroName, 'map'>, readItems: ReadItems, visit: Visit, test: Test): Evaluate {
  const visitAndTest = (frame: EvaluationFrame, item: Json) => {
    visit(frame, item);
    return test(frame);
  };
  switch (name) {
    case 'filter':
      return (frame) => {
        const kept = readItems(frame)?.filter((item) => visitAndTest(frame, item)) ?? null;
        frame.buildItems(kept?.length ?? 0);
        return kept;
      };
    case 'exists':
      return (frame) => readItems(frame)?.some((item) => visitAndTest(frame, item)) ?? false;
    case 'all':
      return (frame) => readItems(frame)?.every((item) => visitAndTest(frame, item)) ?? false;
    case 'exists_one':
      return (frame) => countMatches(frame, readItems(frame) ?? [], visitAndTest) === 1;
  }
}

function mapItems(readItems: ReadItems, visit: Visit, condition: Test, change: Evaluate): Evaluate {
  return (frame) => {
    const items = readItems(frame);
    if (items === null) return null;
    const changed: Json[] = [];
    for (const item of items) {
      visit(frame, item);
      if (condition(frame)) changed.push(change(frame));
    }
    frame.buildItems(changed.length);
    return changed;
  };
}

function countMatches(
  frame: EvaluationFrame,
  items: readonly Json[],
  test: (frame: EvaluationFrame, item: Json) => boolean,
): number {
  let count = 0;
  for (const item of items) if (test(frame, item) && ++count > 1) break;
  return count;
}

function compileItems(name: MacroName, node: ASTNode, compilation: Compilation): ReadItems {
  const { evaluate } = compilation.compile(node);
  const span = compilation.span(node);
  return (frame) => {
    const value = evaluate(frame);
    if (value === null || Array.isArray(value)) return value;
    if (typeof value !== 'object') return refuseItems(name, value, span);
    const names = Object.keys(value);
    frame.buildItems(names.length);
    return names;
  };
}

function refuseItems(name: MacroName, value: Json, span: SourceSpan): never {
  throw typeError(
    span,
    `“${name}” needs a list, but ${showSpan(span)} is ${describeKind(value)}.`,
    'Use a field that holds a list, or make one: [value].',
  );
}

function readVariable(name: MacroName, node: ASTNode, compilation: Compilation): string {
  const variable = node.op === 'id' ? compilation.slice(node.start, node.end) : '';
  if (variable !== '' && !isScopeName(variable)) return variable;
  throw syntaxError(
    compilation.span(node),
    'The first part must be a new name for the item.',
    `Write it like this: Items.${name}(item, item.Price > 10).`,
  );
}

/** How many nodes the parts have: what one visit costs at most, apart from what functions in it count themselves. */
function countNodes(nodes: readonly ASTNode[]): number {
  const waiting: unknown[] = [...nodes];
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...next);
    else if (typeof next === 'object' && next !== null && 'op' in next && 'args' in next) {
      count++;
      waiting.push(next.args);
    }
  }
  return count;
}
