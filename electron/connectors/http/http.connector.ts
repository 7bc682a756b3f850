import { defineConnector } from '../sdk/index.ts';
import { clientCredentials } from './auth/client-credentials.ts';
import { deviceCode } from './auth/device-code.ts';
import { authorizationCode } from './auth/oauth2.ts';
import { commonFields, schemes } from './auth.ts';
import { parseHttpError } from './errors.ts';
import { request } from './request.ts';
import { verifyConnection } from './verify.ts';

/** The ways to sign in whose session a new one can replace. */
const renewable: ReadonlySet<string> = new Set(['oauth2', 'client_credentials', 'device_code']);

/** Any service over HTTP. */
export const http = defineConnector({
  id: 'http',
  version: 1,
  label: 'HTTP service',
  icon: 'http.svg',
  description: 'Calls any service that speaks HTTP.',
  common: commonFields,
  auth: { ...schemes, oauth2: authorizationCode, client_credentials: clientCredentials, device_code: deviceCode },
  verify: verifyConnection,
  errors: parseHttpError,
  // What the others send is always the same, so sending it again would only count as another wrong password.
  sessionEnded: ({ status }, auth) => status === 401 && renewable.has(auth),
  actions: { request },
});
