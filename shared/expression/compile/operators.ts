import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { typeError } from '../errors.ts';
import { describeKind } from '../values.ts';
import { addValues, calculate, keepFinite, type Sides } from './arithmetic.ts';
import { isIn } from './comparison.ts';
import type { Compilation, CompiledNode, Evaluate, Operation } from './compilation.ts';
import { compileEquality } from './equality.ts';
import { compileOrder } from './order.ts';
import { asTruth, asTruthOf, showSpan, yieldsTruth } from './truth.ts';

type OperatorNode = Extract<ASTNode, { op: BinaryOperator | '||' | '&&' }>;
/** Chains longer than this (`a + b + c …`) are worked out in a loop instead of by nested calls. */
const LONGEST_NESTED_CHAIN = 4;

/**
 * Compiles a chain of operators of two sides. The parser nests them to the left however long the chain is, so the left
 * spine is walked in a loop.
 */
export function compileOperators(root: OperatorNode, compilation: Compilation): CompiledNode {
  const spine: OperatorNode[] = [];
  let innermost: ASTNode = root;
  while (isOperator(innermost)) {
    spine.unshift(innermost);
    innermost = innermost.args[0];
  }
  const nodes = compileLeftmost(innermost, spine, compilation);
  if (spine.length <= LONGEST_NESTED_CHAIN) {
    return { evaluate: nodes.operations.reduce((left, operation) => operation(left), nodes.first) };
  }
  return { evaluate: compileLoop(nodes.first, nodes.operations) };
}

function compileLeftmost(innermost: ASTNode, spine: readonly OperatorNode[], compilation: Compilation) {
  const isNullTest = spine[0]?.op === '==' || spine[0]?.op === '!=' ? isNullLiteral(spine[0].args[1]) : false;
  const first = compilation.compile(innermost, isNullTest ? 'quiet' : 'normal').evaluate;
  return { first, operations: spine.map((node) => compileOperation(node, compilation)) };
}

/** The value so far is handed from one operation to the next through a cell of the evaluation's own. */
function compileLoop(first: Evaluate, operations: readonly Operation[]): Evaluate {
  return (frame) => {
    let value = first(frame);
    const readValue: Evaluate = () => value;
    for (const operation of operations) value = operation(readValue)(frame);
    return value;
  };
}

function compileOperation(node: OperatorNode, compilation: Compilation): Operation {
  const [leftNode, rightNode] = node.args;
  if (node.op === '&&' || node.op === '||') return compileLogic(node, compilation);
  if (node.op === '==' || node.op === '!=') return compileEqualityOrNullTest(node, compilation);
  const { constant, evaluate: right } = compilation.compile(rightNode);
  const sides = { left: compilation.span(leftNode), right: compilation.span(rightNode), both: compilation.span(node) };
  switch (node.op) {
    case '+':
      // Lists can be added, too.
      compilation.buildsStructures = true;
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        if (typeof a === 'number' && typeof b === 'number') return keepFinite(a + b, sides);
        return addValues(a, b, sides, frame);
      };
    case '*':
      if (typeof constant === 'number') return multiplyBy(constant, sides);
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        if (typeof a === 'number' && typeof b === 'number') return keepFinite(a * b, sides);
        return calculate('*', a, b, sides);
      };
    case '-':
    case '/':
    case '%': {
      const { op } = node;
      return (left) => (frame) => calculate(op, left(frame), right(frame), sides);
    }
    case 'in':
      return compileContainment(right, sides);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compileOrder(node.op, right, compilation.slice(node.start, node.end));
  }
}

function multiplyBy(factor: number, sides: Sides): Operation {
  return (left) => (frame) => {
    const value = left(frame);
    return typeof value === 'number' ? keepFinite(value * factor, sides) : calculate('*', value, factor, sides);
  };
}

function compileContainment(right: Evaluate, sides: Sides): Operation {
  return (left) => (frame) => {
    const value = left(frame);
    const container = right(frame);
    const result = isIn(value, container, frame);
    if (result !== undefined) return result;
    throw typeError(
      sides.right,
      `“in” needs a list, but ${showSpan(sides.right)} is ${describeKind(container)}.`,
      'To look for a part of a text, use contains(text, part).',
    );
  };
}

/** Against a written `null`, `==` and `!=` ask whether there is a value. */
function compileEqualityOrNullTest(node: OperatorNode, compilation: Compilation): Operation {
  const [leftNode, rightNode] = node.args;
  const wanted = node.op === '==';
  if (isNullLiteral(rightNode)) return (left) => (frame) => (left(frame) === null) === wanted;
  if (!isNullLiteral(leftNode)) return compileEquality(compilation.compile(rightNode), wanted);
  const right = compilation.compile(rightNode, 'quiet').evaluate;
  return () => (frame) => (right(frame) === null) === wanted;
}

function compileLogic(node: OperatorNode, compilation: Compilation): Operation {
  const right = asTruth(node.args[1], compilation);
  if (yieldsTruth(node.args[0])) {
    if (node.op === '&&') return (left) => (frame) => left(frame) === true && right(frame);
    return (left) => (frame) => left(frame) === true || right(frame);
  }
  const truthOf = asTruthOf(compilation.span(node.args[0]));
  if (node.op === '&&') return (left) => (frame) => truthOf(left(frame)) && right(frame);
  return (left) => (frame) => truthOf(left(frame)) || right(frame);
}

function isNullLiteral(node: ASTNode): boolean {
  return node.op === 'value' && node.args === null;
}

const OPERATORS = new Set(['||', '&&', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%']);

function isOperator(node: ASTNode): node is OperatorNode {
  return OPERATORS.has(node.op);
}
