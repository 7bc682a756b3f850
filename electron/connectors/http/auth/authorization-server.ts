import type { ClientAuth, Configuration, ServerMetadata } from 'openid-client';
import { MillraceError } from '../../../../shared/errors/index.ts';
import type { GrantContext } from '../../sdk/index.ts';
import { discoverServer } from './discover.ts';
import { type AddressKey, addressLabels, isLoopback, needClientId, readAddress, readText } from './fields.ts';
import { type AnswerFacts, createPortFetch } from './port-fetch.ts';

/** The library of the protocol; loaded with the first sign-in that needs it. */
export type OAuthLibrary = typeof import('openid-client');

/** Who signs in, ready to be asked: endpoints that were checked, and the client as it introduces itself. */
export type AuthorizationServer = {
  library: OAuthLibrary;
  config: Configuration;
  /** True where the issuer is known, so that answers can be checked for coming from it. */
  hasIssuer: boolean;
  last(): AnswerFacts | undefined;
};

/** The metadata's name of each endpoint (RFC 8414 §2, RFC 8628 §4). */
const memberOf = {
  authorizationUrl: 'authorization_endpoint',
  tokenUrl: 'token_endpoint',
  deviceAuthorizationUrl: 'device_authorization_endpoint',
} as const;
export type EndpointKey = keyof typeof memberOf;

/** Endpoints that secrets are sent to. */
const secretEndpoints: ReadonlySet<EndpointKey> = new Set(['tokenUrl', 'deviceAuthorizationUrl']);

/**
 * Finds out whom to ask: from the issuer's own metadata, or from the URLs that a person entered, which win.
 * @throws MillraceError ADDRESS_WRONG, SETTING_REQUIRED or SETTING_WRONG, naming the field, or what the call threw.
 */
export async function findAuthorizationServer(
  context: GrantContext,
  needed: readonly EndpointKey[],
): Promise<AuthorizationServer> {
  const known = asked.get(context);
  if (known) return known;
  const server = await prepareServer(context, needed);
  asked.set(context, server);
  return server;
}

/** One authorization asks one server from its beginning to its end, whatever the metadata says later. */
const asked = new WeakMap<GrantContext, AuthorizationServer>();

async function prepareServer(context: GrantContext, needed: readonly EndpointKey[]): Promise<AuthorizationServer> {
  const { fields, secrets } = context;
  const clientId = needClientId(fields);
  const issuer = readAddress(fields, 'issuer');
  const entered = new Map(needed.map((key) => [key, readAddress(fields, key)]));
  if (!issuer) requireEntered(entered);

  const library = await import('openid-client');
  const { fetch, last } = createPortFetch(context, { identity: issuer !== undefined });
  const found = issuer && (await discoverServer(library, issuer, { clientId, context, fetch, last }));
  const named: ServerMetadata = { ...found, issuer: found?.issuer ?? entered.get('tokenUrl')?.origin ?? '' };
  const endpoints = needed.map((key) => {
    const url = entered.get(key) ?? (issuer && readDiscovered(named, key, issuer));
    return [memberOf[key], url?.href];
  });
  const metadata: ServerMetadata = { ...named, ...Object.fromEntries(endpoints) };
  const clientSecret = secrets.clientSecret ?? '';
  const client = clientSecret === '' ? {} : { client_secret: clientSecret };
  const config = new library.Configuration(metadata, clientId, client, chooseClientAuth(library, context, metadata));
  config[library.customFetch] = fetch;
  // The port has limits of its own.
  config.timeout = 0;
  // Every address was checked above: http is there for this computer only.
  library.allowInsecureRequests(config);
  return { library, config, hasIssuer: issuer !== undefined, last };
}

function requireEntered(entered: ReadonlyMap<EndpointKey, URL | undefined>): void {
  const missing = [...entered].filter(([, url]) => !url).map(([key]) => key);
  if (missing.length === 0) return;
  const isNone = missing.length === entered.size;
  const names = [...entered.keys()].map((key) => addressLabels[key]).join(' and the ');
  const field: AddressKey = isNone ? 'issuer' : (missing[0] ?? 'issuer');
  throw new MillraceError(
    'SETTING_REQUIRED',
    { label: isNone ? 'Issuer' : capitalise(addressLabels[field]), field },
    {
      why: 'Millrace must know where to sign in.',
      fix: `Enter the issuer, or under Advanced the ${names}.`,
    },
  );
}

/**
 * An endpoint as the issuer's metadata names it. Whoever can forge the metadata could send secrets anywhere, so those
 * go to the issuer's own host, or to an address that a person entered (S19, S37).
 */
function readDiscovered(metadata: ServerMetadata, key: EndpointKey, issuer: URL): URL {
  const text = metadata[memberOf[key]];
  const label = addressLabels[key];
  const fieldLabel = capitalise(label);
  if (typeof text !== 'string' || !URL.canParse(text)) {
    throw new MillraceError(
      'SETTING_REQUIRED',
      { label: fieldLabel, field: key },
      {
        why: `${issuer.host} names no ${label} in its metadata, so it may not know this way to sign in.`,
        fix: `Enter the ${label} under Advanced, or choose another authentication.`,
      },
    );
  }
  const url = new URL(text);
  const refuse = (detail: string, fix: string) =>
    new MillraceError(
      'SETTING_WRONG',
      { label: fieldLabel, field: key, detail, host: url.host },
      { why: 'Secrets go to the issuer’s own host only, unless you say otherwise.', fix },
    );
  const isLocal = isLoopback(issuer) && isLoopback(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw refuse(
      `${issuer.host} names ${url.origin}, which isn’t encrypted.`,
      'Check the issuer, or ask whoever runs it for the right address.',
    );
  }
  if (secretEndpoints.has(key) && url.host !== issuer.host) {
    throw refuse(
      `${issuer.host} names ${url.host}, which is another host.`,
      `If you trust ${url.host}, enter ${url.href} as the ${label} under Advanced.`,
    );
  }
  return url;
}

/** How the client shows its secret: as chosen, else in a header, as the standard wants it, unless only the body works. */
function chooseClientAuth(
  library: OAuthLibrary,
  { fields, secrets }: GrantContext,
  metadata: ServerMetadata,
): ClientAuth {
  const secret = secrets.clientSecret ?? '';
  if (secret === '') return library.None();
  const supported = metadata.token_endpoint_auth_methods_supported;
  const automatic =
    Array.isArray(supported) && !supported.includes('client_secret_basic') && supported.includes('client_secret_post')
      ? 'post'
      : 'basic';
  const chosen = readText(fields.clientAuthentication);
  const method = chosen === 'basic' || chosen === 'post' ? chosen : automatic;
  return method === 'post' ? library.ClientSecretPost(secret) : library.ClientSecretBasic(secret);
}

function capitalise(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
