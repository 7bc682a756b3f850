import { MillraceError } from '../../../../shared/errors/index.ts';
import { type AuthScheme, field } from '../../sdk/index.ts';
import { requestToken } from '../tokens.ts';
import { unlessPractice } from './fields.ts';

/** The OAuth client credentials grant: the app signs in as its own user. */
export const clientCredentials: AuthScheme = {
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
