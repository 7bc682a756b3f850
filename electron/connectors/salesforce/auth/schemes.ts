import type { AuthSchemes } from '../../sdk/index.ts';
import { basic } from './basic.ts';
import { clientCredentials } from './client-credentials.ts';
import { webServer } from './oauth2.ts';
import { usernamePassword } from './password.ts';

/** The ways to sign in, by the ids that scripts use, in the order in which they are offered. */
export const schemes: AuthSchemes = {
  basic,
  oauth2: webServer,
  client_credentials: clientCredentials,
  password: usernamePassword,
};
