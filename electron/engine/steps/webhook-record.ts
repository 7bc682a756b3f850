import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { longNumberWarning, parseJson } from '../../../shared/json/parse-json.ts';
import { textDepth } from '../../../shared/json/text-depth.ts';
import type { RunWarning } from '../../../shared/run/events.ts';
import type { WebhookCall } from '../../ports/webhook-server.ts';

/** Levels that a JSON body may nest, as a flow's document may. */
const DEEPEST_BODY = 64;

/** Names of headers whose values prove who calls, or that only concern the way here. */
const WITHHELD = /authori[sz]ation|signature|key|token|secret|password|passwd|cookie|credential/i;

/** A call as a run takes it, and what was noticed as it was read. */
export type ReadCall = { record: JsonObject; warnings: RunWarning[] };

/**
 * The record of a call: `{ method, headers, query, body }`. JSON is read, a form becomes its fields, other text stays text,
 * and no body is null. Headers that prove who calls are left out (S17).
 * @throws MillraceError WEBHOOK_BODY_WRONG.
 */
export function readCall({ method, headers, query, body }: WebhookCall): ReadCall {
  const shown = Object.entries(headers).filter(([name]) => !WITHHELD.test(name));
  const warnings: RunWarning[] = [];
  const warn = (): void => {
    if (warnings.length === 0) warnings.push({ ...longNumberWarning });
  };
  const record = {
    method,
    headers: Object.fromEntries(shown),
    query: readForm(query),
    body: readBody(headers, body, warn),
  };
  return { record, warnings };
}

function readBody(headers: WebhookCall['headers'], body: Uint8Array, warn: () => void): Json {
  if (body.length === 0) return null;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return refuse(`It is packed as “${encoding}”.`);
  const [kind = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const type = kind.trim();
  const charset = parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    return refuse(`Its text is in ${charset}, not in UTF-8.`);
  }
  const text = readText(body);
  if (type === 'application/json' || type.endsWith('+json')) return readJson(text, warn);
  if (type === 'application/x-www-form-urlencoded') return readForm(text);
  if (type === 'multipart/form-data') return refuse('It is a form with files.');
  return text;
}

function readText(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return refuse('It isn’t UTF-8 text.');
  }
}

function readJson(text: string, warn: () => void): Json {
  if (textDepth(text, DEEPEST_BODY) > DEEPEST_BODY) return refuse(`It nests more than ${DEEPEST_BODY} levels.`);
  try {
    return parseJson(text, warn);
  } catch {
    return refuse('It isn’t JSON, although it says so.');
  }
}

/** Fields of a form or a query; one that comes several times is a list. */
function readForm(text: string): JsonObject {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : [...(typeof earlier === 'string' ? [earlier] : earlier), value]);
  }
  return Object.fromEntries(fields);
}

function refuse(detail: string): never {
  throw new MillraceError('WEBHOOK_BODY_WRONG', { detail });
}
