import { ApiError, notFound } from '../../api-error.ts';
import { isJsonObject } from '../../store/deserialize.ts';
import { answerRest, refuse } from '../answer.ts';
import { readVersion } from '../authenticate.ts';
import type { RestReply, RestRequest } from '../request.ts';
import type { RestRouter } from '../router.ts';

/** One part of a composite call as it was sent. */
export interface Part {
  readonly method: string;
  /** The address with version, with or without `/services/data/` before it. */
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The body as JSON; undefined when there is none. */
  readonly body: unknown;
}

const address = /^(?:\/?services\/data\/)?\/?(v[^/?]*)(\/[^?]*)?(?:\?(.*))?$/s;

/** Composite calls do not nest, except for collections; jobs and approvals are no parts either. */
const notInside = /^\/composite(?:\/(?!sobjects(?:\/|$))|$)|^\/jobs(?:\/|$)/i;

const encoder = new TextEncoder();

/** Largest depth of a part's body; no record is deeper. */
const depthLimit = 100;

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((member) => isDeeper(member, limit - 1));
}

/** A part's body as it was sent. Throws ApiError 400 when it is nested too deeply. */
export function readBody(body: unknown): unknown {
  if (!isDeeper(body, depthLimit)) return body;
  throw new ApiError(400, 'JSON_PARSER_ERROR', `A body is nested deeper than ${depthLimit} levels.`);
}

/**
 * Answers one part as though it had come as a call of its own, in its own transaction: a refusal leaves nothing behind.
 * Parts do not count against the limit of calls.
 */
export function answerPart(router: RestRouter, request: RestRequest, part: Part): RestReply {
  const [, version, path = '/', query = ''] = address.exec(part.url) ?? [];
  if (version === undefined) return refuse(notFound());
  if (notInside.test(path)) {
    return refuse(new ApiError(400, 'INVALID_BATCH_REQUEST', `${path.slice(0, 100)} cannot be part of another call.`));
  }
  let number: number;
  try {
    number = readVersion(request.org, version);
  } catch (error) {
    if (error instanceof ApiError) return refuse(error);
    throw error;
  }
  const inner = request.part({
    method: part.method.toUpperCase(),
    path,
    query: new URLSearchParams(query),
    version: number,
    body: part.body === undefined ? new Uint8Array() : encoder.encode(JSON.stringify(part.body)),
    headers: new Map([...part.headers, ['content-type', 'application/json']]),
  });
  return request.org.store.transact(() => {
    const result = answerRest(router, inner);
    return { rollback: result.status >= 400, result };
  });
}

/** What a part is answered with, as a body within another; null for an empty one. */
export function bodyOf(answer: RestReply): unknown {
  if (answer.body !== undefined) return answer.body;
  return typeof answer.content === 'string' ? answer.content : null;
}

/** Reads a part's headers, by name in lower case. */
export function readHeaders(value: unknown): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) return new Map();
  return new Map(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
}

/** The list a composite call consists of. Throws ApiError 400 unless it is one, of objects, within the limit. */
export function readList(body: unknown, name: string, limit: number): readonly Readonly<Record<string, unknown>>[] {
  const list = isJsonObject(body) ? body[name] : undefined;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isJsonObject)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', `The request body needs the list ${name} at [line:1, column:1]`);
  }
  if (list.length > limit) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `The list ${name} holds ${list.length} entries; ${limit} are allowed.`);
  }
  return list;
}

/** A member that must be text. Throws ApiError 400. */
export function readText(entry: Readonly<Record<string, unknown>>, name: string): string {
  const value = entry[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ApiError(400, 'JSON_PARSER_ERROR', `Each entry needs the text ${name} at [line:1, column:1]`);
}
