import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../errors/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { compileExpression } from './expression.ts';
import { functionLibrary } from './library/library.ts';
import { makeScope } from './scope.fixture.ts';
import { compileTemplate } from './template.ts';
import { compileValue } from './value.ts';

const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

/** Everything that hangs on the realm's shared objects, so that a change anywhere shows. */
function snapshotPrototypes(): string[] {
  const shared = [Object, Array, String, Number, Boolean, Function, RegExp, Date, Map, Set, Promise, Error];
  const intrinsics = [...shared, ...shared.map((owner) => owner.prototype as object), globalThis, JSON, Math, Reflect];
  return intrinsics.flatMap((owner, index) =>
    // Platforms and test runners hang lazily made helpers on the global object, under symbols.
    ownNames(owner).map((key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
      return `${index} ${String(key)} ${typeof descriptor?.value} ${descriptor?.writable} ${descriptor?.configurable}`;
    }),
  );
}

function ownNames(owner: object): PropertyKey[] {
  return owner === globalThis ? Object.keys(owner) : Reflect.ownKeys(owner);
}

/** True for what JSON can hold and nothing else: plain or null prototypes, no functions, no undefined. */
function isPlainJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isPlainJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.values(value).every(isPlainJson);
}

/** Compiles and evaluates; a MillraceError of the expression family is an answer, anything else is a failure. */
function attempt(source: string, record: JsonObject): Json | undefined {
  try {
    return compileExpression(source).evaluate(makeScope(record));
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    expect(error.code).toMatch(/^EXPRESSION_(SYNTAX|LIMIT|TYPE|UNKNOWN_NAME|FUNCTION)$/);
    expect(error.message).not.toBe('');
    return undefined;
  }
}

const name = fc.constantFrom('a', 'b', 'Items', 'x', 'record', 'vars', 'trigger', 'run', ...HOSTILE_NAMES);
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const record = fc.dictionary(fc.oneof(name, fc.string({ maxLength: 6 })), json, { maxKeys: 6 }).map((map) => {
  const copy: unknown = JSON.parse(JSON.stringify(map));
  return copy as JsonObject;
});
const literal = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((value) => String(value)),
  fc.string({ maxLength: 8 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('true', 'false', 'null', '[]', '{}', '"2026-07-14"', '"12"', '"(a+)+$"', '"dd.MM.yyyy"'),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    name,
    literal,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', 'in', '&&', '||'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('expression'), name).map(([owner, key]) => `${owner}.${key}`),
    fc.tuple(tie('expression'), tie('expression')).map(([owner, key]) => `${owner}[${key}]`),
    fc
      .tuple(
        fc.constantFrom(...functionLibrary.map((entry) => entry.name)),
        fc.array(tie('expression'), { maxLength: 4 }),
      )
      .map(([called, args]) => `${called}(${args.join(', ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('map', 'filter', 'all', 'exists', 'exists_one'), tie('expression'))
      .map(([list, macro, body]) => `${list}.${macro}(x, ${body})`),
    fc.tuple(name, tie('expression')).map(([key, value]) => `{"${key}": ${value}}`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(fc.constantFrom('!', '-'), tie('expression')).map(([sign, value]) => `${sign}${value}`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

describe('safety of expressions', () => {
  it('S26 S27 random expressions over random records fail only in words, give only JSON and change nothing', () => {
    const before = snapshotPrototypes();
    fc.assert(
      fc.property(expression, record, (source, data) => {
        const original = JSON.stringify(data);
        const value = attempt(source, data);
        if (value !== undefined) expect(isPlainJson(value)).toBe(true);
        expect(JSON.stringify(data)).toBe(original);
      }),
      { numRuns: 5_000 },
    );
    expect(snapshotPrototypes()).toEqual(before);
  });

  it('S27 random text as expression or template fails only in words', () => {
    const pieces = fc.array(
      fc.oneof(
        name,
        literal,
        fc.constantFrom(
          '(',
          ')',
          '[',
          ']',
          '{',
          '}',
          '{{',
          '}}',
          '\\',
          '"',
          "'",
          '.',
          ',',
          '?',
          ':',
          '//',
          ' ',
          '\n',
          '!',
          '-',
          '&&',
          '=',
          'if(',
          'r"',
          '"""',
          'é',
          '\u0000',
        ),
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pieces, record, (parts, data) => {
        const source = parts.join('');
        attempt(source, data);
        try {
          compileTemplate(source).evaluate(makeScope(data));
        } catch (error) {
          expect(error).toBeInstanceOf(MillraceError);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('S26 10,000 random objects pass through values and functions without touching a prototype', () => {
    const before = snapshotPrototypes();
    const compiled = compileExpression(
      'merge(record, {"__proto__": {"polluted": 1}}, pick(record, keys(record)), omit(record, "a"))',
    );
    fc.assert(
      fc.property(record, (data) => {
        const merged = compiled.evaluate(makeScope(data)) as JsonObject;
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
        expect(Object.getOwnPropertyDescriptor(merged, '__proto__')?.value).toBeDefined();
        fc.pre(!JSON.stringify(data).includes('{{'));
        const filled = compileValue({ a: data, b: '{{ record }}' }).evaluate(makeScope(data)) as JsonObject;
        expect(Object.getPrototypeOf(filled.a)).toBe(Object.prototype);
      }),
      { numRuns: 10_000 },
    );
    expect(snapshotPrototypes()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(HOSTILE_NAMES)('S27 reads %s as an ordinary missing field, however it is reached', (hostile) => {
    const data = { m: {}, l: [1], t: 'text', n: 1, b: true };
    for (const source of [
      hostile,
      `record.${hostile}`,
      `record["${hostile}"]`,
      `record["${hostile.slice(0, 3)}" + "${hostile.slice(3)}"]`,
      `m.${hostile}.${hostile}`,
      `l.${hostile}`,
      `t.${hostile}`,
      `n["${hostile}"]`,
      `b.${hostile}`,
      `vars.${hostile}`,
      `trigger.${hostile}`,
      `run["${hostile}" + ""]`,
      `"".${hostile}`,
      `[].${hostile}`,
      `get(m, "${hostile}.${hostile}")`,
      `first(sortBy([m], "${hostile}"))["${hostile}"]`,
      `merge(m, m)["${hostile}"]`,
      `parseJson("{}")["${hostile}"]`,
      `[m].map(${hostile}, ${hostile}.${hostile})[0]`,
    ]) {
      expect([source, attempt(source, data)]).toEqual([source, null]);
    }
    expect(attempt(`"${hostile}" in m || has(m.${hostile}) || has(record["${hostile}"])`, data)).toBe(false);
  });

  it('S27 calls nothing that a value or the realm offers', () => {
    for (const source of [
      'constructor("return 1")',
      'record.constructor.constructor("return process")()',
      '"".constructor("x")',
      '[].filter.constructor("x")',
      'record.toString()',
      'Items.push(1)',
      'eval("1")',
      'process.exit(1)',
      'globalThis.process',
      'this.constructor',
      'cel.bind(x, 1, x)',
      'dyn(1)',
      'type(1)',
    ]) {
      expect([source, attempt(source, { Items: [1] }) ?? null]).toEqual([source, null]);
    }
  });

  it('S26 keeps a field named __proto__ an ordinary field', () => {
    const data = JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as JsonObject;
    expect(attempt('__proto__.a', data)).toBe(1);
    expect(attempt('json({"__proto__": b})', data)).toBe('{"__proto__":2}');
    expect(attempt('keys(record)', data)).toEqual(['__proto__', 'b']);
    expect(JSON.stringify(compileValue(data).evaluate(makeScope()))).toBe('{"__proto__":{"a":1},"b":2}');
  });

  it('S27 evaluations know nothing of each other', () => {
    const compiled = compileExpression('[Secret, coalesce(x, "none")].map(x, x)');
    expect(compiled.evaluate(makeScope({ Secret: 'one', x: 'two' }))).toEqual(['one', 'two']);
    expect(compiled.evaluate(makeScope({ Secret: null }))).toEqual([null, 'none']);
  });

  it('S26 works on records without a prototype', () => {
    const bare = Object.assign(Object.create(null) as JsonObject, {
      a: Object.assign(Object.create(null) as JsonObject, { b: 1 }),
    });
    expect(attempt('a.b + size(keys(a)) + size(merge(record, a))', bare)).toBe(4);
  });
});
