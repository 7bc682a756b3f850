import { MillraceError } from '../errors/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { CompileOptions } from './compile/compilation.ts';
import type { Compiled } from './compiled.ts';
import type { EvaluationScope } from './scope.ts';
import { compileTemplate } from './template.ts';
import { setOwn } from './values.ts';

/** A compiled value. `constant` is its value when no string in it holds an expression. */
export type CompiledValue = Compiled & { readonly constant?: Json };

type Build = (scope: EvaluationScope) => Json;
type Node = { build: Build; constant?: Json };
type Uses = { references: Set<string>; parameters: Set<string> };

/**
 * Compiles every string at any depth of a JSON value as a template; keys stay as they are. Parts without expressions
 * are copied once, frozen, and shared by all results.
 * @throws MillraceError EXPRESSION_SYNTAX, EXPRESSION_UNKNOWN_NAME or EXPRESSION_LIMIT; its data say `path`, the keys
 * and places that lead to the string.
 */
export function compileValue(value: Json, options: CompileOptions = {}): CompiledValue {
  const uses: Uses = { references: new Set(), parameters: new Set() };
  const { build, constant } = compileAt(value, [], options, uses);
  const shared = { evaluate: build, references: [...uses.references], parameters: [...uses.parameters] };
  return constant === undefined ? shared : { ...shared, constant };
}

function compileAt(value: Json, path: readonly (string | number)[], options: CompileOptions, uses: Uses): Node {
  if (typeof value === 'string') return compileText(value, path, options, uses);
  if (value === null || typeof value !== 'object') return constantOf(value);
  if (Array.isArray(value)) {
    return compileList(value.map((item, index) => compileAt(item, [...path, index], options, uses)));
  }
  return compileMap(
    Object.keys(value).map((name) => [name, compileAt(value[name] ?? null, [...path, name], options, uses)]),
  );
}

function compileText(text: string, path: readonly (string | number)[], options: CompileOptions, uses: Uses): Node {
  try {
    const { evaluate, references, parameters, constant } = compileTemplate(text, options);
    for (const name of references) uses.references.add(name);
    for (const name of parameters) uses.parameters.add(name);
    return constant === undefined ? { build: evaluate } : constantOf(constant);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    throw new MillraceError(error.code, { ...error.data, path: [...path] }, { cause: error });
  }
}

function compileList(items: readonly Node[]): Node {
  const constants = items.flatMap((item) => (item.constant === undefined ? [] : [item.constant]));
  if (constants.length === items.length) return constantOf(Object.freeze(constants) as Json[]);
  const builders = items.map((item) => item.build);
  return { build: (scope) => builders.map((build) => build(scope)) };
}

function compileMap(entries: readonly (readonly [string, Node])[]): Node {
  const buildWith = (read: (node: Node) => Json): JsonObject => {
    const map: JsonObject = {};
    for (const [name, node] of entries) setOwn(map, name, read(node));
    return map;
  };
  if (entries.every(([, node]) => node.constant !== undefined)) {
    return constantOf(Object.freeze(buildWith((node) => node.constant ?? null)));
  }
  return { build: (scope) => buildWith((node) => node.build(scope)) };
}

function constantOf(constant: Json): Node {
  return { build: () => constant, constant };
}
