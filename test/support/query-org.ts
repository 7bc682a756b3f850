import type { PracticeOrg } from '../../electron/practice/practice-org.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json/json.ts';

/** The records that a query finds in a practice org, asked of it directly as its first user. */
export async function queryOrg(org: PracticeOrg, soql: string): Promise<JsonObject[]> {
  const { username = '', password = '', securityToken = '' } = org.users[0] ?? {};
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username };
  const body = new URLSearchParams({ ...form, password: `${password}${securityToken}` });
  const token = await read(await fetch(`${org.loginUrl}/services/oauth2/token`, { method: 'POST', body }));
  const headers = { authorization: `Bearer ${token.access_token}` };
  const path = `/services/data/v64.0/query?q=${encodeURIComponent(soql)}`;
  const { records } = await read(await fetch(`${org.instanceUrl}${path}`, { headers }));
  return Array.isArray(records) ? records.filter(isJsonObject) : [];
}

async function read(answer: Response): Promise<JsonObject> {
  const body = (await answer.json()) as Json;
  if (!answer.ok || !isJsonObject(body)) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  return body;
}
