import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../json/json.ts';
import { NOT_KNOWN_YET } from '../../run/plan.ts';
import type { EvaluationFrame } from '../frame.ts';
import { readOwn } from '../values.ts';
import type { Compilation, CompiledNode, CompileMode, Evaluate } from './compilation.ts';
import { compileRunDetail } from './names.ts';

type Access<Op extends '.' | '[]'> = Extract<ASTNode, { op: Op }>;

/** Compiles `a.b`. */
export function readMember(node: Access<'.'>, compilation: Compilation, mode: CompileMode): CompiledNode {
  return readNamed(node.args[0], node.args[1], node, compilation, mode);
}

/** Compiles `a["b"]` and `a[0]`. A place that a list doesn't have is null. */
export function readIndex(node: Access<'[]'>, compilation: Compilation, mode: CompileMode): CompiledNode {
  const [ownerNode, keyNode] = node.args;
  const key = compilation.compile(keyNode);
  if (typeof key.constant === 'string') return readNamed(ownerNode, key.constant, node, compilation, mode);
  const owner = compilation.compile(ownerNode, mode).evaluate;
  const readKey = key.evaluate;
  return { evaluate: (frame) => readAt(owner(frame), readKey(frame)) };
}

/** Whether the field that a node names is there; undefined when the node names none. */
export function compilePresence(node: ASTNode, compilation: Compilation): Evaluate | undefined {
  if (node.op === '.') return presenceOf(node.args[0], node.args[1], compilation);
  if (node.op !== '[]') return undefined;
  const key = compilation.compile(node.args[1]);
  return typeof key.constant === 'string' ? presenceOf(node.args[0], key.constant, compilation) : undefined;
}

function presenceOf(ownerNode: ASTNode, name: string, compilation: Compilation): Evaluate {
  noteReference(ownerNode, name, compilation);
  const owner = compilation.compile(ownerNode, 'quiet').evaluate;
  return (frame) => {
    const value = owner(frame);
    return isMap(value) && readOwn(value, name) !== undefined;
  };
}

function readNamed(
  ownerNode: ASTNode,
  name: string,
  node: { start: number; end: number },
  compilation: Compilation,
  mode: CompileMode,
): CompiledNode {
  if (isBareName(ownerNode, 'run', compilation)) return compileRunDetail(name, compilation.span(node));
  noteReference(ownerNode, name, compilation);
  const owner = compilation.compile(ownerNode, mode).evaluate;
  if (mode === 'quiet') return { evaluate: (frame) => readKeyed(owner(frame), name) ?? null };
  const path = describePath(ownerNode, name, compilation);
  return {
    evaluate: (frame) => {
      const value = owner(frame);
      if (isMap(value)) {
        const member = readOwn(value, name);
        return member === undefined ? frame.missing(path) : member;
      }
      return isUnknown(value) ? value : warnUnlessNull(value, path, frame);
    },
  };
}

/** What is inside null is null without another warning: a missing owner has been reported already. */
function warnUnlessNull(value: Json, path: string, frame: EvaluationFrame): null {
  return value === null ? null : frame.missing(path);
}

function readAt(owner: Json, key: Json): Json {
  if (Array.isArray(owner)) return typeof key === 'number' ? (owner[key] ?? null) : null;
  if (isUnknown(owner)) return owner;
  if (typeof key === 'string' || typeof key === 'number') return readKeyed(owner, String(key)) ?? null;
  return null;
}

function readKeyed(owner: Json, name: string): Json | undefined {
  if (isUnknown(owner)) return owner;
  return isMap(owner) ? readOwn(owner, name) : undefined;
}

/** In a dry run: what is inside something that isn't known yet isn't known either. */
function isUnknown(value: Json): boolean {
  return value === NOT_KNOWN_YET;
}

function isMap(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBareName(node: ASTNode, name: string, compilation: Compilation): boolean {
  return node.op === 'id' && node.args === name && compilation.findVariable(name) === undefined;
}

function noteReference(ownerNode: ASTNode, name: string, compilation: Compilation): void {
  if (isBareName(ownerNode, 'record', compilation)) compilation.references.add(name);
}

/** The name a warning tells: the field's own for `record["Account Name"]`, else the path as written. */
function describePath(ownerNode: ASTNode, name: string, compilation: Compilation): string {
  if (isBareName(ownerNode, 'record', compilation)) return name;
  return `${compilation.slice(ownerNode.start, ownerNode.end)}.${name}`;
}
