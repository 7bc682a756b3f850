import type { ASTNode } from '@marcbachmann/cel-js';
import { readOperand } from './arithmetic.ts';
import { type Compilation, type CompiledNode, constantNode } from './compilation.ts';
import { asTruth } from './truth.ts';

/** `!`: null counts as false, so that `!` of it is true. */
export function compileNot(operand: ASTNode, compilation: Compilation): CompiledNode {
  const truth = asTruth(operand, compilation);
  return { evaluate: (frame) => !truth(frame) };
}

/** `-` before a value: null stays null, numeric text is a number. */
export function compileNegation(operand: ASTNode, compilation: Compilation): CompiledNode {
  const compiled = compilation.compile(operand);
  const span = compilation.span(operand);
  // Adding zero keeps -0 out: JSON doesn't have it.
  if (typeof compiled.constant === 'number') return constantNode(-compiled.constant + 0);
  return {
    evaluate: (frame) => {
      const number = readOperand(compiled.evaluate(frame), '-', span);
      return number === null ? null : -number + 0;
    },
  };
}
