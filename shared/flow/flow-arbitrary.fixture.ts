import fc from 'fast-check';
import type { JsonObject } from '../json/json.ts';

/** Keys that go wrong where objects are built carelessly, among ordinary ones. */
const awkwardKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '10', '9', '', 'ä', '\u2028');
const key = fc.oneof({ weight: 4, arbitrary: fc.string({ maxLength: 8 }) }, { weight: 1, arbitrary: awkwardKey });

/** A number as it comes out of a JSON text: neither -0 nor one that JSON can't hold. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));

/** An object with these entries as own properties, whatever their names are. */
function objectOf(entries: [string, unknown][]): JsonObject {
  return Object.fromEntries(entries) as JsonObject;
}

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.string({ maxLength: 12 }),
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(objectOf),
  ),
})).value;

/** Unknown keys, prefixed so that they never meet a known one; the awkward ones stay as they are. */
const unknownKey = fc.oneof(
  fc.string({ maxLength: 6 }).map((text) => `x-${text}`),
  awkwardKey,
);
const unknown = fc.array(fc.tuple(unknownKey, json), { maxLength: 2 });

/** A form with some of its optional keys, and unknown ones, in any order. */
function form(
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) }), unknown)
    .chain(([known, more]) => {
      const entries = [...Object.entries(known), ...more];
      return fc.shuffledSubarray(entries, { minLength: entries.length }).map(objectOf);
    });
}

const map = (value: fc.Arbitrary<unknown>): fc.Arbitrary<JsonObject> =>
  fc.array(fc.tuple(key, value), { maxLength: 3 }).map(objectOf);

const text = fc.string({ maxLength: 10 });
const object = map(json);
const place = fc.tuple(number, number);
const stepId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'constructor', '__proto__');

const step = form(
  { id: stepId, type: text, name: text },
  {
    connection: text,
    settings: object,
    onError: fc.constantFrom('stop', 'skip', 'port'),
    retry: form({}, { attempts: fc.nat(9) }),
    timeoutSeconds: fc.integer({ min: 1, max: 900 }),
    disabled: fc.boolean(),
    notes: text,
  },
);

/** Flows of the right form and any content: repeated ids, loops, lines to nowhere, unknown keys at every level. */
export const anyFlow: fc.Arbitrary<JsonObject> = form(
  {
    format: fc.constant('millrace.flow/1'),
    id: text,
    name: text,
    steps: fc.array(step, { maxLength: 6 }),
    edges: fc.array(form({ from: stepId, to: stepId }, { port: text, toPort: text }), { maxLength: 8 }),
  },
  {
    description: text,
    connections: map(
      form(
        { connector: text },
        { needs: form({}, { objects: fc.array(text, { maxLength: 2 }), access: fc.constantFrom('read', 'write') }) },
      ),
    ),
    parameters: fc.array(
      form(
        { name: text, type: fc.constantFrom('text', 'number', 'boolean', 'date', 'json') },
        { default: json, label: text, help: text },
      ),
      { maxLength: 3 },
    ),
    settings: form(
      {},
      {
        retention: fc.constantFrom('full', 'sampled', 'errors', 'none'),
        durable: fc.boolean(),
        batchSize: fc.integer({ min: 1, max: 2000 }),
      },
    ),
    layout: form(
      {},
      {
        steps: map(place),
        connections: map(place),
        notes: fc.array(object),
        groups: fc.array(object, { maxLength: 2 }),
      },
    ),
    pinned: map(fc.array(object, { maxLength: 2 })),
  },
);
