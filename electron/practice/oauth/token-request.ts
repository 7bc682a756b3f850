import type { Org } from '../org.ts';

/** A request to the token endpoint whose form was read. */
export interface TokenRequest {
  readonly org: Org;
  readonly host: 'login' | 'instance';
  /** Scheme, name and port the request was sent to. */
  readonly origin: string;
  readonly form: URLSearchParams;
  /** What a Basic header named; null without one. */
  readonly basic: { readonly id: string; readonly secret: string } | null;
}

/** What the token endpoint answers a granted request with. All values are texts. */
export type TokenAnswer = Readonly<Record<string, string>>;

/** One way to be granted a token. Throws OAuthError for a refusal. */
export type Grant = (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>;

/** The names of this computer that a request may have been sent to. */
const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The addresses under which the org can be reached: login host, instance host and, when it is one of this computer,
 * the one the request was sent to (the TLS ports).
 */
export function ownAddresses({ org, origin }: TokenRequest): readonly string[] {
  const own = [org.loginUrl, org.instanceUrl];
  return loopbackNames.has(new URL(origin).hostname) ? [...own, origin] : own;
}
