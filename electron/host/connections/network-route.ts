import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { CallPort, PortRequest } from '../../connectors/sdk/index.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClientCertificate, HttpProxy, HttpRoute } from '../../ports/http.ts';

/** What of a connection decides the way to its service; the fields are those of `networkFields`, with defaults. */
export type RoutedConnection = { fields: JsonObject; secrets(): Promise<Secrets> };

type Parts = {
  clock: Pick<Clock, 'now'>;
  /** The service's name, where the connection is of one service only. */
  system: string | undefined;
};

/**
 * A port whose calls all take the way that the connection asks for: through its proxy, with its client certificate,
 * within its time to connect. It opens the vault for the first call, and only for a proxy with a user name or a client
 * certificate. A client certificate is shown at the sign-in and to the connection's own host, to no other (S19).
 *
 * Calls throw besides: SETTING_REQUIRED or SETTING_WRONG for a proxy that can't be, and what the key store or its key
 * is refused with. Errors name the field at which they are mended.
 */
export function routePort(port: CallPort, connection: RoutedConnection, parts: Parts): CallPort {
  let known: Promise<HttpRoute> | undefined;
  const find = async (): Promise<HttpRoute> => {
    known ??= makeRoute(connection, parts.clock);
    try {
      return await known;
    } catch (error) {
      // A vault may be opened, and a clock be set, before the next call.
      known = undefined;
      throw error;
    }
  };
  return {
    files: port.files,
    http: async (request, signal) => {
      const route = await find();
      try {
        return await port.http({ ...request, route: isOwn(request) ? route : withoutCertificate(route) }, signal);
      } catch (error) {
        throw nameField(error, connection.fields, parts.system);
      }
    },
  };
}

/** Whether a call goes to whom the connection signs in at, or to the host that the sign-in named. */
function isOwn({ purpose, connectionHeaders }: PortRequest): boolean {
  return purpose === 'sign-in' || connectionHeaders !== undefined;
}

const bare = new WeakMap<HttpRoute, HttpRoute>();

function withoutCertificate(route: HttpRoute): HttpRoute {
  if (!route.clientCertificate) return route;
  const { clientCertificate: _, ...way } = route;
  const kept = bare.get(route) ?? way;
  bare.set(route, kept);
  return kept;
}

async function makeRoute({ fields, secrets }: RoutedConnection, clock: Pick<Clock, 'now'>): Promise<HttpRoute> {
  const address = readProxyAddress(fields);
  const username = readText(fields.proxyUsername);
  const hasKeyStore = readText(fields.clientKeyStore) !== '';
  const opened: Secrets = (address && username !== '') || hasKeyStore ? await secrets() : {};
  const { connectionTimeout } = fields;
  const route: HttpRoute = {};
  if (typeof connectionTimeout === 'number' && connectionTimeout > 0)
    route.connectTimeoutMs = connectionTimeout * 1_000;
  if (address) route.proxy = username === '' ? address : { ...address, username, password: opened.proxyPassword ?? '' };
  if (hasKeyStore) route.clientCertificate = await readClientCertificate(fields, opened, clock.now());
  return route;
}

/**
 * Where the proxy is, or undefined for none. A whole address is taken apart, as people paste one.
 * @throws MillraceError SETTING_REQUIRED, SETTING_WRONG.
 */
function readProxyAddress({ proxyHost, proxyPort }: JsonObject): Pick<HttpProxy, 'host' | 'port'> | undefined {
  const text = readText(proxyHost);
  if (text === '') return undefined;
  const wrong = (detail: string) =>
    new MillraceError(
      'SETTING_WRONG',
      { label: 'Proxy host', field: 'proxyHost', detail, control: 'text' },
      { why: 'The proxy couldn’t be found by it.', fix: 'Enter a name such as proxy.example.com.' },
    );
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http') throw wrong('Only a proxy that is reached over http can be used.');
  const whole = scheme === undefined ? `http://${isPlainIpv6(text) ? `[${text}]` : text}` : text;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || url.hostname === '') throw wrong('It isn’t the name or the address of a computer.');
  if (url.username !== '' || url.password !== '') throw wrong('The user name and password have fields of their own.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw wrong('It must end with the name.');
  const port = typeof proxyPort === 'number' ? proxyPort : Number(url.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const detail = 'It must be a whole number from 1 to 65535.';
    throw new MillraceError('SETTING_WRONG', { label: 'Proxy port', field: 'proxyPort', detail, control: 'number' });
  }
  if (port === 0) {
    const why = 'Proxies have no port that all of them use.';
    throw new MillraceError('SETTING_REQUIRED', { label: 'Proxy port', field: 'proxyPort' }, { why });
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

function isPlainIpv6(text: string): boolean {
  return text.split(':').length > 2 && !text.startsWith('[');
}

/** The fields of the client's key store in the place of those of a key store that signs. */
const clientFields: Readonly<Record<string, string>> = {
  keyStore: 'clientKeyStore',
  storePassword: 'clientKeyStorePassword',
  alias: 'clientKeyAlias',
};

async function readClientCertificate(fields: JsonObject, secrets: Secrets, now: number): Promise<ClientCertificate> {
  const { clientKeyStoreContent = '', clientKeyStorePassword = '' } = secrets;
  if (clientKeyStoreContent === '') {
    const data = { label: 'Client key store', field: 'clientKeyStore' };
    throw new MillraceError('SETTING_REQUIRED', data, {
      why: 'Its content isn’t stored.',
      fix: 'Choose the file again.',
    });
  }
  const { decodeKeyStore, pickClientKey, readKeyStore } = await import('../../key-store/index.ts');
  try {
    const store = readKeyStore(decodeKeyStore(clientKeyStoreContent), clientKeyStorePassword);
    return pickClientKey(store, readText(fields.clientKeyAlias), now);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const { field } = error.data;
    throw atField(error, (typeof field === 'string' && clientFields[field]) || 'clientKeyStore');
  }
}

/** The same error, at the field of the connection that mends it. */
function nameField(error: unknown, fields: JsonObject, system: string | undefined): unknown {
  if (!(error instanceof MillraceError)) return error;
  switch (error.data.reason) {
    case 'proxy-unreachable':
    case 'proxy-forbidden':
      return atField(error, 'proxyHost');
    case 'proxy-refused':
      return atField(error, readText(fields.proxyUsername) === '' ? 'proxyUsername' : 'proxyPassword');
    case 'client-certificate':
      return atField(error, 'clientKeyStore', system && `${system} asked for a client certificate.`);
    case 'client-certificate-refused':
      return atField(error, 'clientKeyStore');
    default:
      return error;
  }
}

function atField(error: MillraceError, field: string, message = error.message): MillraceError {
  const { code, data, why, fix, retryable } = error;
  return new MillraceError(code, { ...data, field }, { message, why, fix, retryable, cause: error });
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
