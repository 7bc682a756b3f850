import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { system } from './errors.ts';
import { loadPage } from './query-page.ts';
import type { CreatedRecord } from './tell-apart.ts';

/** Created records that are looked at: more than all calls of so short a time create. */
const MOST_RECORDS = 20_000;

/**
 * Records that were created lately. `fields`: the names, in small letters, that were asked for, under which their values
 * stand. `account`: the org's address. `complete`: false when there are more of them.
 */
export type FoundRecords = {
  records: CreatedRecord[];
  fields: ReadonlySet<string>;
  serverNow: number;
  account: string | undefined;
  complete: boolean;
};

/** What to look for: which fields, and since when, of the service's own time now (ms since 1970). */
export type WantedRecords = { fields: ReadonlySet<string>; since: (serverNow: number) => number };

/**
 * What this user created in an object since then, by the service's own clock, the latest first.
 * @throws MillraceError SERVICE_FAILED when something on the way takes the time out of its answers.
 */
export async function findCreated(
  client: ConnectorClient,
  object: string,
  { fields, since }: WantedRecords,
  signal: AbortSignal,
): Promise<FoundRecords> {
  const who = await client.request({ method: 'GET', path: '/services/oauth2/userinfo', effect: 'read' }, signal);
  const info = who.json();
  const userId = isJsonObject(info) ? String(info.user_id ?? '') : '';
  const serverNow = Date.parse(who.headers.date ?? '');
  if (Number.isNaN(serverNow)) {
    const detail = 'Its answer doesn’t say when it was given (Date), so what was created lately can’t be told.';
    throw new MillraceError('SERVICE_FAILED', { system, status: who.status, detail }, { retryable: false });
  }
  const begin = new Date(since(serverNow)).toISOString().replace(/\.\d+Z$/, 'Z');
  const mine = /^\w{15,18}$/.test(userId) ? ` AND CreatedById = '${userId}'` : '';
  const names = new Set(['id', 'createddate', ...fields]);
  const order = `ORDER BY CreatedDate DESC LIMIT ${MOST_RECORDS}`;
  const q = `SELECT ${[...names].join(', ')} FROM ${object} WHERE CreatedDate >= ${begin}${mine} ${order}`;
  const records: CreatedRecord[] = [];
  let page = await loadPage(client, restPath(client, 'query'), { q }, signal);
  for (;;) {
    records.push(...page.records.map(readRecord));
    if (page.next === undefined) break;
    page = await loadPage(client, page.next, {}, signal);
  }
  return { records, fields, serverNow, account: await client.origin(), complete: records.length < MOST_RECORDS };
}

/** Names of fields don't tell capitals from small letters; answers write them as the object declares them. */
function readRecord(row: JsonObject): CreatedRecord {
  const fields = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return { id: String(fields.id), createdAt: Date.parse(String(fields.createddate)), fields };
}
