import { type BayeuxMessage, type BayeuxReply, echo, failure, giveUp, unknownClient } from './bayeux.ts';
import type { StreamingClient } from './clients.ts';
import { dailyLimitExceeded } from './handle.ts';
import { Hold, type HoldEnd } from './hold.ts';
import type { Streaming } from './streaming.ts';

/** The HTTP exchange a connect is held in. */
export interface Exchange {
  /** Whether the session is still in force. */
  readonly isAuthentic: () => boolean;
  /** Calls the listener when the caller's connection closes, at once when it already has. */
  readonly onClosed: (listener: () => void) => void;
}

function wantsNoWait({ advice }: BayeuxMessage): boolean {
  return typeof advice === 'object' && advice !== null && 'timeout' in advice && advice.timeout === 0;
}

function afterHold(message: BayeuxMessage, end: HoldEnd): BayeuxReply {
  if (end === 'forgotten') return unknownClient(message);
  if (end === 'expired') return failure(message, '401::Authentication invalid', { advice: giveUp });
  if (end === 'limit') return failure(message, dailyLimitExceeded, { advice: giveUp });
  return { ...echo(message), successful: true };
}

/** Waits until there is something to answer: events, or the reason why the wait is over. */
async function waitForEvents(
  streaming: Streaming,
  client: StreamingClient,
  hold: Hold,
  isDue: () => boolean,
): Promise<{ readonly events: readonly BayeuxReply[]; readonly end: HoldEnd | null }> {
  while (true) {
    const end = await hold.next();
    if (end !== null) return { events: [], end };
    if (streaming.drops.silences(client)) continue;
    const events = streaming.take(client);
    if (events.length > 0) return { events: [...events], end: null };
    if (streaming.allowance.remaining === 0) return { events: [], end: 'limit' };
    if (isDue()) return { events: [], end: 'timeout' };
  }
}

/**
 * Answers a connect: the first of a client at once, later ones when there are events or `timeoutMs` went by. Null
 * when the connection is to be cut instead.
 */
export async function answerConnect(
  streaming: Streaming,
  client: StreamingClient,
  message: BayeuxMessage,
  exchange: Exchange,
): Promise<readonly BayeuxReply[] | null> {
  streaming.clients.touch(client);
  const { connectionType } = message;
  if (connectionType !== undefined && connectionType !== 'long-polling') {
    return [failure(message, `400::Invalid connection type ${String(connectionType).slice(0, 100)}`)];
  }
  if (streaming.allowance.remaining === 0) return [afterHold(message, 'limit')];
  client.hold?.finish('replaced');
  const isFirst = !client.hasConnected;
  client.hasConnected = true;
  const advice = { interval: 0, timeout: streaming.timeoutMs, reconnect: 'retry' };
  if (isFirst || wantsNoWait(message)) {
    return [
      { ...echo(message), ...(isFirst ? { advice } : {}), successful: true },
      ...(isFirst ? [] : streaming.take(client)),
    ];
  }
  const hold = new Hold(exchange.isAuthentic);
  client.hold = hold;
  exchange.onClosed(() => hold.finish('gone'));
  let isDue = false;
  const timer = setTimeout(() => {
    isDue = true;
    hold.wake();
  }, streaming.timeoutMs).unref();
  hold.wake();
  try {
    const { events, end } = await waitForEvents(streaming, client, hold, () => isDue);
    if (end === 'cut') return null;
    return end === null ? [{ ...echo(message), successful: true }, ...events] : [afterHold(message, end)];
  } finally {
    clearTimeout(timer);
    if (client.hold === hold) client.hold = null;
    streaming.clients.touch(client);
  }
}
