import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { longNumberWarning } from '../../../shared/json/parse-json.ts';
import type { CallContext, RecordOutcome } from '../../ports/step.ts';
import { hasHeader, isSecretHeader } from '../sdk/headers.ts';
import {
  type ActionItem,
  action,
  type ClientAnswer,
  type ClientRequest,
  type ConnectorClient,
  field,
} from '../sdk/index.ts';
import { encodeBytes } from '../sdk/redact.ts';
import { collectPages, paginationFields } from './pagination.ts';
import { planRequest } from './plan-request.ts';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** Methods that some services repeat safely when they are given a key (IETF draft httpapi-idempotency-key). */
const keyedMethods = new Set(['POST', 'PATCH']);

/** Calls any HTTP service, once for each record. */
export const request = action({
  label: 'HTTP request',
  description: 'Calls any service over HTTP for each record and adds its answer.',
  icon: 'globe',
  keywords: ['http', 'rest', 'api', 'webhook', 'get', 'post', 'url', 'call', 'fetch', 'json'],
  effect: 'write',
  reversible: 'no',
  idempotency: 'by-key',
  connection: 'optional',
  shape: 'map',
  input: {
    method: field.choice(
      'Method',
      methods.map((value) => ({ value, label: value })),
      { default: 'GET', required: true },
    ),
    url: field.value('URL', {
      required: true,
      expects: 'text',
      placeholder: 'https://api.example.com/items',
      help: 'A path is enough with a connection. Write {{ urlEncode(Name) }} for values that may hold special characters.',
    }),
    query: field.map('Query', { group: 'more' }),
    headers: field.headers('Headers', { group: 'more' }),
    body: field.json('Body', {
      visibleWhen: { field: 'method', is: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      help: 'A map or list is sent as JSON, text as it is.',
    }),
    ...paginationFields,
    concurrency: field.number('Requests at once', { default: 5, minimum: 1, maximum: 50, whole: true, group: 'more' }),
  },
  summary: '{method} {url}',
  adds: [
    { name: 'status', type: 'number', label: 'Status' },
    { name: 'headers', type: 'object', label: 'Headers' },
    { name: 'body', type: 'any', label: 'Body' },
  ],
  sample: { status: 200, headers: { 'content-type': 'application/json' }, body: { id: 1 } },
  prepare: ({ client, settings }) => ({
    effect: effectOf(String(settings.method)),
    concurrency: typeof settings.concurrency === 'number' ? Math.floor(settings.concurrency) : 1,
    run: (item, call) => send(client, item, call),
    plan: (items, call) =>
      Promise.all(items.map((item) => planRequest(client, { build: () => buildRequest(item), item, call }))),
  }),
});

async function send(client: ConnectorClient, item: ActionItem, call: CallContext): Promise<RecordOutcome> {
  const first = buildRequest(item);
  const answer = await client.request(first, call.signal);
  const adds: JsonObject = { status: answer.status, headers: { ...answer.headers }, body: readBody(answer, call) };
  if (item.input.pagination !== 'none') {
    const { method, effect, headers = {} } = first;
    const origin = first.url === undefined ? await client.origin() : new URL(first.url).origin;
    adds.body = await collectPages(item.input, { answer, body: adds.body ?? null }, async (url) => {
      const sent = new URL(url).origin === origin ? { ...headers } : withoutSecrets(headers);
      const page = await client.request({ method, effect, headers: sent, url }, call.signal);
      return { answer: page, body: readBody(page, call) };
    });
  }
  return { adds };
}

/** What another origin, which an answer leads to, is told: none of the credentials that the step sends itself (S19). */
function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isSecretHeader(name)));
}

function effectOf(method: string): 'read' | 'write' {
  return readingMethods.has(method) ? 'read' : 'write';
}

function buildRequest({ input, idempotencyKey }: ActionItem): ClientRequest {
  const method = String(input.method);
  const headers = readTexts(input.headers);
  if (keyedMethods.has(method) && !hasHeader(headers, 'idempotency-key')) headers['idempotency-key'] = idempotencyKey();
  return {
    method,
    effect: effectOf(method),
    headers,
    query: readTexts(input.query),
    ...readAddress(input.url),
    ...readRequestBody(input.body, headers),
  };
}

function readAddress(value: Json | undefined): { url: string } | { path: string } {
  const address = String(value ?? '').trim();
  const wrong = (detail: string) => new MillraceError('INVALID_INPUT', { field: 'URL', key: 'url', detail });
  // URL parsers drop line breaks without a word; whoever has one in an address should know (S34).
  if (hasControlCharacter(address)) throw wrong('It holds a line break or another control character.');
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return { path: address };
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw wrong('It must begin with https:// or http://.');
  // Only what stands before an @ can be a user name.
  const { username, password } = address.includes('@') ? new URL(address) : { username: '', password: '' };
  if (username !== '' || password !== '') throw wrong('Put user name and password into a connection.');
  return { url: address };
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

function readRequestBody(
  body: Json | undefined,
  headers: Record<string, string>,
): Pick<ClientRequest, 'json' | 'body'> {
  if (body === undefined || body === null || body === '') return {};
  if (typeof body !== 'string') return { json: body };
  if (!hasHeader(headers, 'content-type')) headers['content-type'] = 'text/plain;charset=utf-8';
  return { body };
}

/** A map as texts; what is empty is left out. */
function readTexts(map: Json | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(isJsonObject(map) ? map : {})) {
    if (value === null || value === undefined) continue;
    texts[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return texts;
}

const textual = /^(?:text\/|application\/(?:[\w.+-]*(?:xml|yaml|javascript)|x-www-form-urlencoded|graphql))/i;

/** The body as data: JSON read, text as text, anything else as `{ base64, contentType }`; null when there is none. */
function readBody(answer: ClientAnswer, call: CallContext): Json {
  const contentType = answer.headers['content-type'] ?? '';
  if (answer.bytes.length === 0) return null;
  if (/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) return answer.json(() => call.warn(longNumberWarning));
  if (contentType === '' || textual.test(contentType)) return answer.text;
  return { base64: encodeBytes(answer.bytes), contentType };
}
