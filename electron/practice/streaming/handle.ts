import type { Session } from '../sessions.ts';
import { isJsonObject } from '../store/deserialize.ts';
import {
  type BayeuxMessage,
  type BayeuxReply,
  echo,
  failure,
  giveUp,
  handshakeDenied,
  unknownClient,
} from './bayeux.ts';
import { BayeuxError } from './channel.ts';
import { type StreamingClient, subscriptionLimit } from './clients.ts';
import type { Streaming } from './streaming.ts';

/** What a POST brings besides its messages. */
export interface Caller {
  /** Whose call it is, or why it is nobody's: `401::Authentication invalid`. */
  readonly session: Session | string;
  /** The value of the `BAYEUX_BROWSER` cookie; null when it was not sent. */
  readonly browser: string | null;
  /** Whether cookies were sent at all. */
  readonly hasCookies: boolean;
  /** Whether this version and path know replay. */
  readonly knowsReplay: boolean;
}

/** The text of an error once too many events were delivered. */
export const dailyLimitExceeded = '403::Organization total events daily limit exceeded';

/** Answers a handshake; `browser` is the cookie the new client is known by. */
export function answerHandshake(
  streaming: Streaming,
  message: BayeuxMessage,
  { session, knowsReplay }: Caller,
  browser: string,
): BayeuxReply {
  if (typeof session === 'string') return handshakeDenied(message, session);
  const types = message.supportedConnectionTypes;
  if (Array.isArray(types) && !types.includes('long-polling')) {
    return failure(message, `400::Invalid connection type ${String(types[0]).slice(0, 100)}`);
  }
  const client = streaming.clients.add(session.userId, browser);
  if (!client) return handshakeDenied(message, '403::Organization concurrent user limit exceeded');
  return {
    ...(knowsReplay ? { ext: { replay: true, 'payload.format': true } } : {}),
    minimumVersion: '1.0',
    clientId: client.id,
    supportedConnectionTypes: ['long-polling'],
    channel: message.channel,
    ...(message.id === undefined ? {} : { id: echo(message).id }),
    version: '1.0',
    successful: true,
  };
}

/** The client a message names, or the refusal it is answered with. */
export function findClient(
  streaming: Streaming,
  message: BayeuxMessage,
  { session, browser, hasCookies }: Caller,
): { readonly client: StreamingClient } | { readonly refusal: BayeuxReply } {
  if (typeof session === 'string') return { refusal: failure(message, session, { advice: giveUp }) };
  const { clientId } = message;
  if (typeof clientId !== 'string') {
    return { refusal: failure(message, '403::Client has not completed handshake', { advice: giveUp }) };
  }
  const client = streaming.clients.find(clientId);
  if (!client) return { refusal: unknownClient(message) };
  if (client.userId !== session.userId) {
    return { refusal: failure(message, "400::Authenticated user id does not match the session's user id") };
  }
  // Clients without any support for cookies are let in.
  if (browser === null && hasCookies) {
    const error = `400::Client ${client.id} has established a session, but no BAYEUX_BROWSER cookie present`;
    return { refusal: failure(message, error) };
  }
  if (browser !== null && browser !== client.browser) return { refusal: unknownClient(message) };
  return { client };
}

/** The replay id a subscription asks for; null when it asks for none, undefined when it is no whole number. */
function readReplay(message: BayeuxMessage, name: string): number | null | undefined {
  const replay = isJsonObject(message.ext) ? message.ext.replay : undefined;
  if (!isJsonObject(replay)) return null;
  const [base = name] = name.split('?');
  const wanted = Object.hasOwn(replay, name) ? replay[name] : Object.hasOwn(replay, base) ? replay[base] : null;
  const value = typeof wanted === 'string' && /^-?\d{1,15}$/.test(wanted) ? Number(wanted) : wanted;
  if (value === null || value === undefined) return null;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

const invalidReplay = (given: string) =>
  `400::The replayId {${given}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;

function subscribe(
  streaming: Streaming,
  client: StreamingClient,
  message: BayeuxMessage,
  name: string,
  knowsReplay: boolean,
): string | null {
  if (streaming.allowance.remaining === 0) return dailyLimitExceeded;
  if (!client.subscriptions.has(name) && client.subscriptions.size >= subscriptionLimit) {
    return '403::Subscription limit exceeded for this topic';
  }
  const replayId = knowsReplay ? readReplay(message, name) : null;
  if (replayId === undefined) return invalidReplay('?');
  try {
    return streaming.subscribe(client, name, replayId) ? null : invalidReplay(String(replayId));
  } catch (error) {
    if (error instanceof BayeuxError) return error.message;
    throw error;
  }
}

/** The channels a message names: one text, or a list of them. */
function readChannels({ subscription }: BayeuxMessage): readonly string[] | null {
  const names: readonly unknown[] = Array.isArray(subscription) ? subscription : [subscription];
  return names.length > 0 && names.every((name) => typeof name === 'string') ? (names as readonly string[]) : null;
}

/** Answers every message of a known client but connect. */
export function answerMessage(
  streaming: Streaming,
  client: StreamingClient,
  message: BayeuxMessage,
  knowsReplay: boolean,
): BayeuxReply {
  streaming.clients.touch(client);
  switch (message.channel) {
    case '/meta/subscribe':
    case '/meta/unsubscribe': {
      const names = readChannels(message);
      if (!names) return failure(message, '400::Channel name not specified');
      const again = { subscription: message.subscription };
      for (const name of names) {
        if (message.channel === '/meta/unsubscribe') client.subscriptions.delete(name);
        else {
          const error = subscribe(streaming, client, message, name, knowsReplay);
          if (error !== null) return failure(message, error, again);
        }
      }
      return { ...echo(message), ...again, successful: true };
    }
    case '/meta/disconnect':
      streaming.clients.forget(client, 'disconnected');
      return { ...echo(message), successful: true };
    case undefined:
      return failure(message, '400::Channel name not specified');
    default:
      // Events are published through records and by push, never by a message.
      return failure(message, '403::Restricted channel');
  }
}
