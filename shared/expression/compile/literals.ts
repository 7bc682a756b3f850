import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json, JsonObject } from '../../json/json.ts';
import { syntaxError, typeError } from '../errors.ts';
import { describeKind, setOwn } from '../values.ts';
import { type Compilation, type CompiledNode, constantNode } from './compilation.ts';
import { showSpan } from './truth.ts';

/** Compiles `[a, b]`; a list of constants is built once. */
export function compileListLiteral(nodes: readonly ASTNode[], compilation: Compilation): CompiledNode {
  const items = nodes.map((node) => compilation.compile(node));
  const constants = items.flatMap((item) => (item.constant === undefined ? [] : [item.constant]));
  if (constants.length === items.length) return constantNode(Object.freeze(constants) as Json[]);
  compilation.buildsStructures = true;
  const readers = items.map((item) => item.evaluate);
  return {
    evaluate: (frame) => {
      frame.buildItems(readers.length);
      return readers.map((read) => read(frame));
    },
  };
}

/** Compiles `{"a": b}`; a map of constants is built once. Keys are texts, numbers count as their text. */
export function compileMapLiteral(
  entries: readonly (readonly [ASTNode, ASTNode])[],
  compilation: Compilation,
): CompiledNode {
  const compiled = entries.map(([key, value]) => ({
    key: compilation.compile(key),
    value: compilation.compile(value),
    span: compilation.span(key),
  }));
  const seen = new Set<string>();
  for (const { key, span } of compiled) {
    if (key.constant === undefined) continue;
    const name = String(key.constant);
    if (seen.has(name)) throw syntaxError(span, `The key “${name}” stands twice in a map.`, 'Remove one of them.');
    seen.add(name);
  }
  const build = (read: (node: CompiledNode) => Json): JsonObject => {
    const map: JsonObject = {};
    for (const { key, value, span } of compiled) {
      const name = read(key);
      if (typeof name !== 'string' && typeof name !== 'number') {
        throw typeError(
          span,
          `A key of a map must be text, but ${showSpan(span)} is ${describeKind(name)}.`,
          `Write a fixed key in quotation marks: {"Name": value}.`,
        );
      }
      setOwn(map, String(name), read(value));
    }
    return map;
  };
  if (compiled.every(({ key, value }) => key.constant !== undefined && value.constant !== undefined)) {
    return constantNode(Object.freeze(build((node) => node.constant ?? null)));
  }
  compilation.buildsStructures = true;
  return {
    evaluate: (frame) => {
      frame.buildItems(4 * compiled.length);
      return build((node) => node.evaluate(frame));
    },
  };
}
