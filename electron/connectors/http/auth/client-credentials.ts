import { type AuthScheme, field } from '../../sdk/index.ts';
import { readBaseUrl } from '../auth.ts';
import { findAuthorizationServer } from './authorization-server.ts';
import { issuerFields, readParameters, requestFields } from './fields.ts';
import { explainOAuthFailure } from './oauth-failure.ts';
import { toSession } from './tokens.ts';

/** The client credentials grant: the app signs in as itself. */
export const clientCredentials: AuthScheme = {
  label: 'OAuth Client Credentials',
  description: 'Best for flows that run as an app, without a person signing in. You’ll need its client ID and secret.',
  fields: {
    ...issuerFields,
    clientSecret: field.secret('Client secret', { required: true }),
    ...requestFields,
  },
  async signIn(context) {
    // What is wrong with the details is told before anything is sent.
    readBaseUrl(context.fields);
    const parameters = readParameters(context.fields);
    const { library, config, last } = await findAuthorizationServer(context, ['tokenUrl']);
    try {
      return toSession(context, await library.clientCredentialsGrant(config, parameters));
    } catch (thrown) {
      throw explainOAuthFailure(thrown, { attempt: 'credentials', context, last: last() });
    }
  },
};
