import type { Json } from '../../../shared/json/json.ts';
import type { PracticeOrg } from '../../practice/practice-org.ts';
import type { TestConnection } from '../sdk/step-run.fixture.ts';

/** A control of a practice org; throws when it refuses. */
export async function control(org: PracticeOrg, path: string, body: Json = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${org.controlUrl}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

/** A connection to a practice org with the details of its first user and app, changed by `more`. */
export function practiceConnection(org: PracticeOrg, auth: string, more: Partial<TestConnection> = {}): TestConnection {
  const [user] = org.users;
  const [app] = org.clients;
  const { username = '', password = '', securityToken = '' } = user ?? {};
  const { clientId = '', clientSecret = '' } = app ?? {};
  return {
    connector: 'salesforce',
    auth,
    practice: org,
    ...more,
    fields: { environment: 'practice', clientId, username, ...more.fields },
    secrets: { clientSecret, password, securityToken, ...more.secrets },
  };
}

/** How many sign-ins of each kind an org has answered. */
export function countSignIns(org: PracticeOrg): { token: number; soap: number } {
  const paths = org.requests().map(({ path }) => path);
  return {
    token: paths.filter((path) => path === '/services/oauth2/token').length,
    soap: paths.filter((path) => path.startsWith('/services/Soap/u/')).length,
  };
}
