import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { longNumberWarning } from '../../../shared/json/parse-json.ts';
import { UNKNOWN } from '../../../shared/run/forecast.ts';
import type { CallContext, SourcePage } from '../../ports/step.ts';
import { type ActionContext, type ActionItem, action, type ConnectorClient, field } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { describeCount, toCountQuery } from './count-query.ts';
import { loadPage, readPage } from './query-page.ts';
import { bindSoql } from './soql.ts';

/** Characters of an encoded query that fit into an address: Salesforce refuses one past 16,384 (notes §3.6). */
const longestQuery = 16_000;

/** Reads records with a SOQL query, page by page as they are needed. */
export const query = action({
  label: 'Query records',
  description: 'Brings the records of a Salesforce query into the flow.',
  icon: 'search',
  keywords: ['soql', 'select', 'get', 'read', 'list', 'crm', 'query'],
  effect: 'read',
  reversible: 'yes',
  idempotency: 'natural',
  connection: 'required',
  shape: 'source',
  input: {
    salesforceQuery: field.longValue('Query', {
      required: true,
      expects: 'text',
      placeholder: 'SELECT Id, Email FROM Contact WHERE LastName = {{ LastName }}',
      help: 'SOQL. Values in {{ }} are written as literals, so they need no quotes and can’t change the query.',
    }),
  },
  raw: ['salesforceQuery'],
  summary: '{salesforceQuery}',
  sample: { Id: '003000000000001AAA', Email: 'ada@example.com' },
  prepare: (context) => {
    const bound = bindSoql(readQuery(context), context.parameterNames);
    return {
      read: (item, call, resumeFrom) => readPages(context.client, () => evaluate(bound, item, call), call, resumeFrom),
      estimate: async (item, call) => {
        const soql = evaluate(bound, item, call);
        const counting = toCountQuery(soql);
        if (counting === undefined) return { records: UNKNOWN };
        const { totalSize } = await loadPage(
          context.client,
          restPath(context.client, 'query'),
          { q: counting },
          call.signal,
        );
        return describeCount(soql, totalSize);
      },
    };
  },
});

function readQuery({ settings }: ActionContext): string {
  const text = settings.salesforceQuery;
  if (typeof text === 'string' && text.trim() !== '') return text.trim();
  if (text === undefined || text === null || text === '') {
    throw new MillraceError('SETTING_REQUIRED', { label: 'Query', field: 'salesforceQuery' });
  }
  throw new MillraceError('SETTING_WRONG', { label: 'Query', field: 'salesforceQuery', detail: 'It must be text.' });
}

function evaluate(bound: ReturnType<typeof bindSoql>, { record }: ActionItem, call: CallContext): string {
  const soql = bound.evaluate(call.scopeFor(record));
  if (!soql.isWellFormed()) {
    const detail = 'it holds half a character, which no address can carry.';
    throw new MillraceError('INVALID_INPUT', { field: 'Query', key: 'salesforceQuery', detail });
  }
  if (encodeURIComponent(soql).length <= longestQuery) return soql;
  const detail = 'With its values it is longer than Salesforce takes; ask with fewer values at a time.';
  throw new MillraceError('INVALID_INPUT', { field: 'Query', key: 'salesforceQuery', detail });
}

/** Pages of 2,000; the cursor is the address of the page that comes next. */
async function* readPages(
  client: ConnectorClient,
  soql: () => string,
  call: CallContext,
  resumeFrom?: Json,
): AsyncGenerator<SourcePage> {
  let page =
    typeof resumeFrom === 'string'
      ? await load(client, resumeFrom, {}, call)
      : await load(client, restPath(client, 'query'), { q: soql() }, call);
  // `SELECT COUNT() FROM …` answers with a number instead of records.
  if (page.records.length === 0 && page.done && page.totalSize > 0) {
    yield { records: [{ totalSize: page.totalSize }] };
    return;
  }
  for (;;) {
    const records: JsonObject[] = [];
    for (const record of page.records) records.push(await cleanRecord(client, record, call));
    if (page.next === undefined) {
      yield { records };
      return;
    }
    yield { records, cursor: page.next };
    page = await load(client, page.next, {}, call);
  }
}

/** A page whose numbers lose no digit; the step says so where one is text for that. */
function load(client: ConnectorClient, path: string, parameters: Record<string, string>, call: CallContext) {
  return loadPage(client, path, parameters, call.signal, () => call.warn(longNumberWarning));
}

/** A record without Salesforce’s own notes; the children of a subquery become a list, all pages of it. */
async function cleanRecord(client: ConnectorClient, record: JsonObject, call: CallContext): Promise<JsonObject> {
  const clean: [string, Json][] = [];
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes') continue;
    if (!isJsonObject(value)) clean.push([name, value]);
    else if (!Array.isArray(value.records)) clean.push([name, await cleanRecord(client, value, call)]);
    else clean.push([name, await readChildren(client, value, call)]);
  }
  // Unlike an assignment, this makes a field of every name, `__proto__` too.
  return Object.fromEntries(clean);
}

async function readChildren(client: ConnectorClient, first: JsonObject, call: CallContext): Promise<Json[]> {
  const children: Json[] = [];
  let page = readPage(first);
  for (;;) {
    for (const child of page.records) children.push(await cleanRecord(client, child, call));
    if (page.next === undefined) return children;
    page = await load(client, page.next, {}, call);
  }
}
