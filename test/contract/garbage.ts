import fc from 'fast-check';

/** Any value that a structured clone can carry, with names that reach for prototypes. */
export const anyValue = fc.anything({
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'prototype', 'then', 'toJSON', 'length')),
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withObjectString: true,
  withNullPrototype: true,
  maxDepth: 3,
});

const parts = fc.oneof(anyValue, fc.string(), fc.integer(), fc.constantFrom(null, undefined, '', -1, 1e308, 'x', '{}'));

/** Inputs that begin like those of the contract and then go wrong. */
export const nearInput = fc.record(
  {
    id: parts,
    flowId: parts,
    runId: parts,
    connectionId: parts,
    name: parts,
    text: fc.oneof(parts, fc.json(), fc.constant('{"format":"millrace.flow/1","steps":[{}],"edges":[[]]}')),
    value: parts,
    revision: parts,
    bindings: fc.oneof(parts, fc.dictionary(fc.string(), fc.string())),
    document: fc.oneof(
      parts,
      fc.record({ steps: fc.array(parts), edges: fc.array(parts), name: parts, format: parts, id: parts }),
      fc.record({
        format: fc.constant('millrace.flow/1'),
        id: fc.uuid(),
        name: fc.string(),
        steps: fc.array(fc.record({ id: parts, type: parts, name: parts, settings: parts })),
        edges: fc.array(fc.record({ from: parts, to: parts, port: parts })),
      }),
    ),
    settings: parts,
    fields: parts,
    secrets: parts,
    connector: parts,
    auth: parts,
    stepType: parts,
    load: parts,
    step: parts,
    port: parts,
    offset: parts,
    limit: parts,
    afterSeq: parts,
    input: parts,
    parameters: parts,
  },
  { requiredKeys: [] },
);

const procedures = fc.constantFrom(
  '/flows/get',
  '/flows/importFile',
  '/runs/watch',
  '/app/info',
  '/__proto__',
  '/',
  '',
);

/** Messages that begin like the protocol's own and then go wrong. */
const nearMessage = fc
  .record(
    {
      i: fc.oneof(fc.integer().map(String), parts),
      t: fc.oneof(fc.integer({ min: -1, max: 6 }), parts),
      p: fc.oneof(
        parts,
        fc.record(
          { u: fc.oneof(procedures, parts), b: parts, h: parts, m: fc.oneof(fc.constantFrom('GET', 'POST'), parts) },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  )
  .map((message) => toJson(message));

/** Whatever a broken or hostile page could send past its client. */
export const anyMessage = fc.oneof(
  nearMessage,
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }),
  nearMessage.map((text) => new TextEncoder().encode(text)),
  anyValue.filter(canBeCloned),
  fc.constantFrom(
    '',
    '{',
    '[]',
    'null',
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
  ),
);

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'null';
}

function canBeCloned(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    // A port refuses what it can't clone at the sender's side, so the host never sees it.
    return false;
  }
}
