import { MillraceError } from '../../../../shared/errors/index.ts';
import type { JsonObject } from '../../../../shared/json/json.ts';
import { type AuthScheme, field } from '../../sdk/index.ts';
import { defaultApiVersion } from '../api-version.ts';
import { readEndpoint, resolveHosts } from '../hosts.ts';
import { lastLoginVersion, logIn } from '../soap-login.ts';
import { securityToken, unlessPractice } from './fields.ts';

/** A user's name and password over SOAP; the session works in REST as well. */
export const basic: AuthScheme = {
  label: 'Basic authentication',
  description: 'Best for orgs that still allow it. You’ll need a username, a password and perhaps a security token.',
  warning:
    'Salesforce is retiring this sign-in: not available from API 65.0, ends with Summer ’27. Use OAuth 2.0 or JWT for new work.',
  fields: {
    username: field.text('Username', unlessPractice),
    password: field.secret('Password', unlessPractice),
    securityToken,
    authorizationUrl: field.text('Authorization URL', {
      help: 'Worked out from the environment unless you enter one.',
      group: 'more',
    }),
  },
  async signIn(context) {
    const { fields, secrets } = context;
    const hosts = await resolveHosts(fields, context.practice);
    refuseLaterVersion(fields);
    const loginUrl =
      readEndpoint(fields, 'authorizationUrl') ?? `${hosts.loginUrl}/services/Soap/u/${lastLoginVersion}`;
    const username = String(fields.username ?? '').trim();
    const password = `${secrets.password ?? ''}${secrets.securityToken ?? ''}`;
    return logIn(context, loginUrl, hosts, { username, password });
  },
};

function refuseLaterVersion({ apiVersion = defaultApiVersion }: JsonObject): void {
  const version = String(apiVersion).replace(/^v/, '');
  if (!(Number(version) > Number(lastLoginVersion))) return;
  throw new MillraceError(
    'ADDRESS_WRONG',
    { value: version, field: 'apiVersion', detail: `Basic authentication ends with API ${lastLoginVersion}.` },
    {
      message: `Basic authentication doesn’t work with API ${version}.`,
      fix: `Enter ${lastLoginVersion} or an earlier version, or use OAuth 2.0.`,
    },
  );
}
