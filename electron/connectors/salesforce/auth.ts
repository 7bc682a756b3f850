import { MillraceError } from '../../../shared/errors/index.ts';
import { type AuthScheme, type Field, type Fields, field } from '../sdk/index.ts';
import { requestToken } from './tokens.ts';

/** The version of the API that is called unless a connection says otherwise. */
export const defaultApiVersion = '64.0';

/** Fields of every way to sign in (ui.md §8.4). */
export const commonFields: Fields = {
  environment: field.choice(
    'Environment',
    [
      { value: 'production', label: 'Production', help: 'https://login.salesforce.com' },
      { value: 'test', label: 'Test', help: 'https://test.salesforce.com' },
      { value: 'custom', label: 'Custom domain', help: 'The org’s own My Domain address' },
      { value: 'practice', label: 'Practice', help: 'The practice org on this computer' },
    ],
    { required: true },
  ),
  domain: field.text('My Domain name', {
    help: 'The first part of the org’s address, or the whole address.',
    placeholder: 'acme',
    visibleWhen: { field: 'environment', is: ['custom'] },
  }),
  apiVersion: field.text('API version', { default: defaultApiVersion, group: 'more' }),
};

/** The practice org's own user signs in where a practice connection names none, so nothing has to be typed there. */
const unlessPractice = {
  required: true,
  optionalWhen: { field: 'environment', is: ['practice'] },
} satisfies Partial<Field>;

const clientFields: Fields = {
  clientId: field.text('Consumer key', unlessPractice),
  clientSecret: field.secret('Consumer secret', unlessPractice),
};

const clientCredentials: AuthScheme = {
  label: 'OAuth Client Credentials',
  description: 'Best for flows that run as the app’s own user, without a person signing in.',
  fields: {
    clientId: field.text('Client ID', unlessPractice),
    clientSecret: field.secret('Client secret', unlessPractice),
  },
  async signIn(context) {
    const { environment, clientId } = context.fields;
    if (environment !== 'custom' && environment !== 'practice') {
      throw new MillraceError(
        'ADDRESS_WRONG',
        { value: String(environment), field: 'environment', detail: 'Client credentials need the org’s own domain.' },
        {
          message: 'Client credentials don’t work with this environment.',
          fix: 'Choose “Custom domain” and enter the org’s My Domain name.',
        },
      );
    }
    const form = {
      grant_type: 'client_credentials',
      client_id: String(clientId ?? ''),
      client_secret: context.secrets.clientSecret ?? '',
    };
    // Only the org's own host grants client credentials; in the practice org that is the instance, not the login host.
    return requestToken(context, form, async ({ loginUrl }) =>
      environment === 'practice' && !context.fields.domain ? (await context.practice()).instanceUrl : loginUrl,
    );
  },
};

const usernamePassword: AuthScheme = {
  label: 'OAuth Username Password',
  description: 'Best for practice and for older orgs that allow it.',
  warning:
    'Many Salesforce orgs block this method by default. An admin can allow it, or choose Client Credentials or JWT.',
  fields: {
    ...clientFields,
    username: field.text('Username', unlessPractice),
    password: field.secret('Password', unlessPractice),
    securityToken: field.secret('Security token', {
      help: 'Leave empty if your network is trusted in Salesforce.',
    }),
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

/** The ways to sign in, by the ids that scripts use. */
export const schemes = { client_credentials: clientCredentials, password: usernamePassword };
