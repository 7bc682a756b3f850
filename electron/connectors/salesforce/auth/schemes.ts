import { NAMED_SCHEME } from '../../../../shared/connector/manifest.ts';
import type { AuthSchemes } from '../../sdk/index.ts';
import { basic } from './basic.ts';
import { clientCredentials } from './client-credentials.ts';
import { jwtBearer } from './jwt.ts';
import { named } from './named.ts';
import { webServer } from './oauth2.ts';
import { usernamePassword } from './password.ts';
import { samlBearer } from './saml.ts';

/** The ways to sign in, by the ids that scripts use, in the order in which they are offered. */
export const schemes: AuthSchemes = {
  basic,
  oauth2: webServer,
  jwt: jwtBearer,
  client_credentials: clientCredentials,
  saml: samlBearer,
  password: usernamePassword,
  [NAMED_SCHEME]: named,
};
