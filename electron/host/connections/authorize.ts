import { AUTHORIZATION_MILLISECONDS, type AuthorizationEvent } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { BrowserGrant, CallPort, Grant, GrantContext } from '../../connectors/sdk/index.ts';
import type { Browser } from '../../ports/browser.ts';
import type { CallbackListener, CallbackVerdict } from '../../ports/callback-listener.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProofKeys } from '../../ports/proof-keys.ts';
import { waitForCode } from './authorize-device.ts';
import type { Grants } from './grants.ts';
import type { ClientOpener, OpenableConnection } from './open-client.ts';

/** Lets a person grant access in the browser. */
export type Authorizer = {
  /**
   * Tells where to sign in, or which code to enter where, then who approved. Ends with AUTHORIZATION_REFUSED,
   * AUTHORIZATION_EXPIRED after five minutes (or when the code is void), CALLBACK_PORT_IN_USE, NOT_AVAILABLE_HERE for a
   * scheme that nobody grants in a browser, or what the trade of the code threw. Aborting the signal ends it at once
   * without an error, and nothing listens any more.
   */
  authorize(connection: OpenableConnection, signal?: AbortSignal): AsyncGenerator<AuthorizationEvent, void, void>;
};

type Parts = {
  clock: Clock;
  clients: ClientOpener;
  grants: Grants;
  proofKeys: ProofKeys;
  callbacks: CallbackListener;
  /** Absent where the page opens links itself. */
  browser?: Browser | undefined;
  openPort(connectionId: string, connector: string): CallPort;
};

export function createAuthorizer(parts: Parts): Authorizer {
  const { clock, clients, grants, proofKeys, callbacks, browser, openPort } = parts;
  return {
    async *authorize(connection, signal = new AbortController().signal) {
      signal.throwIfAborted();
      const opened = await clients.prepare(connection);
      const { connector, scheme, fields, practice } = opened;
      const { browserGrant, deviceGrant } = scheme;
      const context: GrantContext = {
        fields,
        secrets: await opened.details.secrets(),
        port: opened.route(openPort(connection.id, connection.connector)),
        clock,
        practice,
        signal,
      };
      const granted = browserGrant
        ? yield* waitForBrowser(browserGrant, context, browserGrant.systemOf?.(fields) ?? connector.label)
        : deviceGrant && (yield* waitForCode(deviceGrant, context, clock));
      if (granted === undefined) {
        throw new MillraceError('NOT_AVAILABLE_HERE', { ability: `Authorize in the browser for ${scheme.label}` });
      }
      // The person left: there is nobody to tell.
      if (granted === 'left') return;
      const { auth, connector: connectorId } = connection;
      const kept = { connector: connectorId, auth, details: opened.grantedFor, secrets: { ...granted.secrets } };
      yield { state: 'approved', authorizationId: grants.keep(kept), user: granted.user, host: granted.host };
    },
  };

  /** Leads the person's browser to the service and waits for it to come back. */
  async function* waitForBrowser(
    grant: BrowserGrant,
    context: GrantContext,
    system: string,
  ): AsyncGenerator<AuthorizationEvent, Grant | 'left', void> {
    const callback = grant.callback(context.fields);
    const redirectUri = `http://${callback.hostname}:${callback.port}${callback.path}`;
    const { state, verifier, challenge } = proofKeys.create();
    const url = await grant.address(context, { redirectUri, state, challenge });
    const answer = expectAnswer(state);
    const listening = await callbacks
      .listen(callback, answer.receive)
      .catch((error: unknown) => Promise.reject(nameSystem(error, system)));
    const limit = waitAtMost(clock, context.signal, redirectUri);
    try {
      const expiresAt = new Date(clock.now() + AUTHORIZATION_MILLISECONDS).toISOString();
      const wasOpened = (await browser?.open(url)) ?? false;
      const { host } = new URL(url);
      yield { state: 'waiting', host, url, callbackUrl: redirectUri, opened: wasOpened, expiresAt };
      const query = await Promise.race([answer.received, limit.over]);
      if (query === undefined) return 'left';
      limit.cancel();
      // The page is on its way; nobody may knock a second time.
      const closed = listening.close();
      const granted = await redeem(grant, context, query, { redirectUri, verifier, state, system });
      await closed;
      return granted;
    } finally {
      limit.cancel();
      await listening.close();
    }
  }
}

type Trade = { redirectUri: string; verifier: string; state: string; system: string };

async function redeem(
  grant: BrowserGrant,
  context: GrantContext,
  query: URLSearchParams,
  { redirectUri, verifier, state, system }: Trade,
): Promise<Grant> {
  const error = query.get('error');
  const code = query.get('code') ?? '';
  if (error !== null || code === '') {
    const said = query.get('error_description') ?? error ?? 'it sent no code';
    const denied = error === 'access_denied';
    const detail = denied ? 'The access was denied in the browser.' : `${system} said: ${said.slice(0, 300)}.`;
    throw new MillraceError('AUTHORIZATION_REFUSED', { system, detail, error: error?.slice(0, 100) });
  }
  return grant.redeem(context, { code, redirectUri, verifier, state, query });
}

/** Takes the first answer that carries the state of this request, and no other (S36). */
function expectAnswer(state: string) {
  let take: (query: URLSearchParams) => void = () => undefined;
  let taken = false;
  const received = new Promise<URLSearchParams>((resolve) => {
    take = resolve;
  });
  const receive = (query: URLSearchParams): CallbackVerdict => {
    const states = [...query].filter(([name]) => name === 'state').map(([, value]) => value);
    if (taken || states.length !== 1 || states[0] !== state) return 'ignored';
    if (!query.has('code') && !query.has('error')) return 'ignored';
    taken = true;
    take(query);
    return query.has('error') ? 'refused' : 'approved';
  };
  return { received, receive };
}

/** Rejects when the time is over, resolves when the person leaves. */
function waitAtMost(clock: Clock, signal: AbortSignal, callbackUrl: string) {
  let cancel: () => void = () => undefined;
  const over = new Promise<undefined>((resolve, reject) => {
    const stop = clock.schedule(AUTHORIZATION_MILLISECONDS, () => {
      const detail = `No answer came within 5 minutes. If the browser shows “redirect_uri_mismatch”, register the callback URL ${callbackUrl} with the app.`;
      reject(new MillraceError('AUTHORIZATION_EXPIRED', { detail, callbackUrl }));
    });
    const leave = () => resolve(undefined);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    cancel = () => {
      stop();
      signal.removeEventListener('abort', leave);
    };
  });
  // Nobody waits for it once an answer is there.
  over.catch(() => undefined);
  return { over, cancel };
}

function nameSystem(error: unknown, system: string): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'CALLBACK_PORT_IN_USE') return error;
  return new MillraceError(error.code, { ...error.data, system, field: 'callbackPort' }, { cause: error.cause });
}
