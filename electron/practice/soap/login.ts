import { orgId } from '../identity.ts';
import { parseId } from '../ids.ts';
import { authenticateByPassword, authenticateOnPage } from '../oauth/credentials.ts';
import type { Org } from '../org.ts';
import type { Envelope } from './envelope.ts';
import { SoapFault } from './fault.ts';
import { describeUser } from './user-info.ts';
import type { XmlValue } from './write-xml.ts';

/** The first version without `login()`. Source: Salesforce help 005132110. */
const firstWithoutLogin = 65;

const invalidLogin = 'Invalid username, password, security token; or user locked out.';
const tokenAdvice = `${invalidLogin} Are you at a new location? When accessing Salesforce--either via a desktop client or the API--from outside of your company’s trusted networks, you must add a security token to your password to log in. To get your new security token, log in to Salesforce. From your personal settings, enter Reset My Security Token in the Quick Find box, then select Reset My Security Token.`;

/** What the session is noted under: SOAP sign-ins belong to no registered app. */
const clientId = 'SOAP';

/** The refusal of users who may not use the API at all. */
export const apiDisabled = (): SoapFault =>
  new SoapFault('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');

/**
 * Signs a user in by name and password followed by the security token, and words the `loginResponse`. The session
 * works in REST as well. An expired password signs in too: the answer says so, and nothing but `setPassword` works.
 * Throws SoapFault.
 */
export function logIn(org: Org, letter: 'u' | 'c' | 'm', version: number, { call, header }: Envelope): XmlValue {
  if (version >= firstWithoutLogin) {
    const message = `SOAP API login() is not available in API version ${firstWithoutLogin}.0 and later.`;
    throw new SoapFault('UNSUPPORTED_API_VERSION', message);
  }
  if (!org.switches.values.soapLogin) {
    throw new SoapFault('INVALID_OPERATION', 'SOAP API login() is disabled by default in this org.');
  }
  const scope = header?.child('LoginScopeHeader')?.textOf('organizationId')?.trim();
  const username = call.textOf('username') ?? '';
  const password = call.textOf('password') ?? '';
  const answer = authenticateByPassword(org, username, password);
  if ('refusal' in answer) {
    const withoutToken = authenticateOnPage(org, username, password);
    if (answer.refusal === 'wrong password' && 'user' in withoutToken) {
      throw new SoapFault('LOGIN_MUST_USE_SECURITY_TOKEN', tokenAdvice);
    }
    throw new SoapFault('INVALID_LOGIN', invalidLogin);
  }
  if (scope && parseId(scope) !== orgId) throw new SoapFault('INVALID_LOGIN', invalidLogin);
  const { user, passwordExpired } = answer;
  if (!org.access.has(user.id, 'ApiEnabled')) throw apiDisabled();
  const sessionId = org.sessions.open(user.id, clientId, org.now());
  if (sessionId === null) throw new SoapFault('LOGIN_RATE_EXCEEDED', 'login rate exceeded');
  const place = `${version}.0/${orgId.slice(0, 15)}`;
  return {
    result: {
      metadataServerUrl: `${org.instanceUrl}/services/Soap/m/${place}`,
      passwordExpired,
      sandbox: org.store.findById(orgId)?.IsSandbox === true,
      serverUrl: `${org.instanceUrl}/services/Soap/${letter}/${place}`,
      sessionId,
      userId: user.id,
      userInfo: describeUser(org, user.id),
    },
  };
}
