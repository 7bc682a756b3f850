import { toMillraceError } from '../../../shared/errors/index.ts';
import { hashSha256 } from '../../../shared/expression/text/sha256.ts';
import { isJsonObject, type Json } from '../../../shared/json/json.ts';
import { FROM_CONNECTION, NOT_KNOWN_YET, NOT_SHOWN, type PlannedField } from '../../../shared/run/plan.ts';
import type { CallContext, PlannedOutcome } from '../../ports/step.ts';
import { isSecretHeader } from '../sdk/headers.ts';
import type { ActionItem, ClientRequest, ConnectorClient } from '../sdk/index.ts';

/** Stands for the key that a call gets so that the service knows it again. */
const OWN_KEY = '‹one for each call›';

type Planned = { build(): ClientRequest; item: ActionItem; call: CallContext };

/** What sending would do. Its answer is taken to be a success of which nothing else is known. */
export async function planRequest(client: ConnectorClient, { build, item, call }: Planned): Promise<PlannedOutcome> {
  try {
    const request = build();
    const { method, url, path, query, json, body } = request;
    const base = String(client.options.baseUrl ?? '').replace(/\/$/, '');
    const asked = Object.entries(query ?? {}).map(
      // Half a character goes out as the sign for it, as it does when the request is sent.
      ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
    );
    const address = `${url ?? `${base}/${(path ?? '').replace(/^\//, '')}`}`;
    const whole = asked.length === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}${asked.join('&')}`;
    const added = await client.additions(request, call.signal);
    const { fields: headers, hidden } = planHeaders(request, added.headers, item.idempotencyKey());
    const fields = [
      ...listFields(json ?? (typeof body === 'string' ? body : undefined)),
      ...headers,
      ...added.query.map((name) => ({ field: `query: ${name}`, wouldBecome: FROM_CONNECTION })),
    ];
    const content = hidden.length === 0 ? {} : { content: hashSha256(JSON.stringify(hidden)) };
    const adds = { status: 200, headers: NOT_KNOWN_YET, body: NOT_KNOWN_YET };
    return { writes: [{ operation: 'send', target: `${method} ${whole}`, fields, ...content }], adds };
  } catch (thrown) {
    return { error: toMillraceError(thrown) };
  }
}

/**
 * Headers as they would go out, by name in lower case: what the connection adds takes the place of the step's own.
 * `hidden` are those whose values aren't shown; they count in the plan all the same.
 */
function planHeaders(
  { headers: sent = {}, json }: ClientRequest,
  added: readonly string[],
  ownKey: string,
): { fields: PlannedField[]; hidden: [string, string][] } {
  const values = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  const replaced = new Set(added.map((name) => name.toLowerCase()));
  if (json !== undefined && !values.has('content-type')) values.set('content-type', 'application/json');
  const shown = new Map<string, string>();
  const hidden: [string, string][] = [];
  for (const [name, value] of values) {
    if (replaced.has(name)) continue;
    const isOwnKey = name === 'idempotency-key' && value === ownKey;
    const isSecret = isSecretHeader(name);
    if (isSecret) hidden.push([name, value]);
    shown.set(name, isOwnKey ? OWN_KEY : isSecret ? NOT_SHOWN : value);
  }
  for (const name of replaced) shown.set(name, FROM_CONNECTION);
  const fields = [...shown].sort(([one], [other]) => (one < other ? -1 : 1));
  return { fields: fields.map(([name, wouldBecome]) => ({ field: `header: ${name}`, wouldBecome })), hidden };
}

/** A body as the fields of a plan: those of a map, or the whole. */
function listFields(body: Json | undefined): PlannedField[] {
  if (body === undefined) return [];
  if (!isJsonObject(body)) return [{ field: 'body', wouldBecome: body }];
  return Object.entries(body).map(([field, wouldBecome]) => ({ field, wouldBecome }));
}
