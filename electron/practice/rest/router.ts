import { TrieRouter } from 'hono/router/trie-router';
import { ApiError, notFound } from '../api-error.ts';
import type { RestHandler, RestReply, RestRequest } from './request.ts';

/** A method a REST path can have. */
export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The methods of one path, each with what answers it. */
export type RestResource = Partial<Record<RestMethod, RestHandler>>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError(400, 'BAD_REQUEST', 'The request URI is not valid.');
  }
}

/** Finds what answers a call, by its path under the version and its method. */
export class RestRouter {
  readonly #paths = new TrieRouter<RestResource>();

  /**
   * Adds a path such as `/sobjects/:object/describe`. Of several that fit, the one with the fewest named parts
   * answers, and of those the first added. A trailing slash of a call is ignored.
   */
  add(path: string, resource: RestResource): void {
    this.#paths.add('ALL', path, resource);
  }

  /**
   * Answers a call; HEAD follows GET. Throws ApiError 404 for a path that isn't there, 405 naming the methods it has
   * for any other, and whatever the handler throws.
   */
  answer(request: RestRequest): RestReply {
    const path = request.path.length > 1 && request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
    const [matches] = this.#paths.match('ALL', path);
    const [found] = (matches as [RestResource, Record<string, string>][]).toSorted(
      ([, left], [, right]) => Object.keys(left).length - Object.keys(right).length,
    );
    if (!found) throw notFound();
    const [resource, parameters] = found;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handler = Object.hasOwn(resource, method) ? resource[method as RestMethod] : undefined;
    if (!handler) {
      const allowed = Object.keys(resource).flatMap((name) => (name === 'GET' ? ['HEAD', 'GET'] : [name]));
      const message = `HTTP Method '${request.method}' not allowed. Allowed are ${allowed.join(',')}`;
      throw new ApiError(405, 'METHOD_NOT_ALLOWED', message);
    }
    request.match(Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, decode(text)])));
    return handler(request);
  }
}
