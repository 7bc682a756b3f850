import type { ParameterDraft } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { splitParameters } from './split-parameters.ts';

/** The parameters of the process-automation connector, and the field or secret of ours that each one is (P11). */
const FIELDS = new Map([
  ['SALESFORCE_CLIENT_ID', 'clientId'],
  ['SALESFORCE_USERNAME', 'username'],
]);
const SECRETS = new Map([
  ['SALESFORCE_CLIENT_SECRET', 'clientSecret'],
  ['SALESFORCE_PASSWORD', 'password'],
  ['SALESFORCE_SECURITY_TOKEN', 'securityToken'],
]);
const LOGIN = 'SALESFORCE_URL_LOGIN';
const SOAP_LOGIN = 'SALESFORCE_SOAP_URL_LOGIN';
const VERSION = 'SALESFORCE_VERSION';

/**
 * Pasted parameters (`KEY=VALUE` lines, a .env file, YAML or JSON) as a connection's form. Values that can't be used are
 * left out and said. Nothing is kept. Throws PARAMETERS_UNREADABLE when not one parameter is known.
 */
export function readParameters(text: string): ParameterDraft {
  const parameters = splitParameters(text);
  const fields: JsonObject = {};
  const secrets: Record<string, string> = {};
  const unknown: string[] = [];
  const problems: ParameterDraft['problems'] = [];
  const logins = new Map<string, JsonObject>();
  for (const [name, value] of parameters) {
    const field = FIELDS.get(name);
    const secret = SECRETS.get(name);
    if (field) fields[field] = value;
    else if (secret) secrets[secret] = value;
    else if (name === LOGIN || name === SOAP_LOGIN) {
      const login = readLogin(value);
      if (login) logins.set(name, login);
      else problems.push({ name, message: 'It isn’t an address of the form https://<domain>.' });
    } else if (name === VERSION) {
      const version = /^v?(\d{2,3})(?:\.0)?$/.exec(value)?.[1];
      if (version) fields.apiVersion = `${version}.0`;
      else problems.push({ name, message: 'It isn’t a version such as 64.0.' });
    } else unknown.push(name);
  }
  if (parameters.size === 0 || unknown.length === parameters.size) {
    const detail =
      parameters.size === 0 ? 'It has no names with values.' : 'None of its names begins with SALESFORCE_.';
    throw new MillraceError('PARAMETERS_UNREADABLE', { detail });
  }
  const login = logins.get(LOGIN) ?? logins.get(SOAP_LOGIN);
  const soap = logins.get(SOAP_LOGIN);
  if (login && soap && JSON.stringify(login) !== JSON.stringify(soap)) {
    problems.push({ name: SOAP_LOGIN, message: `It leads to another host than ${LOGIN}, which is used.` });
  }
  Object.assign(fields, login);
  return { connector: 'salesforce', auth: chooseScheme(fields, secrets), fields, secrets, unknown, problems };
}

/** Username and password of an app's client, as the parameters mean it; less, where less is given. */
function chooseScheme({ clientId, username }: JsonObject, { password }: Readonly<Record<string, string>>): string {
  if (clientId === undefined) return 'basic';
  return username === undefined && password === undefined ? 'client_credentials' : 'password';
}

/** The environment, and the domain where it needs one; undefined for what isn't an address. */
function readLogin(text: string): JsonObject | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, origin } = new URL(text);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
  if (isLoopback && (protocol === 'http:' || protocol === 'https:')) return { environment: 'practice', domain: origin };
  if (protocol !== 'https:' || !hostname.includes('.')) return undefined;
  if (hostname === 'login.salesforce.com') return { environment: 'production' };
  if (hostname === 'test.salesforce.com') return { environment: 'test' };
  return { environment: 'custom', domain: hostname.replace(/\.lightning\.force\.com$/, '.my.salesforce.com') };
}
