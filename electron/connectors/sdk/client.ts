import type { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { CallEffect } from './call-port.ts';

/** A call of a connector. `path` starts at the session's base; `url` may be whole, and then stays without credentials
 * on any other origin. */
export type ClientRequest = {
  method: string;
  path?: string;
  url?: string;
  query?: Readonly<Record<string, string>>;
  headers?: Record<string, string>;
  /** Sent as JSON; `body` sends bytes or text as they are. */
  json?: Json;
  body?: string | Uint8Array;
  effect: CallEffect;
  timeoutMs?: number;
  /** Statuses of 400 and above that are handed back instead of thrown. */
  accept?: (status: number) => boolean;
};

/**
 * An answer. `json` throws SERVICE_FAILED when the body isn't JSON; `kept` hears of each number in it that was kept as
 * text, since it has too many digits.
 */
export type ClientAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The URL that answered, after redirects. */
  readonly url: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  json(kept?: () => void): Json;
};

/**
 * A live client: signed in when first used, and again once when the service says that the session has ended. `request`
 * throws what the connector's `errors` makes of a refusal.
 */
export type ConnectorClient = {
  request(request: ClientRequest, signal: AbortSignal): Promise<ClientAnswer>;
  /**
   * What the connection would add to the request: names of headers and of query parameters, without their values. Signs
   * in where nobody has, and throws what that throws.
   */
  additions(
    request: Pick<ClientRequest, 'url' | 'path'>,
    signal: AbortSignal,
  ): Promise<{ headers: string[]; query: string[] }>;
  /** The origin of the service that it is signed in to; undefined as long as nobody has signed in. Calls nothing. */
  origin(): Promise<string | undefined>;
  /** The connection's fields that aren't secret, with their defaults. */
  readonly options: JsonObject;
};

/** Turns a refusal (status 400 and above) into one typed error, in the words of the service that gave it. */
export type ErrorParser = (answer: ClientAnswer, request: ClientRequest) => MillraceError;
