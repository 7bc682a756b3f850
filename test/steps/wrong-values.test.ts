import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConnectorClient } from '../../electron/connectors/sdk/index.ts';
import { openClient } from '../../electron/connectors/sdk/step-run.fixture.ts';
import { createCatalog } from '../../electron/host/catalog.ts';
import { openGateway } from '../../electron/host/gateway/gateway.fixture.ts';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createHttpTransport } from '../../electron/node/http-transport.ts';
import { type FlowDocument, parseFlow } from '../../shared/flow/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { chain, tryFlow } from '../bench/engine-run.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

/** What a field may hold although nobody means it to. */
const wrong: Json[] = [
  null,
  '',
  '   ',
  'n/a',
  '\ud800',
  '2026-02-30',
  '9007199254740993',
  -0.5,
  1e300,
  2 ** 60,
  true,
  [],
  [[null], 'x', {}],
  {},
  JSON.parse('{"__proto__":{"x":1},"constructor":null,"length":-1}'),
  'x'.repeat(100_000),
];

const pages = join(import.meta.dirname, '../../docs/steps');
const { steps } = await createCatalog();

/** The steps whose page runs with records, none of which needs a service or another flow. */
const examples = steps.flatMap(({ type }) => {
  const path = join(pages, `${type}.md`);
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const input = /```json input\n(.*?)\n```/s.exec(page)?.[1];
  const flow = parseFlow(/```json flow\n(.*?)\n```/s.exec(page)?.[1] ?? '');
  return input === undefined ? [] : [{ type, flow, input: JSON.parse(input) as JsonObject[] }];
});

/** The records, each with one field after the other holding each wrong value. */
function spoil(records: readonly JsonObject[]): JsonObject[] {
  return records.flatMap((record) =>
    Object.keys(record).flatMap((name) => wrong.map((value) => ({ ...record, [name]: value }))),
  );
}

/** What records failed with; a step keeps its failures one by one. */
async function failuresOf(flow: FlowDocument, records: JsonObject[], client?: ConnectorClient): Promise<string[]> {
  const skipping = { ...flow, steps: flow.steps.map((step) => ({ ...step, onError: 'skip' as const })) };
  const folder = createTemporaryFolder();
  const { state } = await tryFlow(skipping, { folder, input: records, retention: 'full', client });
  expect(state.error?.code ?? 'RECORDS_FAILED').toMatch(/^(?:RECORDS_FAILED|RUN_STOPPED)$/);
  return Object.values(state.steps).flatMap(({ failures }) => failures.map(({ error }) => error.code));
}

const inWords = /^(?:EXPRESSION_(?:TYPE|FUNCTION|LIMIT)|INVALID_INPUT|MISSING_INPUT|RECORD_NOT_SPLIT|HEADER_WRONG)$/;

describe('wrong types in every field', () => {
  it.each(examples)('of the records of $type fail in words, one by one', async ({ flow, input }) => {
    const failures = await failuresOf(flow, [...spoil(input), ...input]);
    for (const code of failures) expect(code).toMatch(inWords);
  });

  it('of what a request is made of fail in words, and the others are sent', async () => {
    const service = await startServer((_, response) => response.end('{}'));
    const transport = createHttpTransport();
    onTestFinished(async () => {
      await service.close();
      await transport.close();
    });
    const details = { connector: 'http', auth: 'none', fields: { baseUrl: service.url }, secrets: {} };
    const { client } = await openClient({ ...details, gateway: openGateway({ transport }) });
    const settings = {
      method: 'POST',
      url: '/{{ path }}',
      headers: { 'x-it': '{{ header }}' },
      query: { q: '{{ query }}' },
      body: '{{ body }}',
    };
    const flow = chain([
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'send', type: 'http.request', name: 'Send', connection: 'slot', settings },
    ]);
    const good = { path: 'a', header: 'b', query: 'c', body: 'd' };
    // A service may take no address of 100,000 characters; what it does then is its own affair.
    const records = [...spoil([good]), good].filter((record) => JSON.stringify(record).length < 10_000);
    const failures = await failuresOf(flow, records, client);
    for (const code of failures) expect(code).toMatch(inWords);
    expect(service.received.length + failures.length).toBe(records.length);
    expect(failures.length).toBeGreaterThan(0);
  });
});
