import { isJsonObject } from '../json/json.ts';
import type { FlowDocument } from './document.ts';
import { executionOrder } from './graph.ts';

/** How the keys of an object stand: the known ones in this order, then all others sorted by code unit. */
type KeyOrder = { kind: 'form'; keys: Record<string, Shape> } | { kind: 'map'; values: Shape } | { kind: 'asIs' };
type Shape = KeyOrder | { kind: 'list'; items: Shape };

const form = (keys: Record<string, Shape>): Shape => ({ kind: 'form', keys });
const map = (values: Shape): Shape => ({ kind: 'map', values });
const list = (items: Shape): Shape => ({ kind: 'list', items });

/** Any JSON: objects in it are maps, all the way down. */
const any: Shape = { kind: 'form', keys: {} };
/** Records keep the order of their fields, which is the order of a table's columns. */
const records: Shape = list({ kind: 'asIs' });

/** The order of keys at every level, as flow-format.md draws the document. */
const documentShape: Shape = form({
  format: any,
  id: any,
  name: any,
  description: any,
  connections: map(form({ connector: any, needs: form({ objects: any, access: any }) })),
  parameters: list(form({ name: any, type: any, default: any, label: any, help: any })),
  steps: list(
    form({
      id: any,
      type: any,
      name: any,
      connection: any,
      settings: any,
      onError: any,
      retry: form({ attempts: any }),
      timeoutSeconds: any,
      disabled: any,
      notes: any,
    }),
  ),
  edges: list(form({ from: any, port: any, to: any, toPort: any })),
  settings: form({ retention: any, durable: any, batchSize: any, overlap: any, timeoutSeconds: any }),
  layout: form({ steps: map(any), connections: map(any), notes: any, groups: any }),
  pinned: map(records),
});

/**
 * The canonical text of a flow (flow-format.md): two-space indent, `\n` at the end, known keys in the document's order
 * and others sorted after them, maps sorted by key, steps in execution order. Lists of lines, parameters and records
 * keep their order. Equal documents give equal bytes, and `formatFlow(parseFlow(x)) === x` for a canonical `x`.
 */
export function formatFlow(document: FlowDocument): string {
  return `${write({ ...document, steps: executionOrder(document) }, documentShape, '')}\n`;
}

function write(value: unknown, shape: Shape, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = shape.kind === 'list' ? shape.items : shape.kind === 'asIs' ? shape : any;
    return `[\n${value.map((item) => inner + write(item, items, inner)).join(',\n')}\n${indent}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  const lines = orderedKeys(value, shape).map(
    (key) => `${inner}${JSON.stringify(key)}: ${write(value[key], shapeOf(shape, key), inner)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function orderedKeys(value: object, shape: Shape): string[] {
  const present = Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [key]));
  if (shape.kind === 'asIs') return present;
  if (shape.kind !== 'form') return present.sort(byCodeUnit);
  const known = Object.keys(shape.keys).filter((key) => present.includes(key));
  return [...known, ...present.filter((key) => !Object.hasOwn(shape.keys, key)).sort(byCodeUnit)];
}

function shapeOf(shape: Shape, key: string): Shape {
  if (shape.kind === 'map') return shape.values;
  if (shape.kind === 'form' && Object.hasOwn(shape.keys, key)) return shape.keys[key] ?? any;
  return shape.kind === 'asIs' ? shape : any;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
