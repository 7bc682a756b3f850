import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { CallContext, Doubt, Settled } from '../../ports/step.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { restPath } from './api.ts';

/** Milliseconds that the query looks further back: CreatedDate counts whole seconds, and so does the Date header. */
const MARGIN_MS = 2_000;
/** Created records that are looked at; more than that isn't one call's work. */
const MOST_CANDIDATES = 2_000;

/**
 * Finds out which of the records were created although the answer never came: it compares them, field by field, with
 * what this user created in the object since the call began. A record is `not-done` only when no created record is left
 * that could be it; where one is left that nothing explains, nobody can tell (`unknown`), since a trigger may have
 * changed its values.
 */
export async function settleCreates(
  client: ConnectorClient,
  object: string,
  payloads: readonly JsonObject[],
  doubt: Doubt & { createdIds: ReadonlySet<string> },
  call: CallContext,
): Promise<Settled[]> {
  const fields = [...new Set(payloads.flatMap((payload) => Object.keys(comparable(payload))))].sort();
  const candidates = await findCreated(client, object, fields, doubt, call.signal);
  const unexplained = candidates.filter(({ Id }) => !doubt.createdIds.has(String(Id)));
  const settled = payloads.map((payload): Settled => {
    const wanted = Object.entries(comparable(payload));
    const found = unexplained.findIndex((candidate) =>
      wanted.every(([name, value]) => normalize(candidate[name]) === normalize(value)),
    );
    if (wanted.length === 0 || found < 0) return 'not-done';
    const [record] = unexplained.splice(found, 1);
    const id = String(record?.Id);
    const salesforceResult = JSON.stringify({ id, success: true, errors: [] });
    return { outcome: { adds: { id, success: true, salesforceResult, salesforceStatus: '201' } } };
  });
  const complete = candidates.length < MOST_CANDIDATES;
  return settled.map((found) => (found === 'not-done' && (unexplained.length > 0 || !complete) ? 'unknown' : found));
}

/** What this user created in the object since the call began, by the service's own clock. */
async function findCreated(
  client: ConnectorClient,
  object: string,
  fields: readonly string[],
  { begunAgoMs }: Doubt,
  signal: AbortSignal,
): Promise<JsonObject[]> {
  const who = await client.request({ method: 'GET', path: '/services/oauth2/userinfo', effect: 'read' }, signal);
  const info = who.json();
  const userId = isJsonObject(info) ? String(info.user_id ?? '') : '';
  const serverNow = Date.parse(who.headers.date ?? '');
  const since = new Date(serverNow - begunAgoMs - MARGIN_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const mine = /^\w{15,18}$/.test(userId) ? ` AND CreatedById = '${userId}'` : '';
  const names = ['Id', ...fields.filter((name) => /^\w+$/.test(name) && name.toLowerCase() !== 'id')].join(', ');
  const q = `SELECT ${names} FROM ${object} WHERE CreatedDate >= ${since}${mine} ORDER BY CreatedDate DESC LIMIT ${MOST_CANDIDATES}`;
  const answer = await client.request(
    { method: 'GET', path: restPath(client, 'query'), query: { q }, effect: 'read' },
    signal,
  );
  const body = answer.json();
  return isJsonObject(body) && Array.isArray(body.records) ? body.records.filter(isJsonObject) : [];
}

/** The fields of a payload that a query can show as they were sent: no references by external id, nothing empty. */
function comparable(payload: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).filter(([name, value]) => name !== 'attributes' && value !== null && !isJsonObject(value)),
  );
}

/** A value as Salesforce keeps it: texts without blanks around them, times in UTC, numbers without their spelling. */
function normalize(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return String(Number(text));
  if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  return text.toLowerCase();
}
