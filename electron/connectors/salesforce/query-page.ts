import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { system } from './errors.ts';

/** A page of a query's answer: its records, how many there are in all, and where the next page is. */
type Page = { records: JsonObject[]; done: boolean; totalSize: number; next: string | undefined };

/**
 * Reads the page of a query at a path of the service.
 * `longNumber` hears of each number that is read as text, since it has too many digits.
 * @throws MillraceError SERVICE_FAILED when the answer is none.
 */
export async function loadPage(
  client: ConnectorClient,
  path: string,
  parameters: Record<string, string>,
  signal: AbortSignal,
  longNumber?: () => void,
): Promise<Page> {
  const answer = await client.request({ method: 'GET', path, query: parameters, effect: 'read' }, signal);
  return readPage(answer.json(longNumber));
}

/**
 * The page that an answer, or a subquery in it, holds. The address of a next page is taken as a path, so that it always
 * leads to the host that was signed in to (S19).
 * @throws MillraceError SERVICE_FAILED when it holds none.
 */
export function readPage(body: Json): Page {
  if (!isJsonObject(body) || !Array.isArray(body.records)) {
    throw new MillraceError('SERVICE_FAILED', { system, status: 200, detail: 'Its answer holds no records.' });
  }
  const next = typeof body.nextRecordsUrl === 'string' && body.done !== true ? body.nextRecordsUrl : undefined;
  if (next !== undefined && !next.startsWith('/services/data/')) {
    throw new MillraceError('SERVICE_FAILED', { system, status: 200, detail: 'Its next page has a strange address.' });
  }
  const totalSize = typeof body.totalSize === 'number' ? body.totalSize : body.records.length;
  return { records: body.records.filter(isJsonObject), done: body.done === true, totalSize, next };
}
