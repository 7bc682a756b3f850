import { Connection, type ConnectionConfig } from '@jsforce/jsforce-node';
import { type PracticeOrg, type PracticeOrgOptions, startPracticeOrg } from '../../electron/practice/practice-org.ts';

/** The API version the second opinion speaks; SOAP login exists up to 64.0. */
export const version = '64.0';

/** A practice org and the published, unmodified client, signed in as the administrator. */
export interface SecondOpinion {
  readonly org: PracticeOrg;
  readonly connection: Connection;
  /** Username and password with security token of the administrator. */
  readonly username: string;
  readonly password: string;
}

/** The OAuth settings of the first registered app. */
export function oauthOf(org: PracticeOrg): {
  loginUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
} {
  const [client] = org.clients;
  if (!client) throw new Error('The practice org has no registered app.');
  const { clientId, clientSecret, callbackUrl } = client;
  return { loginUrl: org.loginUrl, clientId, clientSecret, redirectUri: callbackUrl };
}

/** A client that is not signed in. */
export function connect(org: PracticeOrg, config: ConnectionConfig = {}): Connection {
  return new Connection({ loginUrl: org.loginUrl, version, ...config });
}

/** Starts an org and signs the client in by user name and password. */
export async function startSecondOpinion(options: PracticeOrgOptions = {}): Promise<SecondOpinion> {
  const org = await startPracticeOrg(options);
  const [user] = org.users;
  if (!user) throw new Error('The practice org has no users.');
  const username = user.username;
  const password = user.password + user.securityToken;
  const connection = connect(org, { oauth2: oauthOf(org) });
  await connection.loginByOAuth2(username, password);
  return { org, connection, username, password };
}

/** Makes a control call of the org. Throws when it is refused. */
export async function control(org: PracticeOrg, name: string, settings: unknown = {}): Promise<void> {
  const answer = await fetch(`${org.controlUrl}/${name}`, { method: 'POST', body: JSON.stringify(settings) });
  if (!answer.ok) throw new Error(`The control ${name} was refused: ${await answer.text()}`);
}
