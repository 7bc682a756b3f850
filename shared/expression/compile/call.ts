import type { ASTNode } from '@marcbachmann/cel-js';
import { syntaxError, unknownNameError } from '../errors.ts';
import { EvaluationFrame } from '../frame.ts';
import type { ExpressionFunction, FunctionManifest } from '../library/define-function.ts';
import { callableFunctions, functionLibrary, functionSynonyms } from '../library/library.ts';
import { suggestSentence } from '../suggest-names.ts';
import { convertArgument } from './arguments.ts';
import { compileChoice, isChoice } from './choices.ts';
import type { Compilation, CompiledNode, CompileMode, Evaluate } from './compilation.ts';
import { compileMacro, isMacro } from './macros.ts';

const manifests: ReadonlyMap<string, FunctionManifest> = new Map(functionLibrary.map((entry) => [entry.name, entry]));

/** Compiles `name(a, b)`, and `a.name(b)`, which is the same. */
export function compileCall(
  node: ASTNode,
  parsedName: string,
  args: readonly ASTNode[],
  compilation: Compilation,
  mode: CompileMode,
): CompiledNode {
  const name = node.op === 'call' ? compilation.slice(node.start, node.start + parsedName.length) : parsedName;
  const manifest = manifests.get(name);
  if (!manifest) throw unknownFunction(name, node, compilation);
  checkCount(manifest, args, node, compilation);
  if (isMacro(name)) return compileMacro(name, args, compilation);
  if (isChoice(name)) return compileChoice(name, args, node, compilation, mode);
  const definition = callableFunctions.get(name);
  if (!definition) throw unknownFunction(name, node, compilation);
  return { evaluate: compileFunction(definition, args, node, compilation) };
}

function compileFunction(
  definition: ExpressionFunction,
  nodes: readonly ASTNode[],
  node: ASTNode,
  compilation: Compilation,
): Evaluate {
  if (definition.returns === 'list' || definition.returns === 'map') compilation.buildsStructures = true;
  const site = { ...compilation.span(node), name: definition.name };
  const compiled = nodes.map((argument) => compilation.compile(argument, definition.quiet ? 'quiet' : 'normal'));
  definition.check?.(
    checkingFrame(site),
    compiled.map((argument) => argument.constant),
  );
  const converted = compiled.map((argument, index) => {
    const parameter = definition.parameters[Math.min(index, definition.parameters.length - 1)];
    const span = compilation.span(nodes[index] ?? node);
    return parameter ? convertArgument(argument.evaluate, parameter, definition.name, span) : argument.evaluate;
  });
  return bindArguments(definition, converted, site);
}

/** A frame for checking constants: it can fail and spend like any other, and no check reads the scope. */
function checkingFrame(site: EvaluationFrame['site'] & object): EvaluationFrame {
  const scope = {
    record: {},
    parameters: {},
    trigger: null,
    vars: {},
    run: { id: '', startedAt: '' },
    now: () => 0,
    uuid: () => '',
  };
  const frame = new EvaluationFrame(scope, site.text, 0);
  frame.site = site;
  return frame;
}

/** Calls with one and two plain arguments, the usual ones, need no list of them. */
function bindArguments(
  definition: ExpressionFunction,
  args: readonly Evaluate[],
  site: EvaluationFrame['site'],
): Evaluate {
  const { parameters } = definition;
  // Checked by `checkCount` and `convertArgument`; the parameters' types can't be followed through a table.
  const run = definition.run as unknown as (frame: EvaluationFrame, ...values: unknown[]) => ReturnType<Evaluate>;
  const whenNull = definition.returns === 'boolean' ? false : null;
  const passesNull = parameters.map((parameter) => parameter.type === 'any');
  const isOptional = parameters.map((parameter) => parameter.optional === true);
  const [first, second] = args;
  if (args.length === 1 && first && !parameters[0]?.repeated) {
    const keepsNull = passesNull[0];
    return (frame) => {
      const value = first(frame);
      if (value === null && !keepsNull) return whenNull;
      frame.site = site;
      return run(frame, value);
    };
  }
  if (args.length === 2 && first && second && !isOptional[1] && !parameters[1]?.repeated && !parameters[0]?.repeated) {
    const [keepsFirst, keepsSecond] = passesNull;
    return (frame) => {
      const a = first(frame);
      const b = second(frame);
      if ((a === null && !keepsFirst) || (b === null && !keepsSecond)) return whenNull;
      frame.site = site;
      return run(frame, a, b);
    };
  }
  const repeatedAt = parameters.findIndex((parameter) => parameter.repeated);
  return (frame) => {
    const values: unknown[] = [];
    for (const [index, read] of args.entries()) {
      const at = Math.min(index, parameters.length - 1);
      const value = read(frame);
      if (value !== null || passesNull[at]) values.push(value);
      else if (isOptional[at]) values.push(undefined);
      else return whenNull;
    }
    frame.site = site;
    if (repeatedAt >= 0) return run(frame, ...values.slice(0, repeatedAt), values.slice(repeatedAt));
    return run(frame, ...values);
  };
}

function checkCount(manifest: FunctionManifest, args: readonly ASTNode[], node: ASTNode, compilation: Compilation) {
  const { name, parameters } = manifest;
  const repeated = parameters.some((parameter) => parameter.repeated);
  const least = parameters.filter((parameter) => !parameter.optional).length;
  // CEL's `map` may have a condition between the name of the item and its new value.
  const most = repeated ? Number.POSITIVE_INFINITY : parameters.length + (name === 'map' ? 1 : 0);
  if (args.length >= least && args.length <= most) return;
  const usage = `${name}(${parameters.map(describeParameter).join(', ')})`;
  throw syntaxError(
    compilation.span(node),
    `“${name}” has ${args.length === 1 ? '1 value' : `${args.length} values`}, which doesn’t fit.`,
    `Use it like this: ${usage}`,
  );
}

function describeParameter({ name, optional, repeated }: FunctionManifest['parameters'][number]): string {
  return `${name}${optional ? '?' : ''}${repeated ? ', …' : ''}`;
}

function unknownFunction(name: string, node: ASTNode, compilation: Compilation) {
  const span = compilation.span(node);
  const start = node.op === 'call' ? span.start : span.text.indexOf(name, compilation.span(receiverOf(node)).end);
  const synonym = functionSynonyms.get(name) ?? functionSynonyms.get(name.toLowerCase());
  return unknownNameError(
    { text: span.text, start, end: start + name.length },
    'function',
    name,
    synonym
      ? `Did you mean “${synonym}”?`
      : suggestSentence(name, manifests.keys(), 'Choose one of the helpers listed beside the formula.'),
  );
}

function receiverOf(node: ASTNode): ASTNode {
  return node.op === 'rcall' ? node.args[1] : node;
}
