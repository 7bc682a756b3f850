import type { PracticeOrg } from '../../practice/practice-org.ts';
import { listSignInExamples } from './practice-examples.ts';

/** How to reach a running practice org; one line of JSON, and the note others of the data folder read. */
export type PracticeAddress = Pick<
  PracticeOrg,
  'loginUrl' | 'instanceUrl' | 'controlUrl' | 'orgId' | 'users' | 'clients' | 'pageUrl'
> & {
  readonly tls: { readonly loginUrl: string; readonly instanceUrl: string } | null;
  /** A file with the private key of the registered apps, for JWT and SAML. */
  readonly keyFile: string;
  /** A file with the certificate TLS clients have to trust; null without TLS. */
  readonly certificateFile: string | null;
};

/** What people need to use the org: where it is, who can sign in, and an example for each way to do so. */
export function describePracticeOrg(address: PracticeAddress): string {
  const { loginUrl, instanceUrl, tls, pageUrl, controlUrl, users, clients, keyFile, certificateFile } = address;
  const lines = [
    `Page           ${pageUrl}`,
    `Login host     ${loginUrl}`,
    `Instance host  ${instanceUrl}`,
    ...(tls ? [`Login, TLS     ${tls.loginUrl}`, `Instance, TLS  ${tls.instanceUrl}`] : []),
    ...(certificateFile === null ? [] : [`Certificate    ${certificateFile}  (curl --cacert)`]),
    `Controls       ${controlUrl}`,
    ...users.map(
      ({ username, password, securityToken }) =>
        `User           ${username}  password ${password}  security token ${securityToken}`,
    ),
    ...clients.map(({ clientId, clientSecret }) => `Client         ${clientId}  secret ${clientSecret}`),
    `Key file       ${keyFile}  (of every client, for JWT and SAML)`,
    '',
    'Sign in from a shell:',
    ...listSignInExamples(address).flatMap(({ title, command }) => ['', `# ${title}`, command]),
  ];
  return `${lines.join('\n')}\n`;
}
