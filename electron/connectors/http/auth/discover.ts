import type { CustomFetch, ServerMetadata } from 'openid-client';
import { MillraceError } from '../../../../shared/errors/index.ts';
import type { GrantContext } from '../../sdk/index.ts';
import type { OAuthLibrary } from './authorization-server.ts';
import { isLoopback } from './fields.ts';
import { ownErrorOf } from './oauth-failure.ts';
import type { AnswerFacts } from './port-fetch.ts';

type Parts = {
  clientId: string;
  context: GrantContext;
  fetch: CustomFetch;
  last(): AnswerFacts | undefined;
};

/** What people paste instead of the issuer. */
const wellKnown = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)\/?$/;

/**
 * The metadata that an issuer publishes about itself: by OpenID Connect Discovery 1.0, else by RFC 8414. Its issuer is
 * the one that was asked.
 * @throws MillraceError SETTING_WRONG at the field `issuer`, SERVICE_FAILED, or what the call threw.
 */
export async function discoverServer(library: OAuthLibrary, address: URL, parts: Parts): Promise<ServerMetadata> {
  const issuer = new URL(address.href.replace(wellKnown, ''));
  const ask = async (algorithm: 'oidc' | 'oauth2'): Promise<ServerMetadata> => {
    const execute = isLoopback(issuer) ? [library.allowInsecureRequests] : [];
    const options = { algorithm, execute, [library.customFetch]: parts.fetch };
    return (await library.discovery(issuer, parts.clientId, undefined, undefined, options)).serverMetadata();
  };
  try {
    return await ask('oidc').catch((thrown: unknown) => {
      const status = parts.last()?.status ?? 0;
      if (ownErrorOf(thrown) || status < 400 || status >= 500) throw thrown;
      return ask('oauth2');
    });
  } catch (thrown) {
    throw explainDiscovery(thrown, issuer, parts);
  }
}

function explainDiscovery(thrown: unknown, issuer: URL, { context, last }: Parts): MillraceError {
  context.signal.throwIfAborted();
  const own = ownErrorOf(thrown);
  if (own && own.code !== 'ANSWER_TOO_LARGE') return own;
  const answer = last();
  const { host } = issuer;
  if (!own && answer && answer.status >= 500) {
    const detail = 'Its sign-in doesn’t work right now.';
    const { status, retryAfterSeconds } = answer;
    return new MillraceError('SERVICE_FAILED', { system: host, host, status, detail, retryAfterSeconds });
  }
  const refuse = (detail: string, fix = 'Check the issuer’s address, or enter the URLs under Advanced instead.') =>
    new MillraceError(
      'SETTING_WRONG',
      { label: 'Issuer', field: 'issuer', detail, host },
      { why: 'Where to sign in is read from the metadata that an issuer publishes about itself.', fix, cause: thrown },
    );
  if (own) return refuse(`${host} answered with far more than metadata.`);
  const other = issuerOf(thrown);
  if (other !== undefined) {
    return refuse(
      `${host} says that it is “${other.slice(0, 200)}”.`,
      'Enter exactly that as the issuer if it is the service that you mean.',
    );
  }
  if (answer && answer.status >= 300 && answer.status < 400) return refuse(`${host} redirects to another address.`);
  if (answer && answer.status >= 400) return refuse(`${host} publishes no metadata (status ${answer.status}).`);
  return refuse(`${host} answered with ${answer?.isWebPage ? 'a web page' : 'something else'} instead of metadata.`);
}

/** The issuer that metadata named in the place of the one that was asked. */
function issuerOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  if (thrown.code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') return undefined;
  const cause: unknown = thrown.cause;
  if (typeof cause !== 'object' || cause === null || !('body' in cause)) return undefined;
  const { body } = cause;
  if (typeof body !== 'object' || body === null || !('issuer' in body)) return undefined;
  return typeof body.issuer === 'string' ? body.issuer : undefined;
}
