import { randomBytes } from 'node:crypto';
import type { Channel } from './channel.ts';
import type { Hold, HoldEnd } from './hold.ts';

/** How long a client may stay away between connects, in milliseconds. Source: Streaming API guide, "Clients and Timeouts". */
export const absenceMs = 40_000;

/** Most clients at a time. Source: Streaming API allocations, concurrent clients. */
export const clientLimit = 2_000;

/** Most subscriptions of one client. */
export const subscriptionLimit = 200;

/** How often absent clients and ended sessions are looked for, in milliseconds. */
const pulseMs = 200;

/** A channel someone listens to. */
export interface Subscription {
  readonly channel: Channel;
  /** The replay id up to which events were delivered. */
  position: number;
}

/** Someone who completed a handshake. */
export class StreamingClient {
  readonly id: string;
  readonly userId: string;
  /** The value of the `BAYEUX_BROWSER` cookie of the handshake. */
  readonly browser: string;
  /** By name as subscribed. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Milliseconds since 1970 by the org's clock when it was last heard of. */
  seenAt: number;
  /** Whether it connected since its handshake; the first connect is answered at once. */
  hasConnected = false;
  hold: Hold | null = null;

  constructor(id: string, userId: string, browser: string, seenAt: number) {
    this.id = id;
    this.userId = userId;
    this.browser = browser;
    this.seenAt = seenAt;
  }
}

/** An id as CometD makes them: digits and small letters. */
export function makeClientId(): string {
  return BigInt(`0x${randomBytes(17).toString('hex')}`).toString(36);
}

/** The clients of an org. */
export class StreamingClients {
  readonly #now: () => Date;
  readonly #byId = new Map<string, StreamingClient>();
  #pulse: NodeJS.Timeout | undefined;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The number of clients known. */
  get size(): number {
    return this.#byId.size;
  }

  /** Takes up a client of a user; null when there are too many. */
  add(userId: string, browser: string): StreamingClient | null {
    this.#forgetAbsent();
    if (this.#byId.size >= clientLimit) return null;
    const client = new StreamingClient(makeClientId(), userId, browser, this.#now().getTime());
    this.#byId.set(client.id, client);
    this.#pulse ??= setInterval(() => this.#beat(), pulseMs).unref();
    return client;
  }

  /** The client of that id, unless it stayed away too long. */
  find(id: string): StreamingClient | undefined {
    const client = this.#byId.get(id);
    if (client && this.#isAbsent(client)) this.forget(client, 'forgotten');
    return this.#byId.get(id);
  }

  /** All clients. */
  list(): readonly StreamingClient[] {
    return [...this.#byId.values()];
  }

  /** Notes that a client was heard of. */
  touch(client: StreamingClient): void {
    client.seenAt = this.#now().getTime();
  }

  /** Forgets a client and ends its held connect. */
  forget(client: StreamingClient, end: HoldEnd): void {
    this.#byId.delete(client.id);
    client.hold?.finish(end);
    if (this.#byId.size > 0) return;
    clearInterval(this.#pulse);
    this.#pulse = undefined;
  }

  /** Forgets all clients and returns how many there were. */
  forgetAll(end: HoldEnd): number {
    const clients = this.list();
    for (const client of clients) this.forget(client, end);
    return clients.length;
  }

  #isAbsent(client: StreamingClient): boolean {
    return client.hold === null && this.#now().getTime() - client.seenAt > absenceMs;
  }

  #forgetAbsent(): void {
    for (const client of this.list()) if (this.#isAbsent(client)) this.forget(client, 'forgotten');
  }

  #beat(): void {
    this.#forgetAbsent();
    for (const client of this.list()) if (client.hold?.isAuthentic() === false) this.forget(client, 'expired');
  }
}
