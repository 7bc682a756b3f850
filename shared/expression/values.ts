import type { Json, JsonObject } from '../json/json.ts';
import type { EvaluationFrame } from './frame.ts';
import { expressionLimits } from './limits.ts';

const NUMERIC_TEXT = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const LONGEST_NUMERIC_TEXT = 400;

/** What a value is, as a person says it in a sentence: “text”, “a number”, “a list”. */
export function describeKind(value: Json): string {
  if (value === null) return 'empty';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return Array.isArray(value) ? 'a list' : 'a map';
}

/** The number that a text spells in decimal notation, blanks around it allowed; undefined when it spells none. */
export function readNumber(text: string): number | undefined {
  if (text.length > LONGEST_NUMERIC_TEXT || !NUMERIC_TEXT.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The truth that a text spells (`true`, `false`, any case, as files write it); undefined when it spells none. */
export function readTruth(text: string): boolean | undefined {
  if (text.length > 5) return undefined;
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** Own property of a map; undefined when it has none of that name, whatever its prototype has. */
export function readOwn(map: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Sets an own property, `__proto__` included, which a plain assignment would take for the prototype. */
export function setOwn(map: JsonObject, name: string, value: Json): void {
  if (name === '__proto__') {
    Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
  } else map[name] = value;
}

/**
 * Equality of the language: numbers equal numeric text (`7 == "7"`), truths equal their text (`true == "TRUE"`), lists
 * and maps by content. Spends a step per compared value.
 */
export function equalValues(a: Json, b: Json, frame: EvaluationFrame, depth = 0): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length !== b.length) return false;
    frame.spendText(a.length);
    return a === b;
  }
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a === 'object') return typeof b === 'object' && equalStructures(a, b, frame, depth);
  if (typeof a === typeof b || typeof b === 'object') return false;
  return typeof a === 'string' ? equalsText(b, a) : typeof b === 'string' && equalsText(a, b);
}

function equalsText(value: string | number | boolean, text: string): boolean {
  return typeof value === 'boolean' ? readTruth(text) === value : readNumber(text) === value;
}

function equalStructures(a: Json[] | JsonObject, b: Json[] | JsonObject, frame: EvaluationFrame, depth: number) {
  if (depth > expressionLimits.valueDepth) frame.exceed('values nested too deeply to compare');
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    frame.spend(a.length + 1);
    return a.every((item, index) => equalValues(item, b[index] ?? null, frame, depth + 1));
  }
  if (Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  frame.spend(2 * names.length + 1);
  return names.every((name) => {
    const other = readOwn(b, name);
    return other !== undefined && equalValues(a[name] ?? null, other, frame, depth + 1);
  });
}

/**
 * A value as text the way templates and `+` join it: null is empty text, lists and maps are JSON. Fails past the bound
 * before a long JSON text is written.
 */
export function showValue(value: Json, frame: EvaluationFrame): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? writeJson(value, frame) : String(value);
}

/** A value as compact JSON, within the bounds. */
export function writeJson(value: Json, frame: EvaluationFrame): string {
  frame.buildText(measureJson(value, frame));
  return JSON.stringify(value);
}

/**
 * About how many characters a value takes as JSON. Fails at the bound without walking further, so a small value that
 * refers to itself many times over costs no more than a large one.
 */
export function measureJson(value: Json, frame: EvaluationFrame): number {
  let characters = 0;
  const visit = (item: Json, depth: number): void => {
    characters += typeof item === 'string' ? item.length + 3 : 5;
    if (characters > expressionLimits.resultCharacters) frame.exceed('10 MB of result');
    if (item === null || typeof item !== 'object') return;
    if (depth >= expressionLimits.valueDepth) frame.exceed(`${expressionLimits.valueDepth} values inside one another`);
    if (Array.isArray(item)) for (const entry of item) visit(entry, depth + 1);
    else {
      for (const name of Object.keys(item)) {
        characters += name.length + 3;
        visit(item[name] ?? null, depth + 1);
      }
    }
  };
  visit(value, 0);
  return characters;
}
