import type { ASTNode } from '@marcbachmann/cel-js';
import { syntaxError } from '../errors.ts';
import { readIndex, readMember } from './access.ts';
import { compileCall } from './call.ts';
import { type Compilation, type CompiledNode, type CompileMode, constantNode } from './compilation.ts';
import { compileListLiteral, compileMapLiteral } from './literals.ts';
import { compileName } from './names.ts';
import { compileOperators } from './operators.ts';
import { compileNegation, compileNot } from './signs.ts';
import { asTruth } from './truth.ts';

/** Compiles one node of the parser's tree into a closure. */
export function compileNode(node: ASTNode, compilation: Compilation, mode: CompileMode): CompiledNode {
  switch (node.op) {
    case 'value':
      return compileValue(node, compilation);
    case 'id':
      return compileName(compilation.slice(node.start, node.end), node, compilation, mode);
    case '.':
      return readMember(node, compilation, mode);
    case '[]':
      return readIndex(node, compilation, mode);
    case 'call':
      return compileCall(node, node.args[0], node.args[1], compilation, mode);
    case 'rcall':
      return compileCall(node, node.args[0], [node.args[1], ...node.args[2]], compilation, mode);
    case 'list':
      return compileListLiteral(node.args, compilation);
    case 'map':
      return compileMapLiteral(node.args, compilation);
    case '?:':
      return compileConditional(node.args, compilation);
    case '!_':
      return compileNot(node.args, compilation);
    case '-_':
      return compileNegation(node.args, compilation);
    case '.?':
    case '[?]':
      throw syntaxError(compilation.span(node), 'Optional access isn’t needed.', 'A missing field reads as null: a.b');
    default:
      return compileOperators(node, compilation);
  }
}

function compileValue(node: Extract<ASTNode, { op: 'value' }>, compilation: Compilation): CompiledNode {
  const value = node.args;
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return constantNode(value);
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return constantNode(number);
    throw syntaxError(
      compilation.span(node),
      `The number ${compilation.slice(node.start, node.end)} is too long to be exact.`,
      'Write it as text, in quotation marks.',
    );
  }
  throw syntaxError(
    compilation.span(node),
    `“${compilation.slice(node.start, node.end)}” is a kind of value that isn’t used here.`,
    'Write plain numbers and texts, without the letter u or b.',
  );
}

function compileConditional(args: [ASTNode, ASTNode, ASTNode], compilation: Compilation): CompiledNode {
  const condition = asTruth(args[0], compilation);
  const then = compilation.compile(args[1]).evaluate;
  const otherwise = compilation.compile(args[2]).evaluate;
  return { evaluate: (frame) => (condition(frame) ? then(frame) : otherwise(frame)) };
}
