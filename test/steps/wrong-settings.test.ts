import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectorClient } from '../../electron/connectors/sdk/index.ts';
import { createCatalog } from '../../electron/host/catalog.ts';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import { isErrorCode, MillraceError } from '../../shared/errors/index.ts';
import { type FlowDocument, findProblems, parseFlow } from '../../shared/flow/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { tryFlow } from '../bench/engine-run.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const catalog = await createCatalog();
const pages = join(import.meta.dirname, '../../docs/steps');

const nested = (depth: number): Json => (depth === 0 ? [] : [nested(depth - 1)]);

/** What no field of a form would give, and what files and imports hold all the same. */
const wrongValues: Json[] = [
  null,
  0.5,
  -1,
  1e21,
  true,
  '',
  ' ',
  'x',
  '{{',
  '{{ 1 / 0 }}',
  '{{ a.b.c }}',
  '\ud800',
  '__proto__',
  'a'.repeat(20_000),
  [],
  [1],
  [null],
  [{}],
  [[{}]],
  {},
  { a: [{}] },
  JSON.parse('{"__proto__": 1}'),
  nested(200),
];

const records: JsonObject[] = [
  {},
  { a: 1, n: '7', list: [1, null] },
  JSON.parse('{"__proto__": {"a": 1}, "a": "\\ud800"}'),
];

/** Never reaches anything. */
const client: ConnectorClient = {
  request: () => Promise.reject(new MillraceError('CONNECTION_ERROR', { host: 'nowhere', detail: 'It is a test.' })),
  additions: async () => ({ headers: [], query: [] }),
  origin: async () => '',
  options: {},
};

/** The settings with one field filled in wrongly, or one item of the first entry of a list. */
function* variants(fields: readonly FieldManifest[], settings: JsonObject): Generator<JsonObject> {
  for (const { key, items } of fields) {
    for (const value of wrongValues) yield { ...settings, [key]: value };
    const { [key]: list } = settings;
    const [first] = Array.isArray(list) ? list : [];
    if (!items || typeof first !== 'object' || first === null || Array.isArray(first)) continue;
    for (const item of items) {
      for (const value of wrongValues) yield { ...settings, [key]: [{ ...first, [item.key]: value }] };
    }
  }
}

/** Codes of all that went wrong. Throws what isn't an error of the catalogue. */
async function codesOf(flow: FlowDocument, folder: string): Promise<string[]> {
  try {
    const { state } = await tryFlow(flow, { folder, input: records, client, retention: 'full', durable: true });
    const failures = Object.values(state.steps).flatMap((step) => step.failures.map(({ error }) => error.code));
    return [...(state.error ? [state.error.code] : []), ...failures];
  } catch (thrown) {
    if (thrown instanceof MillraceError) return [thrown.code];
    throw thrown;
  }
}

describe.each(catalog.steps.map((manifest) => [manifest.type, manifest] as const))('the step %s', (type, manifest) => {
  it('says what is wrong with any setting of the wrong kind, in its own words', async () => {
    const page = readFileSync(join(pages, `${type}.md`), 'utf8');
    const flow = parseFlow(/```json flow\n(.*?)\n```/s.exec(page)?.[1] ?? '');
    const example = flow.steps.find((step) => step.type === type)?.settings ?? {};
    const folder = createTemporaryFolder();
    const unclear: string[] = [];
    for (const settings of variants(manifest.fields, example)) {
      const steps = flow.steps.map((step) => ({
        ...step,
        ...(step.type === type ? { settings, onError: 'skip' as const, timeoutSeconds: 2 } : {}),
        retry: { attempts: 1 },
      }));
      const tried = { ...flow, steps };
      const problems = findProblems(tried, catalog).map(({ code }) => code);
      const codes = await codesOf(tried, folder);
      const found = [...problems, ...codes].filter((code) => !isErrorCode(code) || code === 'UNKNOWN_ERROR');
      if (found.length > 0) unclear.push(`${found.join(' ')}: ${JSON.stringify(settings).slice(0, 200)}`);
    }
    expect(unclear).toEqual([]);
  });
});
