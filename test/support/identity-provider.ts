import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { createMemoryAdapter } from './identity-store.ts';

/** A request that the provider or its API received; bodies aren't kept. */
export type JournalEntry = { method: string; path: string; headers: IncomingMessage['headers'] };

/** A real OpenID provider on a free port of this computer, with an API beside it that takes its tokens. */
export type IdentityProvider = {
  issuer: string;
  /** Answers 200 with the token's user to whoever has a valid token, else 401. */
  apiUrl: string;
  requests: JournalEntry[];
  /** How many requests its token endpoint got. */
  tokenCalls(): number;
  /** Makes every access token, or every refresh token too, void from now on. */
  revoke(kind: 'access' | 'all'): void;
  close(): Promise<void>;
};

export const publicClient = { clientId: 'public-app' };
export const secretClient = { clientId: 'secret-app', clientSecret: 'canary-client-secret-5d1c' };
export const person = 'ada@example.com';

type Settings = {
  /** How long access tokens are valid, in seconds. */
  accessTokenSeconds?: number;
  deviceCodeSeconds?: number;
};

/** Starts one; every refresh token is good for one use. */
export async function startIdentityProvider(settings: Settings = {}): Promise<IdentityProvider> {
  const requests: JournalEntry[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = createMemoryAdapter();
  const provider = new Provider(issuer, { ...configure(settings), adapter: store.adapter });
  const answer = provider.callback();
  handle = (request, response) => {
    const { pathname } = new URL(request.url ?? '', issuer);
    const refuse = (error: unknown) => response.writeHead(400).end(String(error));
    if (pathname.startsWith('/api')) void answerApi(provider, request, response);
    else if (pathname.startsWith('/interaction/')) void interact(provider, request, response).catch(refuse);
    else void answer(request, response);
  };
  return {
    issuer,
    apiUrl: `${issuer}/api`,
    requests,
    tokenCalls: () => requests.filter(({ path }) => path === '/token').length,
    revoke: (kind) => {
      store.forget('AccessToken');
      store.forget('ClientCredentials');
      if (kind === 'all') store.forget('RefreshToken');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configure({ accessTokenSeconds = 600, deviceCodeSeconds = 600 }: Settings): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const grants = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
  const shared = {
    // Of a native app: any port of this computer will do (RFC 8252 §7.3).
    redirect_uris: ['http://localhost/callback'],
    response_types: ['code' as const],
    grant_types: grants,
    application_type: 'native' as const,
  };
  return {
    clients: [
      { ...shared, client_id: publicClient.clientId, token_endpoint_auth_method: 'none' },
      {
        ...shared,
        client_id: secretClient.clientId,
        client_secret: secretClient.clientSecret,
        grant_types: [...shared.grant_types, 'client_credentials'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] } as never,
    cookies: { keys: ['only for tests'] },
    scopes: ['openid', 'offline_access', 'profile', 'api:read'],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      DeviceCode: deviceCodeSeconds,
      RefreshToken: 86_400,
      Session: 3_600,
      Interaction: 3_600,
      Grant: 86_400,
      IdToken: 3_600,
    },
    clientBasedCORS: () => false,
    renderError: (context, { error, error_description: description }) => {
      showPage(context, 'Error', `<p>${error}: ${description ?? ''}</p>`);
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (context, form) => {
          showPage(context, 'Enter the code', `${form}<button form="op.deviceInputForm">Continue</button>`);
        },
        userCodeConfirmSource: (context, form, _client, _device, userCode) => {
          const buttons = `<button form="op.deviceConfirmForm">Confirm</button>
            <button form="op.deviceConfirmForm" name="abort" value="yes">Abort</button>`;
          showPage(context, 'Is this your code?', `<p>${userCode}</p>${form}${buttons}`);
        },
        successSource: (context) => showPage(context, 'Signed in', '<p>You can close this page.</p>'),
      },
    },
  };
}

/** The API: it tells whose token it got. */
async function answerApi(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  const user = found && 'accountId' in found ? found.accountId : found?.clientId;
  response.writeHead(found?.isValid ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found?.isValid ? { user } : { error: 'invalid_token' }));
}

/** The pages on which a person signs in, then allows the access or denies it. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    const fields =
      prompt.name === 'login'
        ? '<label>Email <input name="login"></label><button>Sign in</button>'
        : '<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>';
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(page(prompt.name === 'login' ? 'Sign in' : 'Allow access', `<form method="post">${fields}</form>`));
    return;
  }
  const form = new URLSearchParams(await readBody(request));
  if (prompt.name === 'login') {
    const login = { accountId: form.get('login') ?? '' };
    await provider.interactionFinished(request, response, { login });
  } else if (form.get('decision') !== 'allow') {
    const refusal = { error: 'access_denied', error_description: 'The person said no' };
    await provider.interactionFinished(request, response, refusal);
  } else {
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const owner = { accountId: session?.accountId ?? '', clientId: String(params.client_id) };
    const grant = known ?? new provider.Grant(owner);
    const { missingOIDCScope: scopes } = prompt.details;
    if (Array.isArray(scopes)) grant.addOIDCScope(scopes.join(' '));
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function showPage(context: KoaContextWithOIDC, title: string, body: string): void {
  context.type = 'html';
  context.body = page(title, body);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`;
}
