import { type AuthScheme, field } from '../../sdk/index.ts';
import { requestToken } from '../tokens.ts';
import { securityToken, unlessPractice } from './fields.ts';

/** The OAuth password grant (RFC 6749 §4.3): the password is followed by the security token. */
export const usernamePassword: AuthScheme = {
  label: 'OAuth Username Password',
  description: 'Best for practice and for older orgs that allow it.',
  warning:
    'Many Salesforce orgs block this method by default. An admin can allow it, or choose Client Credentials or JWT.',
  fields: {
    clientId: field.text('Consumer key', unlessPractice),
    clientSecret: field.secret('Consumer secret', unlessPractice),
    username: field.text('Username', unlessPractice),
    password: field.secret('Password', unlessPractice),
    securityToken,
  },
  signIn(context) {
    const { fields, secrets } = context;
    return requestToken(context, {
      grant_type: 'password',
      client_id: String(fields.clientId ?? ''),
      client_secret: secrets.clientSecret ?? '',
      username: String(fields.username ?? ''),
      password: `${secrets.password ?? ''}${secrets.securityToken ?? ''}`,
    });
  },
};
