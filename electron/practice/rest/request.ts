import { ApiError } from '../api-error.ts';
import { describeJsonError } from '../http/json-error.ts';
import type { Org } from '../org.ts';
import type { Schema } from '../schema/schema.ts';
import type { Session } from '../sessions.ts';
import type { WriteContext } from '../store/records.ts';
import { readXmlBody } from './xml.ts';

/** One call of the REST API whose body was read and whose caller is known; also each part of a composite call. */
export class RestRequest {
  readonly org: Org;
  readonly method: string;
  /** The path under the version, such as `/sobjects/Account`, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly session: Session;
  /** The version of the call: 64 for `v64.0`. */
  readonly version: number;
  /** The raw body; empty when there is none. */
  readonly body: Uint8Array;
  readonly #header: (name: string) => string | undefined;
  #parameters: Readonly<Record<string, string>> = {};

  constructor(parts: {
    org: Org;
    method: string;
    path: string;
    query: URLSearchParams;
    session: Session;
    version: number;
    body: Uint8Array;
    header: (name: string) => string | undefined;
  }) {
    this.org = parts.org;
    this.method = parts.method;
    this.path = parts.path;
    this.query = parts.query;
    this.session = parts.session;
    this.version = parts.version;
    this.body = parts.body;
    this.#header = parts.header;
  }

  /** The path all resources of the call's version are under: `/services/data/v64.0`. */
  get base(): string {
    return `/services/data/v${this.version}.0`;
  }

  /** What of the org the caller may see. */
  get schema(): Schema {
    return this.org.access.schemaFor(this.session.userId);
  }

  /** The API the call comes through and, as its call options say, the client; what change events tell. */
  get #origin(): string {
    const client = /\bclient=([^\s,;]{1,100})/i.exec(this.header('sforce-call-options') ?? '')?.[1];
    return `com/salesforce/api/rest/${this.version}.0${client === undefined ? '' : `;client=${client}`}`;
  }

  /** Who writes, and when. */
  get writer(): WriteContext {
    const { userId } = this.session;
    return { userId, now: this.org.now(), schema: this.schema, origin: this.#origin };
  }

  /** A header, by its name in any case; undefined when it is absent. */
  header(name: string): string | undefined {
    return this.#header(name.toLowerCase());
  }

  /** Another call of the same caller, such as one part of a composite call. */
  part(parts: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly version?: number;
    readonly body?: Uint8Array;
    /** By name in lower case. */
    readonly headers?: ReadonlyMap<string, string>;
  }): RestRequest {
    const { org, session, version } = this;
    const headers = parts.headers ?? new Map<string, string>();
    const body = parts.body ?? new Uint8Array();
    return new RestRequest({ org, session, version, ...parts, body, header: (name) => headers.get(name) });
  }

  /** Takes over the values of the path's named parts; the router calls it. */
  match(parameters: Readonly<Record<string, string>>): void {
    this.#parameters = parameters;
  }

  /** A named part of the path, decoded; empty when the path has no such part. */
  parameter(name: string): string {
    return this.#parameters[name] ?? '';
  }

  /** The body as UTF-8 text. */
  text(): string {
    return Buffer.from(this.body.buffer, this.body.byteOffset, this.body.byteLength).toString('utf8');
  }

  /**
   * The body as JSON; XML is read as the JSON it stands for. Throws ApiError 415 for another content type and 400
   * `JSON_PARSER_ERROR` or `XML_PARSER_ERROR` for an empty body or text that is not what its content type says.
   */
  json(): unknown {
    const type = this.header('content-type') ?? '';
    if (/^(?:application|text)\/xml\b/i.test(type)) return readXmlBody(this.text());
    if (!/^application\/json\b/i.test(type)) {
      const message = `The HTTP entity body cannot be processed: content type '${type.slice(0, 100)}' is not supported. Use application/json.`;
      throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
    }
    const text = this.text();
    if (text.trim() === '') {
      const message = 'The HTTP entity body is required, but this request has no entity body.';
      throw new ApiError(400, 'JSON_PARSER_ERROR', message);
    }
    try {
      return JSON.parse(text);
    } catch {
      // The engine's own message is replaced by the service's, which tells line and column.
      throw new ApiError(400, 'JSON_PARSER_ERROR', describeJsonError(text));
    }
  }
}

/** What a call is answered with. */
export interface RestReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for an empty answer and for one in another form. */
  readonly body?: unknown;
  /** An answer that is not JSON: a file's bytes, CSV. Its content type is in `headers`. */
  readonly content?: string | Uint8Array;
}

/** Answers one call at once, or throws ApiError. It never waits, so that a composite call is one transaction. */
export type RestHandler = (request: RestRequest) => RestReply;

/** An answer with a JSON body. */
export function reply(body: unknown, status = 200, headers?: Readonly<Record<string, string>>): RestReply {
  return headers ? { status, body, headers } : { status, body };
}

/** An answer without a body. */
export const noContent: RestReply = { status: 204 };
