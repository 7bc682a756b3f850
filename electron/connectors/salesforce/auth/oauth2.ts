import { MillraceError } from '../../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json/json.ts';
import {
  type AuthScheme,
  type BrowserGrant,
  callbackPortField,
  field,
  type GrantContext,
  readCallbackPort,
  type Session,
} from '../../sdk/index.ts';
import { system } from '../errors.ts';
import { resolveHosts } from '../hosts.ts';
import { askForToken, readSession } from '../tokens.ts';
import { unlessPractice } from './fields.ts';

const DEFAULT_SCOPES = 'api refresh_token';
const CALLBACK_PATH = '/callback';

const browserGrant: BrowserGrant = {
  boundTo: ['environment', 'domain', 'clientId', 'authorizationUrl', 'tokenUrl', 'scopes'],

  callback: (fields) => ({
    // The practice org's app has this address registered; loopback ports count as equal (RFC 8252 §7.3).
    hostname: fields.environment === 'practice' ? '127.0.0.1' : 'localhost',
    port: readCallbackPort(fields),
    path: CALLBACK_PATH,
  }),

  async address(context, { redirectUri, state, challenge }) {
    const { fields } = context;
    const hosts = await resolveHosts(fields, context.practice);
    const url = new URL(hosts.authorizationUrl);
    for (const [name, value] of Object.entries({
      response_type: 'code',
      client_id: needConsumerKey(fields),
      redirect_uri: redirectUri,
      scope: readText(fields.scopes) || DEFAULT_SCOPES,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      prompt: 'login',
    })) {
      url.searchParams.set(name, value);
    }
    return url.href;
  },

  async redeem(context, { code, redirectUri, verifier }) {
    const hosts = await resolveHosts(context.fields, context.practice);
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...clientOf(context),
    };
    const answer = await askForToken(context, hosts, form);
    const session = readSession(answer, hosts);
    const refreshToken = readText(answer.refresh_token);
    if (refreshToken === '') {
      const detail = 'The app gave no refresh token, so the sign-in would end within hours.';
      const fix = 'Add the scope “refresh_token” to the app and to the connection, then authorize again.';
      throw new MillraceError('MISSING_TOKEN', { system, detail }, { fix });
    }
    const user = await askWho(context, session);
    return { secrets: { refreshToken }, user, host: new URL(session.baseUrl).host };
  },
};

/** The OAuth 2.0 web server flow with PKCE: a person grants access once, a refresh token renews it from then on. */
export const webServer: AuthScheme = {
  label: 'OAuth 2.0',
  description: 'Best for most connections: you approve access in your browser. You’ll need an app’s consumer key.',
  fields: {
    clientId: field.text('Consumer key', unlessPractice),
    clientSecret: field.secret('Consumer secret', { help: 'Only if your app requires one.' }),
    callbackPort: callbackPortField,
    authorizationUrl: field.text('Authorization URL', {
      help: 'Worked out from the environment unless you enter one.',
      group: 'more',
    }),
    tokenUrl: field.text('Access token URL', {
      help: 'Worked out from the environment unless you enter one.',
      group: 'more',
    }),
    scopes: field.text('Scopes', { default: DEFAULT_SCOPES, group: 'more' }),
  },
  browserGrant,
  replacesSecrets: true,

  async signIn(context) {
    const refreshToken = context.secrets.refreshToken ?? '';
    if (refreshToken === '') {
      const detail = 'Nobody has approved access yet.';
      throw new MillraceError(
        'MISSING_TOKEN',
        { system, detail },
        { fix: 'Authorize the connection in your browser.' },
      );
    }
    const hosts = await resolveHosts(context.fields, context.practice);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...clientOf(context) };
    // A renewal that is cut short may have voided the old refresh token without the new one being known.
    const whole = new AbortController().signal;
    const answer = await askForToken({ ...context, signal: whole }, hosts, form);
    const renewed = readText(answer.refresh_token);
    if (renewed !== '' && renewed !== refreshToken) await context.keepSecret('refreshToken', renewed);
    const session = readSession(answer, hosts);
    return { ...session, secrets: [...(session.secrets ?? []), refreshToken, ...(renewed === '' ? [] : [renewed])] };
  },
};

function clientOf({ fields, secrets }: Pick<GrantContext, 'fields' | 'secrets'>): Record<string, string> {
  const secret = secrets.clientSecret ?? '';
  return { client_id: needConsumerKey(fields), ...(secret === '' ? {} : { client_secret: secret }) };
}

function needConsumerKey(fields: JsonObject): string {
  const key = readText(fields.clientId);
  if (key === '') throw new MillraceError('SETTING_REQUIRED', { label: 'Consumer key', field: 'clientId' });
  return key;
}

/** The name of the user who approved, which only the org itself knows for certain. */
async function askWho(context: GrantContext, session: Session): Promise<string> {
  const answer = await context.port.http(
    {
      method: 'GET',
      url: `${session.baseUrl}/services/oauth2/userinfo`,
      connectionHeaders: { ...session.headers },
      effect: 'read',
      purpose: 'sign-in',
      redirects: 'refuse',
    },
    context.signal,
  );
  const info = answer.status === 200 ? readObject(answer.body) : {};
  return readText(info.preferred_username) || readText(info.name) || 'the user who approved';
}

function readObject(body: Uint8Array): JsonObject {
  try {
    const value: Json = JSON.parse(new TextDecoder().decode(body));
    return isJsonObject(value) ? value : {};
  } catch {
    // Who it was is shown for comfort; the sign-in itself has succeeded.
    return {};
  }
}

function readText(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}
