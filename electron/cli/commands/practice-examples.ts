import { createHash, randomBytes } from 'node:crypto';
import type { PracticeOrg } from '../../practice/practice-org.ts';

/** What examples need to know of a running org. */
export type ExampleOrg = Pick<PracticeOrg, 'loginUrl' | 'instanceUrl' | 'controlUrl' | 'users' | 'clients'>;

/** A way to sign in and commands for a POSIX shell that do it when they are pasted as they stand. */
export interface SignInExample {
  readonly title: string;
  readonly command: string;
}

/** Quotes a text so that a POSIX shell takes it as it is. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** One line that asks for a token; each field is given as `name=value`. */
function askToken(host: string, fields: readonly string[], more = ''): string {
  const data = fields.map((field) => ` -d ${quote(field)}`).join('');
  return `curl -s ${host}/services/oauth2/token${data}${more}`;
}

function webServer(org: ExampleOrg, clientId: string, clientSecret: string, callbackUrl: string): string {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: 'api refresh_token',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    auto: 'allow',
  });
  const fields = ['grant_type=authorization_code', `client_id=${clientId}`, `client_secret=${clientSecret}`];
  const exchange = askToken(org.loginUrl, [...fields, `redirect_uri=${callbackUrl}`, `code_verifier=${verifier}`]);
  return [
    `CODE=$(curl -s -o /dev/null -w '%{redirect_url}' '${org.loginUrl}/services/oauth2/authorize?${query}' | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')`,
    `ANSWER=$(${exchange} -d "code=$CODE"); echo "$ANSWER"`,
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function soapLogin(org: ExampleOrg, username: string, password: string): string {
  const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login xmlns="urn:partner.soap.sforce.com"><username>${escapeXml(username)}</username><password>${escapeXml(password)}</password></login></e:Body></e:Envelope>`;
  return `curl -s ${org.loginUrl}/services/Soap/u/64.0 -H 'Content-Type: text/xml' -H 'SOAPAction: ""' -d ${quote(envelope)}`;
}

/**
 * An example for each way to sign in, with the first user and the first client of the org. None for an org without
 * users or clients.
 */
export function listSignInExamples(org: ExampleOrg): readonly SignInExample[] {
  const [user] = org.users;
  const [client] = org.clients;
  if (!user || !client) return [];
  const { clientId, clientSecret, callbackUrl } = client;
  const identity = [`client_id=${clientId}`, `client_secret=${clientSecret}`];
  const assertion = (grant: string) =>
    ` --data-urlencode "assertion=$(curl -s '${org.controlUrl}/assertion?grant=${grant}&username=${encodeURIComponent(user.username)}')"`;
  return [
    {
      title: 'Web server flow with PKCE (open the address without &auto=allow to see the consent page)',
      command: webServer(org, clientId, clientSecret, callbackUrl),
    },
    {
      title: 'Refresh token (after the web server flow, in the same shell)',
      command: `${askToken(org.loginUrl, ['grant_type=refresh_token', ...identity])} -d "refresh_token=$(echo "$ANSWER" | sed 's/.*"refresh_token":"\\([^"]*\\)".*/\\1/')"`,
    },
    {
      title: 'JWT bearer (the org signs the assertion with the key file)',
      command: askToken(org.loginUrl, ['grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer'], assertion('jwt')),
    },
    {
      title: 'SAML bearer (likewise)',
      command: askToken(org.loginUrl, ['grant_type=urn:ietf:params:oauth:grant-type:saml2-bearer'], assertion('saml')),
    },
    {
      title: 'Client credentials (on the instance host only)',
      command: askToken(
        org.instanceUrl,
        ['grant_type=client_credentials'],
        ` -u ${quote(`${clientId}:${clientSecret}`)}`,
      ),
    },
    {
      title: 'Username and password',
      command: askToken(org.loginUrl, [
        'grant_type=password',
        ...identity,
        `username=${user.username}`,
        `password=${user.password}${user.securityToken}`,
      ]),
    },
    { title: 'SOAP login', command: soapLogin(org, user.username, user.password + user.securityToken) },
  ];
}
