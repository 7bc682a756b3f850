import type { Json, JsonObject } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { describeKind, readOwn, setOwn } from '../values.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';

const map = { name: 'map', type: 'map' } as const;
const fields = { name: 'fields', type: 'any', repeated: true } as const;

/** Map functions. A null map gives null; the maps they are given stay as they are. Only own keys exist. */
export const mapFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'keys',
    group: 'maps',
    label: 'Names of the fields',
    summary: 'The keys of a map, in its order.',
    parameters: [map],
    returns: 'list',
    example: { source: 'keys({"a": 1, "b": 2})', result: ['a', 'b'] },
    run: (frame, value) => listKeys(frame, value),
  }),
  defineFunction({
    name: 'values',
    group: 'maps',
    label: 'Values of the fields',
    summary: 'The values of a map, in its order.',
    parameters: [map],
    returns: 'list',
    example: { source: 'values({"a": 1, "b": 2})', result: [1, 2] },
    run: (frame, value) => listKeys(frame, value).map((name) => value[name] ?? null),
  }),
  defineFunction({
    name: 'get',
    group: 'maps',
    label: 'Get by path',
    summary:
      'The value at a path such as "Owner.Name" or "Items.0.Price"; the third value (else null) when there is none.',
    parameters: [
      { name: 'value', type: 'any' },
      { name: 'path', type: 'text' },
      { name: 'otherwise', type: 'any', optional: true },
    ],
    returns: 'any',
    example: { source: 'get({"Owner": {"Name": "Ada"}}, "Owner.Name")', result: 'Ada' },
    alsoKnownAs: ['lookup', 'path'],
    quiet: true,
    run: (frame, value, path, otherwise = null) => readPath(frame, value, path) ?? otherwise,
  }),
  defineFunction({
    name: 'merge',
    group: 'maps',
    label: 'Merge maps',
    summary: 'One map of several; where names meet, the later map wins. Nulls are skipped.',
    parameters: [{ name: 'maps', type: 'any', repeated: true }],
    returns: 'map',
    example: { source: 'merge({"a": 1, "b": 1}, {"b": 2})', result: { a: 1, b: 2 } },
    alsoKnownAs: ['assign', 'extend'],
    run: mergeMaps,
  }),
  defineFunction({
    name: 'pick',
    group: 'maps',
    label: 'Keep some fields',
    summary: 'The map with only the named fields (several names, or a list of them), in the order they are named.',
    parameters: [map, fields],
    returns: 'map',
    example: { source: 'pick({"a": 1, "b": 2, "c": 3}, "a", "c")', result: { a: 1, c: 3 } },
    run: (frame, value, names) => {
      const wanted = readNames(frame, names);
      return copyFields(
        frame,
        value,
        [...wanted].filter((name) => Object.hasOwn(value, name)),
      );
    },
  }),
  defineFunction({
    name: 'omit',
    group: 'maps',
    label: 'Leave fields out',
    summary: 'The map without the named fields (several names, or a list of them).',
    parameters: [map, fields],
    returns: 'map',
    example: { source: 'omit({"a": 1, "b": 2, "c": 3}, ["b"])', result: { a: 1, c: 3 } },
    alsoKnownAs: ['without', 'except'],
    run: (frame, value, names) => {
      const unwanted = readNames(frame, names);
      return copyFields(
        frame,
        value,
        listKeys(frame, value).filter((name) => !unwanted.has(name)),
      );
    },
  }),
];

function listKeys(frame: EvaluationFrame, map: JsonObject): string[] {
  const names = Object.keys(map);
  frame.buildItems(names.length);
  frame.spend(4 * names.length);
  return names;
}

function copyFields(frame: EvaluationFrame, from: JsonObject, names: readonly string[]): JsonObject {
  frame.buildItems(4 * names.length);
  frame.spend(60 * names.length);
  const copy: JsonObject = {};
  for (const name of names) setOwn(copy, name, from[name] ?? null);
  return copy;
}

function mergeMaps(frame: EvaluationFrame, maps: Json[]): JsonObject {
  const merged: JsonObject = {};
  for (const map of maps) {
    if (map === null) continue;
    if (typeof map !== 'object' || Array.isArray(map)) {
      return frame.fail(
        `one of its values is ${describeKind(map)}`,
        'Give it maps, such as record or {"Name": "Ada"}.',
      );
    }
    for (const name of listKeys(frame, map)) setOwn(merged, name, map[name] ?? null);
    frame.buildItems(4 * Object.keys(map).length);
    frame.spend(20 * Object.keys(map).length);
  }
  return merged;
}

function readNames(frame: EvaluationFrame, values: readonly Json[]): Set<string> {
  const names = new Set<string>();
  for (const name of values.flat()) {
    if (typeof name === 'string') names.add(name);
    else if (name !== null) frame.fail(`a field’s name can’t be ${describeKind(name)}`, 'Write the names as texts.');
  }
  frame.buildItems(2 * names.size);
  frame.spend(8 * names.size);
  return names;
}

function readPath(frame: EvaluationFrame, value: Json, path: string): Json | undefined {
  frame.spendText(path.length * 8);
  let current: Json | undefined = value;
  for (const name of path.split('.')) {
    if (current === null || typeof current !== 'object') return undefined;
    if (Array.isArray(current)) current = /^\d{1,9}$/.test(name) ? current[Number(name)] : undefined;
    else current = readOwn(current, name);
    if (current === undefined) return undefined;
  }
  return current ?? undefined;
}
