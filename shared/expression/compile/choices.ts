import type { ASTNode } from '@marcbachmann/cel-js';
import { syntaxError } from '../errors.ts';
import { choiceManifests } from '../library/logic.ts';
import { compilePresence } from './access.ts';
import type { Compilation, CompiledNode, CompileMode } from './compilation.ts';
import { asTruth } from './truth.ts';

type ChoiceName = (typeof choiceManifests)[number]['name'];

/** True for a function that decides which of its arguments are worked out. */
export function isChoice(name: string): name is ChoiceName {
  return choiceManifests.some((manifest) => manifest.name === name);
}

/** Compiles `if`, `coalesce` and `has`. */
export function compileChoice(
  name: ChoiceName,
  args: readonly ASTNode[],
  node: ASTNode,
  compilation: Compilation,
  mode: CompileMode,
): CompiledNode {
  switch (name) {
    case 'if':
      return compileIf(args, node, compilation, mode);
    case 'coalesce':
      return compileCoalesce(args, compilation);
    case 'has':
      return compileHas(args, node, compilation);
  }
}

function compileIf(args: readonly ASTNode[], node: ASTNode, compilation: Compilation, mode: CompileMode): CompiledNode {
  const [conditionNode = node, thenNode = node, otherwiseNode] = args;
  const condition = asTruth(conditionNode, compilation);
  const then = compilation.compile(thenNode, mode).evaluate;
  const otherwise = otherwiseNode ? compilation.compile(otherwiseNode, mode).evaluate : () => null;
  return { evaluate: (frame) => (condition(frame) ? then(frame) : otherwise(frame)) };
}

function compileCoalesce(args: readonly ASTNode[], compilation: Compilation): CompiledNode {
  const readers = args.map((argument) => compilation.compile(argument, 'quiet').evaluate);
  return {
    evaluate: (frame) => {
      for (const read of readers) {
        const value = read(frame);
        if (value !== null) return value;
      }
      return null;
    },
  };
}

function compileHas([field]: readonly ASTNode[], node: ASTNode, compilation: Compilation): CompiledNode {
  const presence = field ? compilePresence(field, compilation) : undefined;
  if (presence) return { evaluate: presence };
  throw syntaxError(compilation.span(node), '“has” asks for a field.', 'Write it like this: has(record.Email).');
}
