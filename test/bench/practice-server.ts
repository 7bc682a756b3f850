// A practice org in a process of its own, so that the caller's work and the org's don't share one thread.
import { startPracticeOrg } from '../../electron/practice/practice-org.ts';

const org = await startPracticeOrg();
const [user] = org.users;
const [client] = org.clients;
const answer = await fetch(`${org.loginUrl}/services/oauth2/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'password',
    client_id: client?.clientId ?? '',
    client_secret: client?.clientSecret ?? '',
    username: user?.username ?? '',
    password: `${user?.password}${user?.securityToken}`,
  }),
});
const { access_token: token } = (await answer.json()) as { access_token: string };
process.stdout.write(`${JSON.stringify({ url: org.instanceUrl, token })}\n`);
