import type { PracticeOrg } from '../../electron/practice/practice-org.ts';

/** Gives the first user of a practice org another password, as an administrator does. Sessions stay. */
export async function changePassword(org: PracticeOrg, password: string): Promise<void> {
  const { username = '', password: present = '', securityToken = '' } = org.users[0] ?? {};
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username };
  const signedIn = await fetch(`${org.loginUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, password: `${present}${securityToken}` }),
  });
  const { access_token: token, id } = (await signedIn.json()) as { access_token: string; id: string };
  const path = `/services/data/v64.0/sobjects/User/${id.split('/').at(-1)}/password`;
  const changed = await fetch(`${org.instanceUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ NewPassword: password }),
  });
  if (changed.status !== 204) throw new Error(`The password wasn’t changed: ${changed.status}`);
}
