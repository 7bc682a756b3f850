import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { PracticeAddress } from '../sdk/index.ts';

/** The hosts of a connection, all derived from its environment (W2). */
export type Hosts = {
  loginUrl: string;
  /** Where a person approves access, and where tokens are asked for; entered by hand or on the login host. */
  authorizationUrl: string;
  tokenUrl: string;
  /** Tells whether the answer to a sign-in may send us there (S37). */
  allowsInstance(url: URL): boolean;
};

const domainForm = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const labelForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Instance hosts from before My Domain was required, such as na139 or cs42. */
const classicInstance = /^[a-z]{2,4}\d{1,4}[a-z]?\.salesforce\.com$/;

type Environment = Pick<Hosts, 'loginUrl' | 'allowsInstance'>;

/**
 * @throws MillraceError ADDRESS_WRONG when the environment or its domain can't be an address of Salesforce, or when an
 * address that was entered by hand isn't safe for signing in.
 */
export async function resolveHosts(fields: JsonObject, practice: () => Promise<PracticeAddress>): Promise<Hosts> {
  const environment = await resolveEnvironment(fields, practice);
  const { loginUrl } = environment;
  return {
    ...environment,
    authorizationUrl: readEndpoint(fields, 'authorizationUrl') ?? `${loginUrl}/services/oauth2/authorize`,
    tokenUrl: readEndpoint(fields, 'tokenUrl') ?? `${loginUrl}/services/oauth2/token`,
  };
}

/**
 * An endpoint that somebody entered by hand, or undefined: https, or this computer in the practice environment.
 * @throws MillraceError ADDRESS_WRONG for any other.
 */
export function readEndpoint(fields: JsonObject, key: 'authorizationUrl' | 'tokenUrl'): string | undefined {
  const text = typeof fields[key] === 'string' ? fields[key].trim() : '';
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPractice = fields.environment === 'practice' && url !== undefined && isLoopback(url);
  if (!url || (url.protocol !== 'https:' && !isPractice) || url.username !== '' || url.password !== '') {
    const detail = 'It must begin with https:// and hold no user name.';
    throw new MillraceError('ADDRESS_WRONG', { value: text.slice(0, 200), field: key, detail });
  }
  return url.href;
}

async function resolveEnvironment(fields: JsonObject, practice: () => Promise<PracticeAddress>): Promise<Environment> {
  const domain = typeof fields.domain === 'string' ? fields.domain.trim() : '';
  switch (fields.environment) {
    case 'production':
      return { loginUrl: 'https://login.salesforce.com', allowsInstance: isAnyInstance };
    case 'test':
      return { loginUrl: 'https://test.salesforce.com', allowsInstance: isAnyInstance };
    case 'custom': {
      const host = readDomain(domain);
      return { loginUrl: `https://${host}`, allowsInstance: (url) => isInstanceOf(host, url) };
    }
    case 'practice': {
      if (domain !== '') return loopbackHosts(domain);
      const { loginUrl, instanceUrl } = await practice();
      const origins = new Set([new URL(loginUrl).origin, new URL(instanceUrl).origin]);
      return { loginUrl, allowsInstance: (url) => origins.has(url.origin) };
    }
    default:
      throw addressWrong(
        String(fields.environment ?? ''),
        'It isn’t an environment: production, test, custom or practice.',
      );
  }
}

/**
 * The host that a My Domain name or a pasted address means: `acme`, `acme.my.salesforce.com` and
 * `https://acme.lightning.force.com/lightning/page/home` are all `acme.my.salesforce.com`.
 * @throws MillraceError ADDRESS_WRONG.
 */
export function readDomain(text: string): string {
  const lower = text.trim().toLowerCase();
  if (labelForm.test(lower)) return `${lower}.my.salesforce.com`;
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(lower)?.[1];
  if (scheme !== undefined && scheme !== 'https') throw addressWrong(text, 'Only https is safe for signing in.');
  let url: URL;
  try {
    url = new URL(scheme === undefined ? `https://${lower}` : lower);
  } catch {
    throw addressWrong(text, 'It can’t be read as an address.');
  }
  if (url.username !== '' || url.password !== '') throw addressWrong(text, 'It holds a user name.');
  if (url.port !== '') throw addressWrong(text, 'It holds a port.');
  if (!domainForm.test(url.hostname)) throw addressWrong(text, 'It has no domain such as acme.my.salesforce.com.');
  return url.hostname.replace(/\.lightning\.force\.com$/, '.my.salesforce.com');
}

function loopbackHosts(domain: string): Environment {
  const url = URL.canParse(domain) ? new URL(domain) : undefined;
  if (!url || !isLoopback(url) || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw addressWrong(domain, 'A practice org is on this computer: http://127.0.0.1 with its port.');
  }
  return { loginUrl: url.origin, allowsInstance: isLoopback };
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

function isAnyInstance(url: URL): boolean {
  if (!isPlainHttps(url)) return false;
  return /\.my\.salesforce\.com$/.test(url.hostname) || classicInstance.test(url.hostname);
}

/** The same host, a host of the same org (its sandboxes share the name before `--`), or a classic instance. */
function isInstanceOf(loginHost: string, url: URL): boolean {
  if (!isPlainHttps(url)) return false;
  if (url.hostname === loginHost) return true;
  if (!loginHost.endsWith('.salesforce.com')) return isAnyInstance(url);
  return classicInstance.test(url.hostname) || (isAnyInstance(url) && orgName(url.hostname) === orgName(loginHost));
}

function isPlainHttps(url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
}

function orgName(host: string): string {
  return (host.split('.')[0] ?? '').split('--')[0] ?? '';
}

function addressWrong(value: string, detail: string): MillraceError {
  return new MillraceError('ADDRESS_WRONG', { value: value.slice(0, 200), field: 'domain', detail });
}
