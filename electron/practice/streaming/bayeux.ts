import { isJsonObject } from '../store/deserialize.ts';

/** A message of a client. */
export type BayeuxMessage = Readonly<Record<string, unknown>>;

/** A message to a client. */
export type BayeuxReply = Readonly<Record<string, unknown>>;

/** The advice to begin anew with a handshake. */
export const handshakeAgain = { reconnect: 'handshake', interval: 0 } as const;

/** The advice to give up. */
export const giveUp = { reconnect: 'none', interval: 0 } as const;

/** Reads a POST body: one message or a list of them. Null when it is neither. */
export function readMessages(text: string): readonly BayeuxMessage[] | null {
  try {
    const body: unknown = JSON.parse(text);
    const messages = Array.isArray(body) ? body : [body];
    return messages.length > 0 && messages.every(isJsonObject) ? messages : null;
  } catch {
    // The caller answers that the body is not JSON.
    return null;
  }
}

/** What a reply takes over from its message, as far as the message has it in a usable form. */
export function echo(message: BayeuxMessage): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of ['clientId', 'channel', 'id', 'subscription'] as const) {
    const value = message[name];
    if (typeof value === 'string' || (name === 'id' && typeof value === 'number')) kept[name] = value;
  }
  return kept;
}

/** A refusal. */
export function failure(message: BayeuxMessage, error: string, more: BayeuxReply = {}): BayeuxReply {
  return { ...echo(message), ...more, error, successful: false };
}

/** The client is not, or no longer, known. */
export function unknownClient(message: BayeuxMessage): BayeuxReply {
  return failure(message, '403::Unknown client', { advice: handshakeAgain });
}

/** A handshake refused for a reason. Source: Streaming API guide, "Handling Streaming API Errors". */
export function handshakeDenied(message: BayeuxMessage, failureReason: string): BayeuxReply {
  const ext = { sfdc: { failureReason }, replay: true };
  return failure(message, '403::Handshake denied', { ext, advice: { reconnect: 'none' } });
}
