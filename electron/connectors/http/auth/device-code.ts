import { MillraceError } from '../../../../shared/errors/index.ts';
import { type AuthScheme, type DeviceGrant, field } from '../../sdk/index.ts';
import { findAuthorizationServer } from './authorization-server.ts';
import {
  boundTo,
  deviceAuthorizationUrlField,
  isLoopback,
  issuerFields,
  readParameters,
  requestFields,
} from './fields.ts';
import { explainOAuthFailure, oauthErrorOf } from './oauth-failure.ts';
import { signInWithGrant, systemOf, toGrant } from './tokens.ts';

const needed = ['deviceAuthorizationUrl', 'tokenUrl'] as const;
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** RFC 8628 §3.2, where the service doesn't say how often to ask. */
const defaultIntervalSeconds = 5;
/** Longer codes can't be typed; a service that sends one isn't what it seems. */
const longestCode = 64;

const deviceGrant: DeviceGrant = {
  boundTo,

  async start(context) {
    const parameters = readParameters(context.fields);
    const { library, config, last } = await findAuthorizationServer(context, needed);
    try {
      const answer = await library.initiateDeviceAuthorization(config, parameters);
      const isLocal = isLoopback(new URL(last()?.url ?? 'https://unknown.invalid'));
      const complete = answer.verification_uri_complete;
      return {
        deviceCode: answer.device_code,
        userCode: readUserCode(answer.user_code),
        verificationUrl: readVerificationUrl(answer.verification_uri, isLocal),
        ...(complete === undefined ? {} : { completeUrl: readVerificationUrl(complete, isLocal) }),
        expiresInSeconds: answer.expires_in,
        intervalSeconds: answer.interval ?? defaultIntervalSeconds,
      };
    } catch (thrown) {
      throw explainOAuthFailure(thrown, { attempt: 'device', context, last: last() });
    }
  },

  async poll(context, { deviceCode }) {
    const { library, config, last } = await findAuthorizationServer(context, needed);
    try {
      return toGrant(context, await library.genericGrantRequest(config, grantType, { device_code: deviceCode }));
    } catch (thrown) {
      const told = oauthErrorOf(thrown)?.error;
      if (told === 'authorization_pending') return 'pending';
      if (told === 'slow_down') return 'slowDown';
      const system = systemOf(context.fields);
      if (told === 'access_denied') {
        throw new MillraceError('AUTHORIZATION_REFUSED', { system, detail: 'The access was denied in the browser.' });
      }
      if (told === 'expired_token') {
        throw new MillraceError('AUTHORIZATION_EXPIRED', { detail: 'The code wasn’t entered in time.' });
      }
      throw explainOAuthFailure(thrown, { attempt: 'device', context, sent: [deviceCode], last: last() });
    }
  },
};

/** The device authorization grant (RFC 8628): a person enters a code at the service, on any device. */
export const deviceCode: AuthScheme = {
  label: 'OAuth Device Code',
  description: 'Best where no browser can come back to Millrace: you enter a code at the service, on any device.',
  fields: {
    ...issuerFields,
    clientSecret: field.secret('Client secret', { help: 'Only if your app has one.' }),
    ...requestFields,
    deviceAuthorizationUrl: deviceAuthorizationUrlField,
  },
  deviceGrant,
  replacesSecrets: true,
  signIn: signInWithGrant,
};

function readUserCode(text: string): string {
  const code = text.trim();
  if (code !== '' && code.length <= longestCode && /^[\x20-\x7e]+$/.test(code)) return code;
  throw new MillraceError('MISSING_TOKEN', {
    system: 'the service',
    detail: 'The code that it gave can’t be shown.',
  });
}

/** Where the person is sent must be an address that a browser opens safely, whatever the service says. */
function readVerificationUrl(text: string, isLocal: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal && isLoopback(url)))) return url.href;
  const detail = 'The page that it names for entering the code isn’t encrypted.';
  throw new MillraceError('MISSING_TOKEN', { system: url?.host ?? 'the service', detail });
}
