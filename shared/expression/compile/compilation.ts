import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../json/json.ts';
import { limitError, type SourceSpan } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import type { ParsedExpression, SourcePart } from '../language/parse.ts';
import { expressionLimits } from '../limits.ts';

/** A compiled part of an expression: its value in one evaluation. */
export type Evaluate = (frame: EvaluationFrame) => Json;

/** What is known when an expression is compiled. */
export type CompileOptions = {
  /** Names of the flow's parameters. */
  parameters?: readonly string[];
  /** Names of the record's fields where they are known for sure; any other bare name is then refused. */
  fields?: readonly string[];
};

/** An operator of two sides, with its left side taken from outside. */
export type Operation = (left: Evaluate) => Evaluate;

/** A compiled node: how to work it out, and its value when that is the same in every evaluation. */
export type CompiledNode = { evaluate: Evaluate; constant?: Json };

/** How a node is read: `quiet` reads missing fields without a warning. */
export type CompileMode = 'normal' | 'quiet';

/** The work of compiling one expression: its text, what it refers to, the macro variables in sight. */
export class Compilation {
  readonly part: SourcePart;
  readonly options: CompileOptions;
  /** Fields of the record that the expression reads. */
  readonly references = new Set<string>();
  /** Parameters that the expression reads. */
  readonly parameters = new Set<string>();
  /** The most macro variables alive at once. */
  slots = 0;
  /** True when the expression builds lists or maps, so that its result may be larger than what it reads. */
  buildsStructures = false;
  private readonly variables: string[] = [];
  private readonly compileNode: (node: ASTNode, compilation: Compilation, mode: CompileMode) => CompiledNode;
  private depth = 0;

  constructor(parsed: ParsedExpression, options: CompileOptions, compileNode: Compilation['compileNode']) {
    this.part = parsed.part;
    this.options = options;
    this.compileNode = compileNode;
  }

  /** Compiles a node inside the one being compiled. */
  compile(node: ASTNode, mode: CompileMode = 'normal'): CompiledNode {
    // Levels of grammar between two brackets come on top of the parser's own bound.
    if (++this.depth > 16 * expressionLimits.depth) throw limitError(this.part.text, '64 levels of nesting');
    const compiled = this.compileNode(node, this, mode);
    this.depth--;
    return compiled;
  }

  /** Where a node stands in the whole text. */
  span(node: { start: number; end: number }): SourceSpan {
    return { text: this.part.text, start: this.part.start + node.start, end: this.part.start + node.end };
  }

  /** The text between two offsets of the expression, as its author wrote it. */
  slice(start: number, end: number): string {
    return this.part.text.slice(this.part.start + start, this.part.start + end);
  }

  /** The slot of the innermost macro variable of that name; undefined when there is none. */
  findVariable(name: string): number | undefined {
    const slot = this.variables.lastIndexOf(name);
    return slot < 0 ? undefined : slot;
  }

  /** Runs `work` with one more macro variable in sight, and gives `work` its slot. */
  withVariable<Result>(name: string, work: (slot: number) => Result): Result {
    this.variables.push(name);
    this.slots = Math.max(this.slots, this.variables.length);
    try {
      return work(this.variables.length - 1);
    } finally {
      this.variables.pop();
    }
  }
}

/** A node whose value is the same in every evaluation. Lists and maps in it are frozen, since all evaluations share it. */
export function constantNode(value: Json): CompiledNode {
  return { evaluate: () => value, constant: value };
}
